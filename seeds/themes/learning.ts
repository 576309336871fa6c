import type { ThemeScript } from '../script.ts'

export const learning: ThemeScript = {
  id: 'learning',
  title: 'Learning and development',
  leads: [
    { group: 'education', role: 'Training lead for schools' },
    { group: 'parents', role: 'Parent carer forum co-chair' }
  ],
  officer: { role: 'Chair of the schools forum', agency: 'Schools' },
  texts: {
    why: [
      [1, 'marcus', 'Good plans fail when the person in the room has never met the need before.'],
      [2, 'priya', ' Parents have years of knowledge that no course gives.'],
      [3, 'kofi', ' So do we.']
    ],
    now: [
      [1, 'grace', 'Leaders in education settings are behind the work: inspectors called it a “seismic shift” [4.5].'],
      [2, 'helen', ' The area has improved the range and nature of the support that settings can use [4.12].'],
      [2, 'marcus', ' Area-specific knowledge and understanding is one of the things that made change possible [4.13].']
    ],
    outcome: [
      [1, 'marcus', 'Everyone who works with children understands SEND'],
      [1, 'priya', ' and acts on it.']
    ],
    know: [
      [2, 'grace', '- Every school has sent two people to training that parents helped to lead.'],
      [2, 'priya', '- Families do not have to explain the same need twice.'],
      [3, 'marcus', '- New staff in all services can say what a good review looks like.'],
      [4, 'leila', '- Teachers ask us what helps, and then do it.']
    ],
    commitments: [
      [2, 'marcus', '- We will learn together, in one room, not each service alone.'],
      [3, 'priya', '- We will pay parents and young people who teach.'],
      [4, 'anna', '- We will free health staff for it, on working days.']
    ],
    told: [
      [1, 'priya', 'Example words, written for this demonstration:'],
      [2, 'priya', '- “The supply teacher read nothing, so the day was lost.”'],
      [2, 'leila', '- “One teacher knows about my hearing aids. On her day off I am deaf again.”']
    ]
  },
  later: [
    [4, 'marcus', { status: { word: 'on-track', why: 'The first shared days are full.' } }],
    [6, 'priya', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'shared-training',
      text: [
        [1, 'priya', 'Parents and practitioners run training days'],
        [2, 'grace', ' shared', { after: 'practitioners run' }],
        [3, 'priya', ' together']
      ],
      success: [
        [2, 'priya', '- Each day has a parent and a practitioner at the front.'],
        [3, 'grace', '- Three months later people can name one thing they do differently.']
      ],
      answers: [
        [2, 'priya', 'Example, from parents and carers: “Let me tell them what works. I have done it for nine years.”']
      ],
      impact: [[5, 'priya', 'Example: after the first day, one school moved its quiet room next to the classrooms.']],
      leads: [{ group: 'parents', role: 'Parent carer forum co-chair' }],
      partners: ['education', 'health', 'social-care'],
      start: '2026-09-21',
      due: '2026-11-30',
      later: [
        [
          4,
          'priya',
          { status: { word: 'on-track', why: 'Two of three days are done; the third is full.' }, felt: 'some' }
        ]
      ]
    },
    {
      id: 'social-workers-shadow',
      text: [
        [1, 'marcus', 'Every new social worker sits in on a review'],
        [2, 'marcus', 'shadows an annual review', { instead: 'sits in on a review' }]
      ],
      success: [
        [2, 'marcus', '- It happens in the first three months, and the family has said yes.'],
        [3, 'tom', '- They write to the family what they learned.'],
        [4, 'grace', ' in the first six weeks of a job', { instead: ' in the first three months' }]
      ],
      answers: [[3, 'marcus', 'Example, from parents and carers: “He had never seen a plan.”']],
      leads: [{ group: 'social-care', role: 'Principal social worker' }],
      partners: ['parents', 'education'],
      start: '2027-01-04',
      due: '2027-03-31'
    },
    {
      id: 'young-people-teach',
      text: [
        [2, 'kofi', 'Young people teach staff how to run a meeting'],
        [3, 'leila', ' that works for us'],
        [4, 'leila', 'them', { instead: 'us' }]
      ],
      success: [
        [3, 'kofi', '- Forty people who run reviews have done the course.'],
        [4, 'leila', '- The rule “no word I cannot spell” is kept.'],
        [4, 'kofi', 'no word I cannot spell', { mark: 'italic' }]
      ],
      answers: [[3, 'leila', 'Example, from young people: “They talked about me over my head for an hour.”']],
      leads: [{ group: 'young-people', role: 'Youth voice group' }],
      partners: ['education', 'health', 'social-care'],
      start: '2026-10-12',
      due: '2027-02-26',
      later: [[5, 'leila', { status: { word: 'on-track', why: 'Two courses given, 17 people came.' } }]]
    },
    {
      id: 'named-links',
      text: [
        [3, 'anna', 'Give every school a named link in health'],
        [4, 'grace', ', who answers within five school days']
      ],
      success: [
        [4, 'anna', '- Every SENCO can say the name of their link.'],
        [5, 'grace', '- Half of all questions are answered without a referral.']
      ],
      answers: [[4, 'grace', 'Health professionals are more visible [4.5]; this makes it so for every school.']],
      leads: [{ group: 'health', role: 'Designated Clinical Officer' }],
      partners: ['education'],
      start: '2026-11-02',
      due: '2027-04-30',
      later: [[6, 'anna', { status: { word: 'on-track', why: 'Links are named for two schools in three.' } }]]
    }
  ]
}
