import type { Measure, RecordData, RecordKind } from '../shared/plan/records.ts'
import type { FieldPath } from '../shared/plan/schema.ts'
import type { Writer } from './cast.ts'
import type { Day } from './script.ts'

// One file past 300 lines: it is a list.

type Said<K extends RecordKind> = {
  id: string
  kind: K
  about: string
  day: Day
  by: Writer
  data: RecordData<K>
  /** Words of the plan it is about, as they stand on that day, once in their text. */
  on?: { field: FieldPath; words: string }
  /** What was said in its place, later. */
  later?: { day: Day; by: Writer; data: RecordData<K> }
}
export type RecordScript = { [K in RecordKind]: Said<K> }[RecordKind]

const letter = 'Report of 8 June 2020, paragraph 4.5, on the inspectors’ letter'
const someParents =
  'Report of 8 June 2020, paragraph 4.9, which notes that this is “not the view of parents as a whole”'
const exampleFigures = 'Example figures, written for this demonstration'

/** The words of some parents and of inspectors, as the report gives them. Source: report of 8 June 2020, 4.5 and 4.9. */
const quoted: readonly RecordScript[] = [
  {
    id: 'view-timetabling',
    kind: 'view',
    about: 'priorities/outcomes',
    day: 1,
    by: 'priya',
    data: {
      words: 'Some parents remain concerned that part-time timetabling is being used to distort exclusion rates.',
      source: someParents,
      held: 'group'
    }
  },
  {
    id: 'view-oversight',
    kind: 'view',
    about: 'priorities/quality',
    day: 1,
    by: 'priya',
    data: {
      words: 'Some parents feel that leaders continue to lack a secure oversight of the quality and review of plans.',
      source: someParents,
      held: 'group'
    }
  },
  {
    id: 'finding-engagement',
    kind: 'finding',
    about: 'priorities/co-production',
    day: 1,
    by: 'helen',
    data: {
      words: 'There is an improving level of engagement and buy-in from parents',
      source: letter,
      date: '2020-05-20'
    }
  },
  {
    id: 'finding-exclusions',
    kind: 'finding',
    about: 'priorities/outcomes',
    day: 1,
    by: 'helen',
    data: {
      words:
        'The number of exclusions has reduced for pupils with education, health and care (EHC) plans in primary schools.',
      source: letter,
      date: '2020-05-20'
    }
  },
  {
    id: 'finding-oversight',
    kind: 'finding',
    about: 'priorities/quality',
    day: 1,
    by: 'helen',
    data: {
      words: 'Leaders have a secure oversight of EHC plans and EHC plans are improved in quality',
      source: letter,
      date: '2020-05-20'
    }
  },
  {
    id: 'monitoring-quality',
    kind: 'monitoring',
    about: 'priorities/quality',
    day: 1,
    by: 'helen',
    data: {
      word: 'sufficient-progress',
      date: '2020-05-20',
      source: 'Report of 8 June 2020, paragraphs 4.4 and 4.5: “sufficient progress” in all three areas'
    }
  }
]

const replies: readonly RecordScript[] = [
  {
    id: 'reply-timetabling',
    kind: 'reply',
    about: 'records/view-timetabling',
    day: 3,
    by: 'grace',
    data: {
      words:
        'Example: we heard this and we do not want anyone to have to guess. Every school now fills in the same form, and the list is published each term, with the reasons. The first one comes in December.'
    }
  },
  {
    id: 'reply-oversight',
    kind: 'reply',
    about: 'records/view-oversight',
    day: 4,
    by: 'helen',
    data: {
      words:
        'Example: parents and carers now sit on the panel that checks plans. Late reviews are counted and reported to the partnership board every month, also when the number is not good.'
    }
  }
]

/** Measures whose figures came in later. */
const answered = (october: number | null): Measure => ({
  name: 'Questions from families that had an answer within a month',
  unit: '%',
  direction: 'up',
  count: 'point',
  baseline: { value: 41, date: '2026-07-31' },
  target: { value: 90, date: '2027-07-31' },
  readings: [
    { date: '2026-10-31', milestone: 50, actual: october },
    { date: '2027-01-31', milestone: 65, actual: null }
  ],
  source: exampleFigures
})
const partTime = (october: number | null): Measure => ({
  name: 'Children on a part-time timetable for longer than six weeks',
  unit: 'children',
  direction: 'down',
  count: 'point',
  baseline: { value: 34, date: '2026-09-11' },
  target: { value: 10, date: '2027-07-16' },
  readings: [{ date: '2026-10-23', milestone: 30, actual: october }],
  source: exampleFigures
})
const pagesTested = (october: number | null, november: number | null): Measure => ({
  name: 'Easy Read pages tested by young people',
  unit: 'pages',
  direction: 'up',
  count: 'cumulative',
  baseline: { value: 0, date: '2026-09-28' },
  target: { value: 20, date: '2027-01-29' },
  readings: [
    { date: '2026-10-15', milestone: 6, actual: october },
    { date: '2026-11-10', milestone: 12, actual: november }
  ],
  source: exampleFigures
})

const measures: readonly RecordScript[] = [
  {
    id: 'measure-answered',
    kind: 'measure',
    about: 'priorities/co-production',
    day: 2,
    by: 'priya',
    data: answered(null),
    later: { day: 5, by: 'helen', data: answered(56) }
  },
  {
    id: 'measure-part-time',
    kind: 'measure',
    about: 'priorities/outcomes',
    day: 2,
    by: 'grace',
    data: partTime(null),
    later: { day: 5, by: 'grace', data: partTime(31) }
  },
  {
    id: 'measure-therapy-wait',
    kind: 'measure',
    about: 'priorities/commissioning',
    day: 3,
    by: 'anna',
    data: {
      name: 'Weeks from asking for speech and language therapy to the first meeting, half of families',
      unit: 'weeks',
      direction: 'down',
      count: 'point',
      baseline: { value: 22, date: '2026-06-30' },
      target: { value: 12, date: '2027-06-30' },
      readings: [
        { date: '2026-09-30', milestone: 20, actual: 23 },
        { date: '2026-12-31', milestone: 18, actual: null }
      ],
      source: exampleFigures
    }
  },
  {
    id: 'measure-pages-tested',
    kind: 'measure',
    about: 'priorities/local-offer',
    day: 3,
    by: 'helen',
    data: pagesTested(null, null),
    later: { day: 6, by: 'helen', data: pagesTested(4, 9) }
  },
  {
    id: 'measure-late-reviews',
    kind: 'measure',
    about: 'priorities/quality',
    day: 5,
    by: 'helen',
    data: {
      name: 'Annual reviews that are late',
      unit: 'reviews',
      direction: 'down',
      count: 'point',
      baseline: { value: 118, date: '2026-09-30' },
      target: { value: 25, date: '2027-07-30' },
      readings: [{ date: '2026-10-30', milestone: 100, actual: 121 }],
      source: exampleFigures
    }
  }
]

const updates: readonly RecordScript[] = [
  {
    id: 'update-agreement-1',
    kind: 'update',
    about: 'actions/co-production-agreement',
    day: 3,
    by: 'helen',
    data: { words: 'Example: the second draft is with every group. Two pages have become one.' }
  },
  {
    id: 'update-agreement-2',
    kind: 'update',
    about: 'actions/co-production-agreement',
    day: 6,
    by: 'priya',
    data: { words: 'Example: the parent carer forum has said yes, with one change: a date by which we get an answer.' }
  },
  {
    id: 'update-timetables',
    kind: 'update',
    about: 'actions/part-time-timetables',
    day: 5,
    by: 'grace',
    data: { words: 'Example: all but two schools have sent their figures. We are helping those two to count.' }
  },
  {
    id: 'update-named-person',
    kind: 'update',
    about: 'actions/named-person',
    day: 5,
    by: 'marcus',
    data: { words: 'Example: everyone who has been out of school since September has a name and a number to ring.' }
  },
  {
    id: 'update-waiting-times',
    kind: 'update',
    about: 'actions/waiting-times',
    day: 5,
    by: 'anna',
    data: { words: 'Example: both clinics have agreed on one way of counting. It starts in December.' }
  },
  {
    id: 'update-guide',
    kind: 'update',
    about: 'actions/moving-on-guide',
    day: 5,
    by: 'kofi',
    data: { words: 'Example: three chapters are written. Money is next, and it is the hardest.' }
  }
]

const evidence: readonly RecordScript[] = [
  {
    id: 'evidence-site',
    kind: 'evidence',
    about: 'actions/ten-families',
    day: 5,
    by: 'helen',
    data: {
      how: 'link',
      words: 'Example: the list of eleven things that families could not find, and when each was fixed.',
      link: 'https://example.org/local-offer/eleven-fixes',
      date: '2026-10-30',
      source: 'Local Offer editor',
      noChild: true
    }
  },
  {
    id: 'evidence-short-breaks',
    kind: 'evidence',
    about: 'actions/ten-families',
    day: 5,
    by: 'priya',
    data: {
      how: 'family',
      words: 'Example: “I found short breaks on my phone at the bus stop. Last year I gave up.”',
      link: null,
      date: '2026-11-01',
      source: 'A parent, at a coffee morning',
      noChild: true
    }
  },
  {
    id: 'evidence-clusters',
    kind: 'evidence',
    about: 'priorities/high-needs',
    day: 6,
    by: 'grace',
    data: {
      how: 'link',
      words: 'Example: notes of the four clusters, each on one page.',
      link: 'https://example.org/clusters/notes',
      date: '2026-11-06',
      source: 'SENCO network',
      noChild: true
    }
  },
  {
    id: 'evidence-reviews',
    kind: 'evidence',
    about: 'actions/year-9-reviews',
    day: 6,
    by: 'leila',
    data: {
      how: 'family',
      words: 'Example: “It was the first meeting where somebody asked me what I want to do after school.”',
      link: null,
      date: '2026-11-10',
      source: 'A young person, Year 9',
      noChild: true
    }
  }
]

const comments: readonly RecordScript[] = [
  {
    id: 'comment-evenings',
    kind: 'comment',
    about: 'priorities/co-production',
    day: 3,
    by: 'priya',
    data: {
      words: 'Example: meetings at ten in the morning leave out everyone who works. Could some be in the evening?',
      anchor: null,
      mentions: []
    }
  },
  {
    id: 'answer-evenings',
    kind: 'answer',
    about: 'records/comment-evenings',
    day: 4,
    by: 'helen',
    data: { words: 'Example: yes. Every second meeting will be at seven, online as well.', mentions: [] }
  },
  {
    id: 'fate-evenings',
    kind: 'fate',
    about: 'records/comment-evenings',
    day: 5,
    by: 'helen',
    data: { fate: 'in-plan', why: '', to: { action: 'co-production-agreement' } }
  },
  {
    id: 'closing-evenings',
    kind: 'closing',
    about: 'records/comment-evenings',
    day: 6,
    by: 'priya',
    data: { closed: true }
  },
  {
    id: 'comment-waiting-times',
    kind: 'comment',
    about: 'priorities/local-offer',
    day: 2,
    by: 'tom',
    on: { field: 'priorities/local-offer/know', words: 'find what they came for' },
    data: { words: 'Example: what I came for was how long I have to wait. No page says.', anchor: null, mentions: [] }
  },
  {
    id: 'fate-waiting-times',
    kind: 'fate',
    about: 'records/comment-waiting-times',
    day: 3,
    by: 'helen',
    on: { field: 'priorities/local-offer/commitments', words: 'We will say how long you may have to wait' },
    data: { fate: 'in-plan', why: '', to: null }
  },
  {
    id: 'comment-whole-day',
    kind: 'comment',
    about: 'priorities/outcomes',
    day: 3,
    by: 'leila',
    data: {
      words: 'Example: could part-time timetables be stopped altogether, everywhere, from now on?',
      anchor: null,
      mentions: [{ group: 'education' }]
    }
  },
  {
    id: 'fate-whole-day',
    kind: 'fate',
    about: 'records/comment-whole-day',
    day: 5,
    by: 'grace',
    data: {
      fate: 'answered',
      why: 'Example: not altogether. After a long illness a few weeks of shorter days help some pupils. Each one now has an end date that the family agrees.',
      to: null
    }
  },
  {
    id: 'comment-review-dates',
    kind: 'comment',
    about: 'priorities/quality',
    day: 5,
    by: 'priya',
    on: { field: 'priorities/quality/know', words: 'Every annual review is on time' },
    data: {
      words: 'Example: on time by when? Please put a date here. The review was in March.',
      anchor: null,
      mentions: [{ group: 'council' }]
    }
  },
  {
    id: 'answer-review-dates',
    kind: 'answer',
    about: 'records/comment-review-dates',
    day: 6,
    by: 'helen',
    data: { words: 'Example: we have no date yet that we could keep. We ask the panel in January.', mentions: [] }
  },
  {
    id: 'comment-called',
    kind: 'comment',
    about: 'priorities/adulthood',
    day: 6,
    by: 'kofi',
    data: {
      words: 'Example: it says who to call. Can it also be who to message? Many of us do not make calls.',
      anchor: null,
      mentions: [{ group: 'health' }]
    }
  }
]

/** What people of the example said beside the shared text, in the order of their days. */
export const records: readonly RecordScript[] = [
  ...quoted,
  ...replies,
  ...measures,
  ...updates,
  ...evidence,
  ...comments
].sort((a, b) => a.day - b.day)
