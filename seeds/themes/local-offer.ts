import type { ThemeScript } from '../script.ts'

export const localOffer: ThemeScript = {
  id: 'local-offer',
  title: 'Local Offer website',
  leads: [{ group: 'council', role: 'Local Offer editor' }],
  officer: { role: 'Head of information for families', agency: 'Local authority' },
  texts: {
    why: [
      [1, 'helen', 'The Local Offer is where families look first.'],
      [1, 'priya', ' Often at eleven at night, on a phone, after a bad day.'],
      [3, 'leila', ' It should not feel like homework.']
    ],
    now: [
      [
        1,
        'helen',
        'The area has refreshed the content of the Local Offer website and keeps it more up to date [4.12].'
      ],
      [2, 'helen', ' Further development of it is one of the themes of this plan [4.11].'],
      [
        2,
        'marcus',
        '\nThe Information, Advice and Support Service is working well, and its caseworkers meet parents where they are [4.5].'
      ]
    ],
    outcome: [
      [1, 'priya', 'Families find the right help quickly.'],
      [2, 'leila', ', in words that make sense', { after: 'quickly' }]
    ],
    know: [
      [2, 'priya', '- Nine families in ten find what they came for.'],
      [2, 'helen', '- No page is older than a year, and each shows its date.'],
      [3, 'kofi', '- You can do it all on a phone.'],
      [4, 'anna', '- Health visitors and GPs send families there because it works.']
    ],
    commitments: [
      [2, 'helen', '- We will write for the reader, not for ourselves.'],
      [3, 'priya', '- We will say how long you may have to wait.'],
      [5, 'priya', 'how long you may have to wait', { mark: 'bold' }]
    ],
    told: [
      [1, 'priya', 'Example words, written for this demonstration:'],
      [1, 'priya', '- “I found the form. I did not find out if it was for us.”'],
      [3, 'leila', '- “There are photos of people like me, but no words by people like me.”']
    ]
  },
  later: [
    [
      3,
      'helen',
      { status: { word: 'on-track', why: 'Families are testing the site and easy pages are being written.' } }
    ],
    [6, 'priya', { impact: 'some' }]
  ],
  actions: [
    {
      id: 'ten-families',
      text: [
        [1, 'priya', 'Watch ten families use the site'],
        [1, 'helen', ', then fix what they cannot find']
      ],
      success: [
        [2, 'priya', '- Ten families, ten tasks, each done in three minutes.'],
        [3, 'helen', '- What they could not find is fixed within the month, and we say so on the site.']
      ],
      answers: [[2, 'priya', 'Example, from parents and carers: “I give up after the second menu.”']],
      impact: [[5, 'priya', 'Example: short breaks moved from the fourth menu to the first page.']],
      leads: [{ group: 'council', role: 'Local Offer editor' }],
      partners: ['parents'],
      start: '2026-09-14',
      due: '2026-10-30',
      later: [
        [3, 'helen', { status: { word: 'on-track', why: 'Six of ten families have been.' } }],
        [5, 'helen', { status: { word: 'done', why: 'Ten families came; eleven things are fixed.' }, felt: 'some' }]
      ]
    },
    {
      id: 'easy-read',
      text: [
        [1, 'leila', 'Make Easy Read versions of the 20 most used pages'],
        [4, 'kofi', ', tested by young people']
      ],
      success: [
        [2, 'leila', '- Two readers with learning disabilities have tried each page.'],
        [4, 'helen', '- Easy Read is one tap from the page, not in a list of its own.']
      ],
      answers: [[2, 'leila', 'Example, from young people: “My mum reads it to me. I want to read it.”']],
      leads: [{ group: 'council', role: 'Local Offer editor' }],
      partners: ['young-people', 'health'],
      start: '2026-09-28',
      due: '2026-11-30',
      later: [
        [3, 'helen', { status: { word: 'on-track', why: 'Eight pages are with the readers.' } }],
        [
          6,
          'helen',
          {
            status: {
              word: 'slipping',
              why: 'Twelve of 20 pages are ready; the readers need more time and should have it.'
            },
            revised: { date: '2027-01-29', why: 'No page goes out untested.' }
          }
        ]
      ]
    },
    {
      id: 'page-dates',
      text: [[2, 'helen', 'Put a date and an owner on every page']],
      success: [
        [2, 'anna', '- Health pages are checked by health every six months.'],
        [3, 'marcus', '- A page without an owner comes down.'],
        [4, 'helen', ' until it has one', { after: 'comes down' }]
      ],
      answers: [[3, 'helen', 'The website has newer content now [4.12]; this keeps it so.']],
      leads: [{ group: 'council', role: 'Local Offer editor' }],
      partners: ['health', 'education', 'social-care'],
      start: '2026-10-19',
      due: '2027-01-29',
      later: [[5, 'helen', { status: { word: 'on-track', why: 'More than half of the pages have both.' } }]]
    },
    {
      id: 'short-films',
      text: [
        [3, 'kofi', 'Make a one-minute film for each main service'],
        [4, 'leila', ', by young people who use it']
      ],
      success: [
        [4, 'kofi', '- Every film has captions and British Sign Language.'],
        [5, 'marcus', '- The first three are about short breaks, travel and the youth club.']
      ],
      answers: [[4, 'kofi', 'Example, from young people: “Show me the room before I have to go in.”']],
      leads: [{ group: 'young-people', role: 'Youth voice group' }],
      partners: ['council', 'social-care'],
      start: '2027-01-11',
      due: '2027-05-28'
    }
  ]
}
