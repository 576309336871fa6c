import type { ThemeScript } from '../script.ts'

export const commissioning: ThemeScript = {
  id: 'commissioning',
  title: 'Joint commissioning',
  leads: [
    { group: 'health', role: 'ICB children’s commissioner' },
    { group: 'council', role: 'Children’s commissioner' }
  ],
  officer: { role: 'Executive lead for children', agency: 'Integrated care board' },
  texts: {
    why: [
      [1, 'anna', 'Health, education and social care often pay for parts of the same help.'],
      [2, 'marcus', ' When each waits for the others, the child waits longest.'],
      [3, 'anna', ' Here ICB means the integrated care board, the NHS body that plans health care.']
    ],
    now: [
      [1, 'anna', 'Health professionals are visible and play a much more significant part in the work [4.5].'],
      [2, 'helen', ' The law asks partners to make joint commissioning arrangements and to cooperate [6.4].'],
      [2, 'marcus', ' Joint commissioning is one of the themes the area named for this plan [4.11].'],
      [3, 'priya', '\nExample: what families wait for, and how long, is not on one page yet.']
    ],
    outcome: [
      [1, 'anna', 'Health, education and social care plan and pay for support together.'],
      [3, 'priya', ', so that no family is sent from one to the other', { after: 'support together' }]
    ],
    know: [
      [2, 'anna', '- Waiting times for therapy go down and stand on one public page.'],
      [2, 'marcus', '- Every joint service has one agreement that says who pays for what.'],
      [3, 'tom', '- Nobody tells a family “that is not us” without making the next call for them.'],
      [4, 'grace', '- Schools know which therapist to ring.']
    ],
    commitments: [
      [2, 'anna', '- We will put our budgets for children’s therapies side by side.'],
      [3, 'marcus', '- We will argue about money among ourselves, not in front of a child.'],
      [5, 'tom', 'not in front of a child', { mark: 'bold' }]
    ],
    told: [
      [1, 'priya', 'Example words, written for this demonstration:'],
      [1, 'priya', '- “Two assessments said she needs speech therapy. None of them could give it.”'],
      [2, 'tom', '- “I keep the folder, because I am the only one who goes to every appointment.”']
    ]
  },
  later: [
    [5, 'anna', { status: { word: 'slipping', why: 'Therapy plans and waiting times are both behind.' } }],
    [6, 'priya', { impact: 'not-yet' }]
  ],
  actions: [
    {
      id: 'therapy-plan',
      text: [
        [1, 'anna', 'Agree one joint plan for speech and language therapy'],
        [2, 'grace', 'speech, language and occupational therapy', { instead: 'speech and language therapy' }]
      ],
      success: [
        [2, 'anna', '- One plan, one budget line, one waiting list.'],
        [3, 'grace', '- Schools know what they can do while a child waits'],
        [3, 'anna', ', and therapists show them how.']
      ],
      answers: [[2, 'priya', 'Example, from parents and carers: “Everyone agrees she needs it. Nobody gives it.”']],
      leads: [{ group: 'health', role: 'ICB children’s commissioner' }],
      partners: ['education', 'council', 'parents'],
      start: '2026-09-14',
      due: '2027-01-29',
      milestones: ['All three services are at the table', 'One plan is agreed', 'One waiting list'],
      cost: 'To be agreed in January',
      later: [
        [
          3,
          'anna',
          { reached3: '2026-09-30', status: { word: 'on-track', why: 'All three services are at the table.' } }
        ],
        [5, 'anna', { status: { word: 'slipping', why: 'Occupational therapy figures came four weeks late.' } }]
      ]
    },
    {
      id: 'waiting-times',
      text: [
        [1, 'anna', 'Publish waiting times every quarter'],
        [2, 'priya', ' for therapy', { after: 'waiting times' }],
        [3, 'leila', 'three months', { instead: 'quarter' }]
      ],
      success: [
        [2, 'priya', '- The page shows the usual wait and the longest wait.'],
        [4, 'anna', '- It says what to do while you wait and who to call if things get worse.']
      ],
      answers: [[2, 'priya', 'Example, from parents and carers: “Tell me the truth and I can plan.”']],
      leads: [{ group: 'health', role: 'Therapies lead' }],
      partners: ['parents', 'council'],
      start: '2026-09-14',
      due: '2026-10-30',
      milestones: [
        'The first waiting times are out',
        'Both clinics count in one way',
        'Waiting times fall two quarters running'
      ],
      cost: 'Within existing posts',
      later: [
        [4, 'anna', { status: { word: 'slipping', why: 'Two clinics count waits in different ways.' } }],
        [
          6,
          'anna',
          {
            status: {
              word: 'off-track',
              why: 'The first page did not come out: the two clinics still count differently.'
            },
            revised: { date: '2027-01-15', why: 'One way of counting starts in December.' }
          }
        ]
      ]
    },
    {
      id: 'who-pays',
      text: [
        [2, 'marcus', 'Write one agreement on who pays when needs cross services'],
        [4, 'helen', ', and use it within ten days']
      ],
      success: [
        [3, 'marcus', '- Help starts first; the bill is settled afterwards.'],
        [4, 'helen', '- Families never see the argument.']
      ],
      answers: [[3, 'marcus', 'The duties to commission jointly and to cooperate [6.4].']],
      leads: [
        { group: 'council', role: 'Children’s commissioner' },
        { group: 'health', role: 'ICB children’s commissioner' }
      ],
      partners: ['social-care', 'education'],
      start: '2026-10-19',
      due: '2027-03-31',
      later: [[5, 'helen', { status: { word: 'on-track', why: 'A first draft is with both finance teams.' } }]]
    },
    {
      id: 'families-choose',
      text: [
        [2, 'tom', 'Parents and carers help to choose every new service'],
        [4, 'leila', ', and so do young people']
      ],
      success: [
        [3, 'tom', '- Two parents and two young people score every bid, and their scores count.'],
        [5, 'anna', '- They get the papers a week before, in plain words.']
      ],
      answers: [[3, 'tom', 'Example, from parents and carers: “We were shown the winner.”']],
      leads: [{ group: 'parents', role: 'Parent carer forum co-chair' }],
      partners: ['health', 'council', 'young-people'],
      start: '2026-11-16',
      due: '2027-02-26'
    }
  ]
}
