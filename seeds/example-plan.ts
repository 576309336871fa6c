import { GROUPS, type createPlan } from '../shared/plan/schema.ts'
import type { PlanScript, ThemeScript } from './script.ts'
import { adulthood } from './themes/adulthood.ts'
import { coProduction } from './themes/co-production.ts'
import { commissioning } from './themes/commissioning.ts'
import { highNeeds } from './themes/high-needs.ts'
import { learning } from './themes/learning.ts'
import { localOffer } from './themes/local-offer.ts'
import { outcomes } from './themes/outcomes.ts'
import { quality } from './themes/quality.ts'

export const planTitle = 'SEND Continuous Improvement Plan'
export const planArea = 'Sutton'
export const planNotice = 'Example, written for this demonstration; facts from Sutton’s public report of 8 June 2020'

/**
 * Dates and partners of the report (1.2, 4.2, 4.4); who answers for the plan is invented, by role.
 * The days of the inspection are those of the revisit: of the first one the report names the month only.
 */
export const planValues: Parameters<typeof createPlan>[2] = {
  type: 'continuous-improvement-plan',
  area: planArea,
  notice: planNotice,
  groups: [...GROUPS],
  bodies: [
    'London Borough of Sutton',
    'Education settings',
    'Cognus education services',
    'Integrated care board',
    'Parent carer forum'
  ],
  inspected: '2020-03-02',
  reported: '2020-05-20',
  officers: [
    { role: 'Director of children’s services', agency: 'Local authority' },
    { role: 'Executive lead for children', agency: 'Integrated care board' }
  ]
}

/** The eight themes, in the order of the report. Source: report of 8 June 2020, paragraph 4.11. */
export const themes: readonly ThemeScript[] = [
  coProduction,
  outcomes,
  adulthood,
  localOffer,
  commissioning,
  highNeeds,
  learning,
  quality
]

/** Facts carry their paragraph in brackets; everything else is example text and says so. */
export const planTexts: PlanScript = {
  foreword: [
    [
      1,
      'helen',
      'This plan belongs to the people who wrote it: parents and carers, young people, health, education, social care and the council.'
    ],
    [1, 'priya', ' Each of us typed our own words, and every word keeps its author’s name.'],
    [
      2,
      'helen',
      '\nThe facts in it come from Sutton’s public report of 8 June 2020. Numbers in square brackets are paragraphs of that report. The people, actions, dates and ratings are examples, written for this demonstration.'
    ],
    [3, 'kofi', '\nIf you are young and reading this, start with Preparation for Adulthood.'],
    [3, 'leila', ' We wrote most of it.'],
    [4, 'tom', 'Numbers in square brackets are paragraphs of that report.', { mark: 'bold' }]
  ],
  vision: [
    [
      1,
      'helen',
      'Children, young people and their families are at the centre of Sutton’s ambition: that people can make informed choices about their lives, stay active, live well independently and stay safe [1.1].'
    ],
    [1, 'leila', '\nWe want to be asked, to be heard and to see what happens next.'],
    [2, 'tom', '\nWe want help that comes early and without a fight.'],
    [3, 'grace', ', in schools where every child belongs', { after: 'without a fight' }]
  ],
  context: [
    [
      1,
      'helen',
      'The local area is a partnership: the council, education settings and Cognus education services, parents and young people, health and other colleagues [1.2].'
    ],
    [
      1,
      'helen',
      '\nIn January 2018 inspectors named three areas of significant weakness [3.1]. The Written Statement of Action that began in July 2018 [3.1] listed what had been done and 27 more actions, with timescales and with measures of success “mainly focused on impact” [4.1].'
    ],
    [
      2,
      'helen',
      '\nFrom 2 to 4 March 2020 Ofsted and the Care Quality Commission came back [4.2]. They met parents, professionals, leaders, children and young people [4.3]. Their letter, published on 20 May 2020, says the area has made “sufficient progress” in all three areas [4.4, 4.5]. After a revisit, fewer than half of areas are found to have done so in all of theirs [4.8].'
    ],
    [
      2,
      'anna',
      '\nSo the quarterly visits from the Department for Education and NHS England ended, and Sutton no longer had a Written Statement of Action [4.6].'
    ],
    [2, 'helen', '\nWhat the letter found [4.5]:'],
    [
      2,
      'grace',
      '- Leaders have secured the confidence and support of leaders in education settings: a “seismic shift”.'
    ],
    [
      2,
      'anna',
      '- Health professionals are visible and play a much more significant part in putting the weaknesses right.'
    ],
    [
      2,
      'kofi',
      '- Children and young people feel confident when they make choices about training and careers, and appreciate the guidance their schools give them.'
    ],
    [
      2,
      'grace',
      '- The number of exclusions of pupils with education, health and care (EHC) plans has gone down in primary schools.'
    ],
    [2, 'priya', '- Engagement and buy-in from parents is improving.'],
    [2, 'helen', '- Leaders have a secure oversight of EHC plans, and the plans are better in quality.'],
    [
      2,
      'marcus',
      '- The Information, Advice and Support Service is working well and its good name is growing; caseworkers get out and about to meet parents.'
    ],
    [
      3,
      'tom',
      ' Some parents see this differently: their words stand under Quality assurance [4.9].',
      { after: 'the plans are better in quality.' }
    ],
    [3, 'helen', '\nWhat the area says the inspection and the Written Statement of Action led to [4.12]:'],
    [3, 'helen', '- stronger leadership and governance across partner organisations'],
    [3, 'priya', '- better ways to communicate and engage'],
    [
      3,
      'grace',
      '- a better range of support for education settings, for young people with SEND and those close to exclusion'
    ],
    [3, 'helen', '- EHC needs assessments in line with the Children and Families Act'],
    [4, 'marcus', '- better oversight and more impact of EHC plans'],
    [4, 'marcus', '- stronger independent information, advice and mediation for families'],
    [4, 'leila', '- a Local Offer website with fresher content'],
    [4, 'tom', '“seismic shift”', { mark: 'italic' }]
  ],
  coproduced: [
    [1, 'priya', 'The eight priorities are the eight themes that the area named in partnership in 2020 [4.11].'],
    [
      2,
      'helen',
      '\nExample: six groups type into the same page at the same time, on six days between September and November 2026.'
    ],
    [2, 'tom', ' Nobody’s words go in through somebody else.'],
    [
      3,
      'grace',
      '- Meetings began with ten minutes of silent writing, so that the quick talkers did not set the page.'
    ],
    [3, 'kofi', '- Young people wrote first in two of the meetings.'],
    [4, 'priya', '- Where we do not agree, the plan says so, next to the words it is about.'],
    [5, 'marcus', '- When words were taken out, the board kept who did it and when.'],
    [5, 'leila', ' and chose the music in the breaks', { after: 'wrote first in two of the meetings' }]
  ],
  governance: [
    [
      1,
      'helen',
      'From July 2018, when the Written Statement of Action began, the council’s People Committee gave scrutiny and challenge [3.1].'
    ],
    [
      2,
      'marcus',
      '\nThe law asks us to involve children and young people, to bring education, health and social care together, to commission jointly, to cooperate and to keep what we provide under review [6.4].'
    ],
    [3, 'helen', '\nExample: the SEND partnership board reads this plan every month.'],
    [3, 'anna', ' A status that is Slipping or Off track needs a reason, in words a parent can use.'],
    [4, 'leila', ' Two young people sit on the board', { after: 'reads this plan every month.' }],
    [4, 'kofi', ' and speak first.', { after: 'Two young people sit on the board' }],
    [6, 'helen', '\nExample: the next full review is in February 2027.']
  ]
}
