import type { ThemeScript } from '../script.ts'

export const adulthood: ThemeScript = {
  id: 'adulthood',
  title: 'Preparation for Adulthood',
  leads: [
    { group: 'education', role: 'College transition lead' },
    { group: 'young-people', role: 'Youth voice group' }
  ],
  officer: { role: 'College principal for inclusion', agency: 'Further education' },
  texts: {
    why: [
      [1, 'kofi', 'At 18 everything changes on one day: doctor, money, college, who decides.'],
      [2, 'leila', ' Nobody should be surprised by a birthday.'],
      [3, 'anna', ' nurse,', { after: 'doctor,' }]
    ],
    now: [
      [1, 'kofi', 'Inspectors said that we feel confident when we make choices about future training and careers.'],
      [
        1,
        'grace',
        ' Young people appreciate the guidance their schools give them in skills that support their social participation and independence [4.5].'
      ],
      [2, 'helen', ' Preparation for Adulthood is one of the themes the area named for this plan [4.11].']
    ],
    outcome: [
      [1, 'kofi', 'Young people feel confident about work and living independently.'],
      [1, 'leila', ' training,', { after: 'confident about' }],
      [2, 'marcus', ', with help that does not stop at 18', { after: 'living independently' }]
    ],
    know: [
      [1, 'grace', '- Every Year 9 review has a plan for adult life that the young person helped to write.'],
      [2, 'kofi', '- More of us are in work, training or college a year after school.'],
      [2, 'anna', '- Nobody turns 18 without having met their adult doctor or team.'],
      [4, 'marcus', '- Nobody loses support on a birthday.']
    ],
    commitments: [
      [2, 'grace', '- We will talk about hopes first and about services second.'],
      [3, 'kofi', '- We will not say “realistic” when we mean “cheap”.'],
      [4, 'leila', 'hopes first', { mark: 'bold' }]
    ],
    told: [
      [1, 'kofi', 'Example words, written for this demonstration:'],
      [1, 'kofi', '- “I want to drive a bus. Everyone wrote down shop work.”'],
      [2, 'leila', '- “I learned to cook at the club, not in the lessons about cooking.”'],
      [3, 'tom', '- “We found out about the benefit change from another parent.”']
    ]
  },
  later: [
    [4, 'kofi', { status: { word: 'on-track', why: 'The guide is being written and Year 9 reviews have begun.' } }],
    [6, 'leila', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'year-9-reviews',
      text: [
        [1, 'grace', 'Start planning for adulthood in every Year 9 review'],
        [2, 'helen', ' annual', { after: 'every Year 9' }]
      ],
      success: [
        [2, 'grace', '- Each review has the four parts: work, home, friends and community, health.'],
        [3, 'kofi', '- The young person speaks first.']
      ],
      answers: [[2, 'kofi', 'Example, from young people: “Nobody asked me until Year 11.”']],
      impact: [[6, 'leila', 'Example: reviews take longer now, and more people come out smiling.']],
      leads: [{ group: 'education', role: 'SENCO network chair' }],
      partners: ['young-people', 'parents', 'council'],
      start: '2026-09-14',
      due: '2026-12-18',
      later: [[4, 'grace', { status: { word: 'on-track', why: 'Half of the Year 9 reviews are done.' }, felt: 'some' }]]
    },
    {
      id: 'moving-on-guide',
      text: [
        [1, 'leila', 'Young people write the guide to moving on'],
        [1, 'kofi', ' from school']
      ],
      success: [
        [2, 'leila', '- We write it, we test it, we say when it is ready.'],
        [3, 'kofi', '- It tells you about money, travel, college, work and who to call.'],
        [5, 'marcus', '- Every social worker gives it out before the 16th birthday.']
      ],
      answers: [
        [2, 'kofi', 'Young people value guidance on choices and independence [4.5]; this is ours, for each other.']
      ],
      leads: [{ group: 'young-people', role: 'Youth voice group' }],
      partners: ['education', 'social-care'],
      start: '2026-10-06',
      due: '2027-02-26',
      milestones: ['Three chapters are written', 'The guide is printed', 'Every Year 9 has one'],
      cost: 'Printing: £900 (example)',
      later: [
        [5, 'kofi', { reached3: '2026-11-02', status: { word: 'on-track', why: 'Three chapters of six are written.' } }]
      ]
    },
    {
      id: 'work-visits',
      text: [
        [2, 'grace', 'Offer work visits with support before the last year of school'],
        [4, 'tom', 'supported work visits', { instead: 'work visits with support' }]
      ],
      success: [
        [3, 'grace', '- Every young person with a plan who wants a visit gets two.'],
        [3, 'kofi', ' in jobs they chose', { after: 'gets two' }]
      ],
      answers: [[3, 'tom', 'Example, from parents and carers: “He knows one job because he has seen one job.”']],
      leads: [{ group: 'education', role: 'College transition lead' }],
      partners: ['council', 'young-people'],
      start: '2027-01-11',
      due: '2027-06-30'
    },
    {
      id: 'health-handover',
      text: [
        [2, 'anna', 'Hand over health care before the 18th birthday, in one meeting'],
        [3, 'leila', ' that the young person leads', { after: 'in one meeting' }]
      ],
      success: [
        [3, 'anna', '- Both teams, the family and the young person are in the room.'],
        [4, 'anna', '- One page says who to call, and the GP has it.']
      ],
      answers: [[4, 'priya', 'Example, from parents and carers: “Adult services had never heard of her.”']],
      leads: [{ group: 'health', role: 'Designated Clinical Officer' }],
      partners: ['young-people', 'parents', 'social-care'],
      start: '2026-11-02',
      due: '2027-03-31',
      later: [
        [6, 'anna', { status: { word: 'slipping', why: 'Adult teams have not yet named who comes to the meetings.' } }]
      ]
    }
  ]
}
