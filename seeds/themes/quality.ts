import type { ThemeScript } from '../script.ts'

export const quality: ThemeScript = {
  id: 'quality',
  title: 'Quality assurance',
  leads: [{ group: 'council', role: 'EHC plan quality lead' }],
  officer: { role: 'Assistant director, education and SEND', agency: 'Local authority' },
  texts: {
    why: [
      [
        1,
        'helen',
        'An EHC plan is one document that says what a child or young person needs, which outcomes are sought and what will be provided [6.4].'
      ],
      [1, 'tom', ' It helps only if it is right, up to date and is done.'],
      [3, 'leila', ', sounds like me', { after: 'right, up to date' }]
    ],
    now: [
      [
        1,
        'helen',
        'Inspectors found that leaders have a secure oversight of EHC plans and that the plans are improved in quality [4.5]. The area has brought its needs assessments in line with the Children and Families Act [4.12].'
      ],
      [2, 'priya', '\nSome parents see it differently [4.9]; their words stand under “Views we did not all share”.'],
      [2, 'marcus', ' The report says this is not the view of parents as a whole [4.9].']
    ],
    outcome: [
      [1, 'helen', 'EHC plans are clear and make a difference.'],
      [2, 'tom', ', up to date', { after: 'plans are clear' }]
    ],
    know: [
      [2, 'helen', '- Nine plans in ten that we check are good or better, and families agree.'],
      [2, 'tom', '- Every annual review is on time, or the family knows why not.'],
      [3, 'anna', '- Health advice comes within six weeks and says what to do.'],
      [3, 'marcus', '- So does advice from social care'],
      [4, 'marcus', ', also when a child is not known to us.'],
      [4, 'tom', 'Every annual review is on time', { mark: 'bold' }]
    ],
    commitments: [
      [2, 'helen', '- We will check plans with families, not about them.'],
      [3, 'tom', '- We will publish what we find, the bad with the good.'],
      [4, 'grace', '- We will write targets that a class teacher can use on Monday.']
    ],
    told: [
      [1, 'tom', 'Example words, written for this demonstration:'],
      [1, 'tom', '- “The plan said ‘access to’ therapy. That is not a number of hours.”'],
      [2, 'priya', '- “The review was in March. The new plan came in November.”'],
      [3, 'kofi', '- “It says I like trains. I was six.”']
    ]
  },
  later: [
    [
      6,
      'helen',
      {
        status: {
          word: 'slipping',
          why: 'Parents and carers are on the panel; too many annual reviews are still late.'
        }
      }
    ],
    [6, 'tom', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'panel',
      text: [
        [1, 'tom', 'Parents join the panel that checks plans'],
        [1, 'priya', ' and carers', { after: 'Parents' }],
        [2, 'tom', ' the quality of', { after: 'that checks' }]
      ],
      success: [
        [2, 'tom', '- Three parents sit on every panel, and their marks count the same.'],
        [3, 'helen', '- Each family hears what the panel found in their plan.'],
        [4, 'priya', ' and carers', { after: 'Three parents' }]
      ],
      answers: [[2, 'tom', 'The view of some parents on oversight of the quality and review of plans [4.9].']],
      impact: [[6, 'tom', 'Example: the first panel sent four plans in ten back, with reasons.']],
      leads: [{ group: 'council', role: 'EHC plan quality lead' }],
      partners: ['parents', 'health', 'social-care'],
      start: '2026-09-14',
      due: '2026-10-30',
      later: [
        [3, 'helen', { status: { word: 'on-track', why: 'Six parents and carers are trained.' } }],
        [
          5,
          'tom',
          { status: { word: 'done', why: 'The first panel with parents and carers met in October.' }, felt: 'some' }
        ]
      ]
    },
    {
      id: 'late-reviews',
      text: [
        [1, 'helen', 'Report annual reviews that are late'],
        [2, 'tom', ' to the partnership board']
      ],
      success: [
        [2, 'tom', '- The board sees the number every month and asks why.'],
        [4, 'helen', '- Nobody waits more than four weeks for a decision after a review.']
      ],
      answers: [[3, 'priya', 'Example, from parents and carers: “The review was in March.”']],
      leads: [{ group: 'council', role: 'EHC plan team manager' }],
      partners: ['parents', 'education'],
      start: '2026-09-14',
      due: '2026-10-30',
      milestones: ['The number is reported every month', 'Half as many are late', 'Nobody waits longer than a month'],
      cost: 'Two posts, already funded',
      later: [
        [
          4,
          'helen',
          { reached3: '2026-10-15', status: { word: 'on-track', why: 'First number reported in October.' } }
        ],
        [
          6,
          'helen',
          {
            status: { word: 'slipping', why: 'The number is reported but has not gone down; two posts are empty.' },
            revised: { date: '2027-01-15', why: 'New staff start in December.' }
          }
        ]
      ]
    },
    {
      id: 'twenty-plans',
      text: [
        [2, 'helen', 'Check 20 plans each term with the families they are for'],
        [3, 'grace', ' and the teachers who use them']
      ],
      success: [
        [3, 'helen', '- Plans are picked by chance, and every phase is in.'],
        [4, 'kofi', '- We ask the young person too: is this you?']
      ],
      answers: [[3, 'helen', 'Oversight and impact of EHC plans have improved [4.12]; this shows families how much.']],
      leads: [{ group: 'council', role: 'EHC plan quality lead' }],
      partners: ['parents', 'young-people', 'education'],
      start: '2026-10-12',
      due: '2027-03-26',
      later: [[5, 'helen', { status: { word: 'on-track', why: 'The first twenty are checked.' } }]]
    },
    {
      id: 'plain-advice',
      text: [
        [2, 'anna', 'Write health advice for plans in words that families can use'],
        [3, 'marcus', ' and social care', { after: 'Write health' }]
      ],
      success: [
        [3, 'anna', '- Advice says what, how often, by whom and until when.'],
        [4, 'tom', '- No “access to”, no “as required”.'],
        [5, 'leila', '- A young person has read it before it is sent.']
      ],
      answers: [[3, 'tom', 'Example, from parents and carers: “‘Access to’ is not a number of hours.”']],
      leads: [
        { group: 'health', role: 'Designated Clinical Officer' },
        { group: 'social-care', role: 'Disabled children’s team manager' }
      ],
      partners: ['parents', 'young-people'],
      start: '2026-10-01',
      due: '2027-01-29',
      later: [[5, 'anna', { status: { word: 'on-track', why: 'The new form is in use in both teams.' } }]]
    }
  ]
}
