import type { ThemeScript } from '../script.ts'

export const outcomes: ThemeScript = {
  id: 'outcomes',
  title: 'Improving outcomes',
  leads: [{ group: 'education', role: 'Inclusion lead for schools' }],
  officer: { role: 'Assistant director, education and SEND', agency: 'Local authority' },
  texts: {
    why: [
      [1, 'grace', 'A child who is in school, learns and has friends has the start every child needs.'],
      [2, 'tom', ' A child on a part-time timetable is at home, and so is a parent.'],
      [3, 'grace', ' all day', { after: 'who is in school' }]
    ],
    now: [
      [1, 'grace', 'In primary schools the number of exclusions of pupils with EHC plans has gone down [4.5].'],
      [
        1,
        'helen',
        ' The area has widened the support that schools can call on for young people with SEND and those close to exclusion [4.12].'
      ],
      [
        2,
        'tom',
        '\nSome parents remain concerned about part-time timetables and these numbers [4.9]. Their words stand under “Views we did not all share”.'
      ],
      [3, 'priya', ' The report says this is not the view of parents as a whole [4.9].']
    ],
    outcome: [
      [1, 'grace', 'Children and young people do well, and stay in their school.'],
      [2, 'priya', 'included', { instead: 'in their school' }],
      [2, 'kofi', ' in their school', { after: 'stay included' }]
    ],
    know: [
      [1, 'grace', '- Fewer children with SEND are excluded or moved, in primary and in secondary schools.'],
      [2, 'tom', '- Every part-time timetable has a reason, an end date and a parent’s signature'],
      [3, 'grace', ', and the school’s governors see the list.'],
      [3, 'leila', '- More of us say: I feel I belong here.'],
      [4, 'marcus', '- Children in care with SEND do as well as their friends.']
    ],
    commitments: [
      [2, 'grace', '- We will count hours in school, not only exclusions.'],
      [3, 'tom', 'count hours in school', { mark: 'bold' }],
      [3, 'anna', '- We will look for pain, sleep and mental health first when a child stops coming to school.']
    ],
    told: [
      [1, 'tom', 'Example words, written for this demonstration:'],
      [1, 'tom', '- “They call it a reduced timetable. We call it no school in the afternoon.”'],
      [2, 'leila', '- “I was not naughty. I could not hear anything in that room.”'],
      [3, 'priya', '- “The year his teaching assistant stayed was the year he learned to read.”']
    ]
  },
  later: [
    [
      5,
      'grace',
      {
        status: {
          word: 'slipping',
          why: 'The list of part-time timetables is late: two schools have not sent their figures.'
        }
      }
    ],
    [6, 'tom', { impact: 'not-yet' }]
  ],
  actions: [
    {
      id: 'part-time-timetables',
      text: [
        [1, 'grace', 'Publish how part-time timetables are used'],
        [1, 'tom', ' in each school, every term']
      ],
      success: [
        [2, 'tom', '- The numbers stand beside the exclusion numbers, school by school.'],
        [3, 'grace', '- Numbers below five are shown as “fewer than 5”.'],
        [4, 'tom', ' Each timetable has a reason and an end date.', { after: 'school by school.' }]
      ],
      answers: [[2, 'tom', 'The concern of some parents about part-time timetables and exclusion rates [4.9].']],
      leads: [{ group: 'education', role: 'Inclusion lead for schools' }],
      partners: ['parents', 'council'],
      start: '2026-09-14',
      due: '2026-10-30',
      milestones: ['Every school has the form', 'The first list is out', 'No child is part time for a whole term'],
      cost: 'Half a day each school each term',
      later: [
        [3, 'grace', { reached3: '2026-10-02', status: { word: 'on-track', why: 'All schools have the form.' } }],
        [
          5,
          'grace',
          {
            status: { word: 'slipping', why: 'Two schools have not sent their figures; we are helping them to count.' },
            revised: { date: '2026-12-11', why: 'So that every school is in the first list.' }
          }
        ]
      ]
    },
    {
      id: 'secondary-exclusions',
      text: [
        [1, 'grace', 'Extend the work that cut exclusions to secondary schools'],
        [2, 'helen', ' primary', { after: 'that cut' }]
      ],
      success: [
        [3, 'grace', '- Six secondary schools work with the inclusion team before a child is excluded.'],
        [4, 'marcus', '- The family’s social worker is called on the first day, not after the meeting.']
      ],
      answers: [[2, 'grace', 'Exclusions of pupils with EHC plans went down in primary schools [4.5].']],
      leads: [{ group: 'education', role: 'Secondary heads’ group' }],
      partners: ['council', 'social-care'],
      start: '2026-09-21',
      due: '2027-03-31',
      later: [[4, 'grace', { status: { word: 'on-track', why: 'Four of six schools have joined.' } }]]
    },
    {
      id: 'named-person',
      text: [
        [2, 'marcus', 'Give every child who is out of school one named person'],
        [3, 'anna', ', who calls back within two days']
      ],
      success: [
        [3, 'priya', '- Families say they know the name and got a call back.'],
        [4, 'anna', '- The named person can book a health appointment.']
      ],
      answers: [[3, 'priya', 'Example, from parents and carers: “Six offices, and each sends me to the next.”']],
      impact: [[6, 'priya', 'Example: the first families have a name and a number.']],
      leads: [{ group: 'social-care', role: 'Early help manager' }],
      partners: ['education', 'health', 'parents'],
      start: '2026-10-01',
      due: '2026-11-30',
      milestones: ['Everyone out of school has a name', 'Every call is answered within two days', null],
      later: [
        [
          5,
          'marcus',
          {
            reached3: '2026-10-30',
            status: { word: 'on-track', why: 'Everyone out of school since September has a name.' },
            felt: 'some'
          }
        ]
      ]
    },
    {
      id: 'good-year',
      text: [[3, 'leila', 'Ask every child with a plan what a good year looks like, and write it in the plan']],
      success: [
        [3, 'leila', '- The answer is the first page, in the child’s own way: words, pictures or film.'],
        [5, 'grace', '- The class teacher has read it by the second week of term.']
      ],
      answers: [[4, 'leila', 'Example, from young people: “My plan is about me but does not sound like me.”']],
      leads: [{ group: 'education', role: 'SENCO network chair' }],
      partners: ['young-people', 'parents'],
      start: '2027-01-11',
      due: '2027-04-30'
    }
  ]
}
