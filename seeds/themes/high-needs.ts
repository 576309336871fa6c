import type { ThemeScript } from '../script.ts'

export const highNeeds: ThemeScript = {
  id: 'high-needs',
  title: 'High Needs Block Review',
  leads: [{ group: 'council', role: 'High Needs finance partner' }],
  officer: { role: 'Director of finance', agency: 'Local authority' },
  texts: {
    why: [
      [
        1,
        'helen',
        'The High Needs Block is the money for children and young people who need more than a school’s own budget can give.'
      ],
      [2, 'grace', ' Spent early, it goes further.'],
      [3, 'tom', ' And families should be able to see where it goes.']
    ],
    now: [
      [
        1,
        'helen',
        'In 2020/21 the High Needs block was £42.1m, for all high needs provision, including maintained, academies, non-maintained and independent [6.1].'
      ],
      [
        1,
        'grace',
        '\nThe review proposed to use growth funding that was not allocated, then £1.4m, for a better mainstream offer in Sutton schools; £233,000 of it was proposed for predictable needs in 2020/21, passed on to schools from September 2020 [6.2].'
      ],
      [
        2,
        'helen',
        '\nCluster arrangements, which help schools to work together across phases, needed an additional £170,000, to be made available in 2020/21 [6.3].'
      ],
      [3, 'priya', '£42.1m', { mark: 'bold' }]
    ],
    outcome: [
      [1, 'helen', 'High Needs money reaches children early.'],
      [2, 'tom', ' and fairly', { after: 'reaches children early' }],
      [3, 'kofi', ', and anyone can see where it went', { after: 'early and fairly' }]
    ],
    know: [
      [2, 'helen', '- One public page shows the money in and the money out, every year.'],
      [2, 'grace', '- Schools can say what extra support they gave before a plan was needed.'],
      [3, 'tom', '- Parents who ask get an answer in pounds, not in initials.'],
      [4, 'marcus', '- More children are taught near home.']
    ],
    commitments: [
      [2, 'helen', '- We will show our sums before we decide, not after.'],
      [3, 'grace', '- We will share what works from school to school.'],
      [4, 'priya', '- We will not move money away from a child who is settled.']
    ],
    told: [
      [1, 'tom', 'Example words, written for this demonstration:'],
      [1, 'tom', '- “The school says ask the council. The council says ask the school.”'],
      [3, 'kofi', '- “Forty-two million. I would like to see my bit.”']
    ]
  },
  later: [
    [3, 'helen', { status: { word: 'on-track', why: 'The public page is drafted and two clusters meet.' } }],
    [6, 'grace', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'predictable-needs',
      text: [
        [1, 'grace', 'Show what the £233,000 for predictable needs changed'],
        [2, 'tom', ' for children']
      ],
      success: [
        [2, 'grace', '- Ten schools write one page each: what they did, for how many, what came of it.'],
        [3, 'tom', '- Parents at those schools have read the page before it is published.']
      ],
      answers: [[2, 'tom', 'The £233,000 proposed for predictable needs in 2020/21 [6.2].']],
      leads: [{ group: 'council', role: 'High Needs finance partner' }],
      partners: ['education', 'parents'],
      start: '2026-09-28',
      due: '2027-01-29',
      later: [[4, 'helen', { status: { word: 'on-track', why: 'Seven of ten schools have sent their page.' } }]]
    },
    {
      id: 'clusters',
      text: [
        [1, 'grace', 'Help school clusters work together across phases'],
        [3, 'marcus', ', from nursery to college']
      ],
      success: [
        [2, 'grace', '- Every cluster has one SENCO with time to help the others.'],
        [4, 'grace', '- A child who moves school keeps the same support for the first half term.'],
        [4, 'leila', ' We meet a teacher before we move.', { after: 'for the first half term.' }]
      ],
      answers: [[2, 'helen', 'The £170,000 for cluster arrangements in 2020/21 [6.3].']],
      impact: [[6, 'grace', 'Example: two clusters share a speech therapist on Thursdays.']],
      leads: [{ group: 'education', role: 'SENCO network chair' }],
      partners: ['council', 'health'],
      start: '2026-09-14',
      due: '2026-12-18',
      later: [[5, 'grace', { status: { word: 'on-track', why: 'Four clusters meet every month.' }, felt: 'some' }]]
    },
    {
      id: 'money-page',
      text: [[1, 'helen', 'Publish one plain page on where the High Needs money goes']],
      success: [
        [2, 'helen', '- One picture, ten lines, no initials.'],
        [3, 'kofi', '- Three young people can explain it after five minutes.']
      ],
      answers: [[2, 'kofi', 'Example, from young people: “I would like to see my bit.”']],
      leads: [{ group: 'council', role: 'High Needs finance partner' }],
      partners: ['young-people', 'parents'],
      start: '2026-10-06',
      due: '2026-11-30',
      later: [[5, 'helen', { status: { word: 'on-track', why: 'Two of three young readers could explain it.' } }]]
    },
    {
      id: 'test-changes',
      text: [
        [2, 'helen', 'Let schools test the next funding changes before they are decided'],
        [3, 'priya', 'families and schools', { instead: 'schools' }]
      ],
      success: [
        [4, 'priya', '- Six weeks to answer, and a reply to every answer.'],
        [5, 'grace', '- Each school sees its own sum, before and after.']
      ],
      answers: [[4, 'priya', 'Example, from parents and carers: “You asked after you had decided.”']],
      leads: [{ group: 'council', role: 'High Needs finance partner' }],
      partners: ['parents', 'education'],
      start: '2027-02-01',
      due: '2027-05-28'
    }
  ]
}
