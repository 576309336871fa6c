import type { ThemeScript } from '../script.ts'

export const coProduction: ThemeScript = {
  id: 'co-production',
  title: 'Co-production with parents and young people',
  leads: [{ group: 'council', role: 'SEND programme lead' }],
  officer: { role: 'Director of children’s services', agency: 'Local authority' },
  texts: {
    why: [
      [1, 'helen', 'Inspectors said there is an improving level of engagement and buy-in from parents [4.5].'],
      [1, 'priya', ' But some of us still do not feel confident in the services and settings our children use.'],
      [2, 'tom', ' We have filled in surveys before and never heard what happened next.'],
      [3, 'leila', '\nWe notice when grown-ups have already decided.'],
      [4, 'kofi', ' Ask us while it can still change.']
    ],
    now: [
      [
        1,
        'helen',
        'The report says a key focus now is to support parents further, so that they have more confidence in services and settings throughout the area [4.10].'
      ],
      [2, 'anna', ' Health professionals had become visible and played a much more significant part [4.5].'],
      [2, 'helen', '\nWhat made change possible, it says [4.13]:'],
      [2, 'helen', '- a clear, joint vision, co-produced with partners, including parents'],
      [2, 'marcus', '- a public commitment to change'],
      [2, 'grace', '- area-specific knowledge, and strong, committed and consistent leadership'],
      [3, 'priya', '- open, transparent communications that lead to targeted (and scrutinised) actions'],
      [3, 'anna', '- an outcomes-focused approach']
    ],
    outcome: [
      [1, 'priya', 'Families can see what changed because of them.'],
      [1, 'leila', ' help decide from the start, and', { after: 'Families' }]
    ],
    know: [
      [1, 'grace', '- Every decision paper says who helped to write it and what they changed.'],
      [1, 'kofi', '- Young people choose two of the things we measure, and we get to say if they are working.'],
      [2, 'anna', '- Health teams answer every question from families within 20 working days'],
      [2, 'marcus', ', and social care teams do the same.'],
      [2, 'tom', '- We publish “you said, we did, and why”'],
      [3, 'helen', ' each term.'],
      [4, 'tom', ', we could not', { after: 'you said, we did' }],
      [4, 'priya', 'you said, we did, we could not, and why', { mark: 'bold' }]
    ],
    commitments: [
      [2, 'helen', '- We will ask before we decide, not after.'],
      [2, 'priya', '- We will write in words everyone can read'],
      [3, 'leila', ', and check them with young people first', { after: 'in words everyone can read' }],
      [3, 'marcus', '- When the answer is no, we will say no plainly and say why.'],
      [4, 'priya', '.', { after: 'check them with young people first' }]
    ],
    told: [
      [1, 'helen', 'Example words, written for this demonstration:'],
      [1, 'tom', '- “I said it in the meeting. It isn’t in the plan and nobody told me why.”'],
      [2, 'priya', '- “I can come, but not at two on a school day.”'],
      [3, 'kofi', '- “You asked what we think about the logo. Ask us about the money.”']
    ]
  },
  later: [
    [3, 'helen', { status: { word: 'on-track', why: 'Three of four actions have begun.' } }],
    [6, 'priya', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'co-production-agreement',
      text: [
        [1, 'helen', 'Agree with the parent carer forum how SEND decisions will be co-produced'],
        [2, 'priya', 'every SEND decision', { instead: 'SEND decisions' }]
      ],
      success: [
        [2, 'priya', '- One page, signed by every group, says who is asked, when, and who answers.'],
        [3, 'anna', '- Health and social care use the same page.'],
        [4, 'marcus', ', and so do schools', { after: 'social care use the same page' }]
      ],
      answers: [
        [2, 'helen', 'The report’s key focus: parents’ confidence and constructive working relationships [4.10].']
      ],
      leads: [
        { group: 'council', role: 'SEND programme lead' },
        { group: 'parents', role: 'Parent carer forum co-chair' }
      ],
      partners: ['parents', 'young-people', 'health', 'education', 'social-care'],
      start: '2026-09-14',
      due: '2026-11-30',
      milestones: ['Every group has written on the page', 'The page is signed', 'The page is looked at again'],
      later: [
        [
          3,
          'helen',
          { reached3: '2026-10-06', status: { word: 'on-track', why: 'Second draft is with every group.' } }
        ],
        [6, 'priya', { felt: 'some' }]
      ]
    },
    {
      id: 'you-said-we-did',
      text: [
        [1, 'tom', 'Tell families each term: you said, we did'],
        [3, 'kofi', ', we could not, and why']
      ],
      success: [
        [2, 'tom', '- Every question a family asks has an answer on the page, also when the answer is no.'],
        [3, 'kofi', '- It is one page long.'],
        [4, 'leila', ' and works on a phone', { after: 'one page long' }]
      ],
      answers: [[2, 'tom', 'Example, from parents and carers: “We never hear what happened next.”']],
      leads: [{ group: 'parents', role: 'Parent carer forum co-chair' }],
      partners: ['young-people', 'council'],
      start: '2026-11-02',
      due: '2026-12-18',
      milestones: [
        'The first page is out, for the autumn term',
        'Every school links to it',
        'Families say the answers are clear'
      ]
    },
    {
      id: 'thank-and-pay',
      text: [[2, 'marcus', 'Pay travel and childcare for everyone who helps to write a decision']],
      success: [
        [2, 'marcus', '- Claims are paid within ten working days.'],
        [3, 'priya', '- Nobody has to pay first and claim later.']
      ],
      answers: [[3, 'priya', 'Example, from parents and carers: “It costs me forty pounds to be asked.”']],
      leads: [{ group: 'council', role: 'Participation officer' }],
      partners: ['parents', 'social-care'],
      start: '2026-10-01',
      due: '2027-01-29',
      cost: 'From the participation budget',
      later: [[4, 'helen', { status: { word: 'on-track', why: 'The claim form is one page now.' } }]]
    },
    {
      id: 'young-people-set-questions',
      text: [
        [2, 'kofi', 'Hold one meeting each term where we set the questions'],
        [3, 'leila', 'young people', { instead: 'we' }]
      ],
      success: [
        [3, 'leila', '- Young people write the agenda and chair the meeting.'],
        [4, 'grace', '- Schools give the time off, and it does not count as absence.']
      ],
      answers: [[3, 'kofi', 'Example, from young people: “Ask us about the money.”']],
      leads: [{ group: 'young-people', role: 'Youth voice group' }],
      partners: ['education', 'council'],
      start: '2026-10-12',
      due: '2027-02-12',
      later: [[5, 'kofi', { status: { word: 'on-track', why: 'First meeting held in October.' }, felt: 'some' }]]
    }
  ]
}
