import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { ROLES, type Role } from '../roles.ts'
import {
  RECORD_KINDS,
  RULES,
  measureWarnings,
  parseAbout,
  parseRecordData,
  parseRecordKind,
  withoutWords,
  type Asker,
  type Measure,
  type RecordData,
  type RecordKind
} from './records.ts'

const asker = (role: Role, group: Asker['group'] = 'council', person = 'helen'): Asker => ({ person, role, group })
const view = (held: 'group' | 'person') => ({
  by: 'priya',
  group: 'parents' as const,
  data: { words: 'No.', source: '', held }
})
const roles = Object.keys(ROLES) as Role[]

describe('what is left of a withdrawn record', () => {
  const canary = { value: 4711, date: '4711-01-01' }
  const said: { readonly [K in RecordKind]: RecordData<K> } = {
    view: { words: 'canary', source: 'canary', held: 'person' },
    reply: { words: 'canary' },
    measure: {
      name: 'canary',
      unit: 'canary',
      direction: 'down',
      count: 'point',
      baseline: canary,
      target: canary,
      readings: [{ date: '4711-01-01', milestone: 4711, actual: 4711 }],
      source: 'canary'
    },
    evidence: {
      how: 'link',
      words: 'canary',
      link: 'https://canary.example',
      date: '4711-01-01',
      source: 'canary',
      noChild: true
    },
    update: { words: 'canary' },
    finding: { words: 'canary', source: 'canary', date: '4711-01-01' },
    monitoring: { word: 'formally-monitored', date: '2026-01-01', source: 'canary' },
    moment: { name: 'canary', seq: 7 },
    comment: {
      words: 'canary',
      anchor: { field: 'plan/vision', letters: [[1, 2, 3]], quote: 'canary' },
      mentions: [{ person: 'canary' }, { group: 'parents' }]
    },
    answer: { words: 'canary', mentions: [{ person: 'canary' }] },
    fate: { fate: 'in-plan', why: 'canary', to: { field: 'plan/vision', letters: [[1, 2, 3]], quote: 'canary' } },
    closing: { closed: true }
  }

  it.each(RECORD_KINDS)('[P23] nothing anybody said: %s', (kind) => {
    const left = withoutWords({ kind, data: said[kind] })
    expect(JSON.stringify(left)).not.toMatch(/canary|4711/)
    expect(Object.keys(left).sort(), 'and it is still of its kind').toEqual(Object.keys(said[kind]).sort())
  })

  it('[P23] whether a group or one person held a view stays, so that the right one is said to have withdrawn it', () => {
    for (const held of ['group', 'person'] as const)
      expect(withoutWords({ kind: 'view', data: { ...said.view, held } })).toMatchObject({ held })
  })
})

describe('records', () => {
  it('[P23] a view is changed and withdrawn by the group that holds it, and by no lead of another group', () => {
    for (const may of [RULES.view.mayChange, RULES.view.mayWithdraw]) {
      expect(may(asker('member', 'parents', 'tom'), view('group'))).toBe(true)
      expect(may(asker('lead', 'council'), view('group'))).toBe(false)
      expect(may(asker('lead', 'health', 'priya'), view('group'))).toBe(false)
    }
  })

  it('[P23] a view one person holds is theirs alone, also within their group', () => {
    expect(RULES.view.mayChange(asker('member', 'parents', 'priya'), view('person'))).toBe(true)
    expect(RULES.view.mayChange(asker('lead', 'parents', 'tom'), view('person'))).toBe(false)
  })

  it('[P23] what does not read as a view belongs to nobody', () => {
    const odd = { by: 'priya', group: 'parents' as const, data: { words: 'No.' } }
    expect(RULES.view.mayChange(asker('member', 'parents', 'priya'), odd)).toBe(false)
  })

  it('[P23] an update is posted by a group that leads the action, and stays as it was said', () => {
    expect(RULES.update.mayAdd(asker('member', 'health'), ['health'])).toBe(true)
    expect(RULES.update.mayAdd(asker('member', 'health'), ['council'])).toBe(false)
    expect(RULES.update.mayAdd(asker('lead', 'council'), ['health'])).toBe(false)
    const own = { by: 'anna', group: 'health' as const, data: { words: 'Begun.' } }
    expect(RULES.update.mayChange(asker('lead', 'health', 'anna'), own)).toBe(false)
    expect(RULES.update.mayWithdraw(asker('lead', 'health', 'anna'), own)).toBe(false)
  })

  it('[P17] nobody who may not write adds, changes or withdraws anything but comments and answers', () => {
    const mine = { by: 'helen', group: 'council' as const, data: { words: 'No.', source: '', held: 'group' } }
    for (const role of roles.filter((name) => !(ROLES[name] as readonly string[]).includes('write'))) {
      for (const kind of RECORD_KINDS) {
        const rule = RULES[kind]
        if (role === 'commenter' && (kind === 'comment' || kind === 'answer')) continue
        expect([kind, role, rule.mayAdd(asker(role), ['council'])]).toEqual([kind, role, false])
        expect([kind, role, rule.mayChange(asker(role), mine)]).toEqual([kind, role, false])
        expect([kind, role, rule.mayWithdraw(asker(role), mine)]).toEqual([kind, role, false])
      }
    }
  })

  it('[P23] whoever may comment says, changes and withdraws their own, and nobody that of another', () => {
    for (const kind of ['comment', 'answer'] as const) {
      const { mayAdd, mayChange, mayWithdraw } = RULES[kind]
      const own = { by: 'pat', group: 'parents' as const, data: {} }
      expect(mayAdd(asker('commenter', 'parents', 'pat'), [])).toBe(true)
      expect(mayAdd(asker('reader', 'parents', 'pat'), [])).toBe(false)
      for (const may of [mayChange, mayWithdraw]) {
        expect(may(asker('commenter', 'parents', 'pat'), own)).toBe(true)
        expect(may(asker('lead', 'council'), own)).toBe(false)
        expect(may(asker('member', 'parents', 'tom'), own)).toBe(false)
        expect(may(asker('member', 'health', 'pat'), own), 'not for another group').toBe(false)
      }
    }
  })

  it('[P23] members tell what became of a comment; of their own not that it is answered', () => {
    const mine = { by: 'helen', group: 'council' as const, data: {} }
    const answered = { fate: 'answered', why: 'No room.', to: null }
    const inPlan = { fate: 'in-plan', why: '', to: { action: 'a1' } }
    expect(RULES.fate.mayAdd(asker('lead'), [], mine, answered)).toBe(false)
    expect(RULES.fate.mayAdd(asker('lead'), [], mine, inPlan)).toBe(true)
    expect(RULES.fate.mayAdd(asker('lead'), [], { ...mine, by: 'pat' }, answered)).toBe(true)
    expect(RULES.fate.mayAdd(asker('commenter'), [], { ...mine, by: 'pat' }, answered)).toBe(false)
    expect(RULES.fate.mayChange(asker('lead'), mine)).toBe(false)
  })

  it('a thread is closed by members and by whoever began it', () => {
    const of = { by: 'pat', group: 'parents' as const, data: {} }
    expect(RULES.closing.mayAdd(asker('commenter', 'parents', 'pat'), [], of)).toBe(true)
    expect(RULES.closing.mayAdd(asker('commenter', 'parents', 'tom'), [], of)).toBe(false)
    expect(RULES.closing.mayAdd(asker('member', 'health', 'anna'), [], of)).toBe(true)
  })

  it('what is in the plan is somewhere in it, what is answered has a reason', () => {
    const waiting = { fate: 'waiting', why: '', to: null }
    expect(parseRecordData('fate', waiting)).toEqual(waiting)
    expect(parseRecordData('fate', { ...waiting, fate: 'in-plan' })).toBeUndefined()
    expect(parseRecordData('fate', { ...waiting, fate: 'in-plan', to: { action: 'a1' } })).toBeDefined()
    expect(parseRecordData('fate', { ...waiting, fate: 'in-plan', to: { action: 'a/b' } })).toBeUndefined()
    expect(parseRecordData('fate', { ...waiting, fate: 'answered', why: ' ' })).toBeUndefined()
    expect(parseRecordData('fate', { ...waiting, to: { action: 'a1' } })).toBeUndefined()
  })

  it('[P20] a comment points at words of a text there is, and names people and groups, within bounds', () => {
    const anchor = { field: 'priorities/p1/why', letters: [[1, 0, 4]], quote: 'Once' }
    const comment = { words: 'Why?', anchor, mentions: [{ person: 'helen' }, { group: 'health' }] }
    expect(parseRecordData('comment', comment)).toEqual(comment)
    const odd = [
      { ...comment, words: ' ' },
      { ...comment, mentions: [{ person: '../helen' }] },
      { ...comment, mentions: [{ group: 'nobody' }] },
      { ...comment, mentions: Array(limits.mentionsMax + 1).fill({ group: 'health' }) },
      ...['priorities/p1/status', 'plan', 'priorities/why', 'records/r1/words'].map((field) => ({
        ...comment,
        anchor: { ...anchor, field }
      })),
      { ...comment, anchor: { ...anchor, letters: [] } },
      { ...comment, anchor: { ...anchor, letters: [[1, 0, 0]] } },
      { ...comment, anchor: { ...anchor, letters: [[2 ** 32, 0, 1]] } },
      { ...comment, anchor: { ...anchor, letters: Array(limits.anchorRunsMax + 1).fill([1, 0, 1]) } },
      { ...comment, anchor: { ...anchor, quote: 'a'.repeat(limits.quoteMax + 1) } }
    ]
    for (const each of odd) expect(parseRecordData('comment', each), JSON.stringify(each)).toBeUndefined()
  })

  it('inspectors’ words are quoted by whoever settles the plan, and edited by nobody', () => {
    const quoted = {
      by: 'helen',
      group: 'council' as const,
      data: { words: 'A strength.', source: 'Letter', date: '2020-05-20' }
    }
    expect(RULES.finding.mayAdd(asker('lead'), [])).toBe(true)
    expect(RULES.finding.mayAdd(asker('member'), [])).toBe(false)
    expect(RULES.finding.mayChange(asker('lead'), quoted)).toBe(false)
  })

  it('evidence names a safe link and says that no child can be identified', () => {
    const evidence = {
      how: 'link',
      words: 'Survey',
      link: 'https://example.org/a',
      date: '2026-05-01',
      source: '',
      noChild: true
    }
    expect(parseRecordData('evidence', evidence)).toEqual(evidence)
    expect(parseRecordData('evidence', { ...evidence, noChild: false })).toBeUndefined()
    expect(parseRecordData('evidence', { ...evidence, link: 'javascript:alert(1)' })).toBeUndefined()
    expect(parseRecordData('evidence', { ...evidence, link: null })).toBeUndefined()
    expect(parseRecordData('evidence', { ...evidence, extra: 1 })).toBeUndefined()
  })

  it('[P20] words are bounded, and words of blanks are none', () => {
    expect(parseRecordData('reply', { words: 'a'.repeat(limits.recordWordsMax) })).toBeDefined()
    expect(parseRecordData('reply', { words: 'a'.repeat(limits.recordWordsMax + 1) })).toBeUndefined()
    expect(parseRecordData('reply', { words: '   ' })).toBeUndefined()
  })

  it('a kind or a place that is none is none, also when it is a name of the language', () => {
    expect(parseRecordKind('view')).toBe('view')
    for (const odd of ['constructor', '__proto__', '', 7, null]) expect(parseRecordKind(odd)).toBeUndefined()
    expect(parseAbout('actions/a1')).toEqual({ root: 'actions', id: 'a1' })
    for (const odd of ['plan/a', 'actions/', 'actions', 'actions/a/b', 7]) expect(parseAbout(odd)).toBeUndefined()
  })
})

describe('measures', () => {
  const measure: Measure = {
    name: 'Plans finished in 20 weeks',
    unit: '%',
    direction: 'up',
    count: 'point',
    baseline: { value: 54, date: '2025-09-01' },
    target: { value: 80, date: '2027-03-31' },
    readings: [{ date: '2026-03-31', milestone: 65, actual: 61 }],
    source: ''
  }

  it('figures that agree with each other are left alone', () => {
    expect(measureWarnings(measure)).toEqual([])
    expect(measureWarnings({ ...measure, baseline: null, target: null, readings: [] })).toEqual([])
  })

  it.each([
    ['target-wrong-side', { target: { value: 40, date: '2027-03-31' } }],
    ['target-wrong-side', { direction: 'down' as const, readings: [] }],
    ['target-before-baseline', { target: { value: 80, date: '2025-01-01' } }],
    ['reading-before-baseline', { readings: [{ date: '2025-01-01', milestone: null, actual: 50 }] }],
    ['milestone-wrong-side', { readings: [{ date: '2026-03-31', milestone: 50, actual: null }] }],
    [
      'falls-though-cumulative',
      {
        count: 'cumulative' as const,
        readings: [
          { date: '2026-06-30', milestone: null, actual: 60 },
          { date: '2026-03-31', milestone: null, actual: 70 }
        ]
      }
    ]
  ])('a slip of the pen is pointed out: %s', (warning, change) => {
    expect(measureWarnings({ ...measure, ...change })).toEqual([warning])
  })
})
