import * as Y from 'yjs'
import { parseItemId, type ItemId } from '../../shared/ids.ts'
import { orderBetween } from '../../shared/plan/order.ts'
import type { Paper, PaperAnswer, PaperRecord, Standing } from '../../shared/plan/paper.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import type { RecordData, RecordKind } from '../../shared/plan/records.ts'
import { placeReferences } from '../../shared/plan/references.ts'
import {
  addAction,
  addPriority,
  createPlan,
  fieldText,
  setValue,
  type Place,
  type Value
} from '../../shared/plan/schema.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'

export const at = Date.parse('2026-11-12T15:30:00Z')
export const hash = '7f3a91c2'.repeat(8)
export const head = 'c0ffee00'.repeat(8)

/** Everything a spreadsheet, a Word field or a screen could be made to do by words. */
export const hostile = [
  '=HYPERLINK("https://example.org","click")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '\t=1+1',
  '\u0000=1+1',
  '{ DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc" }',
  'abc\u202Edcba\u2066x\u0007\u001B[31m\u0085',
  '<script>alert(1)</script> & ]]> "quoted" \'and\'',
  'half a letter \uD83D here'
].join(' / ')
export const hostileCells = [
  '=HYPERLINK("https://example.org","click")',
  '@SUM(1+1)',
  '+1+1',
  '-2+3',
  '\t=1+1',
  '\u0000=1+1'
]

export const item = (id: string): ItemId => {
  const parsed = parseItemId(id)
  if (!parsed) throw new RangeError(id)
  return parsed
}

/** A plan on paper, written by one person of each group: the client id of group n is n + 1. */
export class PaperScene {
  readonly doc = new Y.Doc()
  readonly #records: PaperRecord[] = []
  /** Client ids beyond one for each group. */
  readonly #more: { client: number; group: Group; person: number }[] = []
  #order: string | null = null

  constructor(title = 'A plan for our families') {
    keepQuiet(this.doc)
    this.#by('council')
    createPlan(this.doc, { title }, { type: 'continuous-improvement-plan', area: 'Sutton', groups: [...GROUPS] })
  }

  #by(group: Group): void {
    this.doc.clientID = GROUPS.indexOf(group) + 1
  }

  /** Another person of a group; returns the client id to write under. */
  person(group: Group): number {
    const client = 100 + this.#more.length
    this.#more.push({ client, group, person: client })
    return client
  }

  priority(id: string, title: string, texts: Record<string, string> = {}): this {
    this.#by('council')
    this.#order = orderBetween(this.#order, null)
    addPriority(this.doc, item(id), { order: this.#order }, { title, ...texts })
    return this
  }

  action(id: string, priority: string, text: string, texts: Record<string, string> = {}): this {
    this.#by('council')
    this.#order = orderBetween(this.#order, null)
    addAction(this.doc, item(id), { order: this.#order, priority: item(priority) }, { text, ...texts })
    return this
  }

  /** Writes into a text before its last line end; marks and list kinds as the editor sets them. */
  write(
    by: Group | number,
    path: string,
    words: string,
    marks: Record<string, unknown> = {},
    lineEnd?: Record<string, unknown>
  ): this {
    if (typeof by === 'number') this.doc.clientID = by
    else this.#by(by)
    const text = fieldText(this.doc, path)
    if (!text) throw new RangeError(path)
    const none = { bold: null, italic: null, link: null }
    const written = text.toJSON()
    const end = written.endsWith('\n') ? written.length - 1 : written.length
    text.insert(end, words, { ...none, ...marks })
    if (lineEnd) text.insert(end + words.length, '\n', lineEnd)
    return this
  }

  set(place: Place & { kind: 'action' }, key: 'status', value: Value<'action', 'status'>): this
  set(place: Place & { kind: 'action' }, key: 'revised', value: Value<'action', 'revised'>): this
  set(place: Place & { kind: 'action' }, key: 'due', value: Value<'action', 'due'>): this
  set(place: Place & { kind: 'action' }, key: 'leads', value: Value<'action', 'leads'>): this
  set(place: Place & { kind: 'action' }, key: 'cost', value: Value<'action', 'cost'>): this
  set(place: Place & { kind: 'action' }, key: never, value: never): this {
    this.#by('council')
    setValue(this.doc, place, key, value)
    return this
  }

  says<K extends RecordKind>(
    group: Group,
    kind: K,
    about: string,
    data: RecordData<K>,
    id = `${kind}-${this.#records.length}`
  ): this {
    const person = GROUPS.indexOf(group) + 1
    // Kind and data belong together, which a generic function cannot tell the union.
    this.#records.push({ id, kind, about, group, person, at, changedAt: at, data } as PaperRecord)
    return this
  }

  paper(standing: Standing = { is: 'draft', seq: 412, at, sealed: [] }): Paper {
    const plan = snapshotPlan(this.doc)
    const own = GROUPS.map((group, index) => ({ client: index + 1, group, person: index + 1 }))
    return {
      plan,
      records: this.#records,
      authors: Object.fromEntries(
        [...own, ...this.#more].map(({ client, group, person }) => [client, { group, person, typed: false, from: at }])
      ),
      references: placeReferences(plan),
      standing,
      heard:
        standing.is === 'draft'
          ? {
              counts: { all: 9, 'in-plan': 4, answered: 2, waiting: 3, closed: 0, oldestWaitingAt: at },
              people: 6
            }
          : null,
      sources: { board: 'Sutton board', plan: 'sutton-example', seq: 412, head, hash },
      names: 'groups',
      at
    }
  }
}

export const answer = (group: Group, word: PaperAnswer['answer'], note = ''): PaperAnswer => ({
  group,
  answer: word,
  note,
  by: null,
  at,
  level: 'in-principle'
})

export const version = (answers: readonly PaperAnswer[], scope: ItemId | null = null): Standing => ({
  is: 'version',
  number: 3,
  state: 'answered',
  code: '7F3A-91C2',
  hash,
  seq: 400,
  at,
  scope,
  answers,
  outcome: 'Agreed by 4 of 6, 1 with a note. Parents and carers cannot agree yet.'
})

/** Two priorities, three actions, and something of everything that can be said. */
export const smallScene = (): PaperScene =>
  new PaperScene()
    .priority('one', 'Quality assurance', { why: 'Plans must be right.' })
    .action('first', 'one', 'Parents join the panel that checks plans')
    .action('second', 'one', 'Report annual reviews that are late')
    .priority('two', 'Local Offer website')
    .action('third', 'two', 'Ask ten families to try the site')
    .write('council', 'plan/vision', 'A place where every family is heard.')
    .write('council', 'plan/coproduced', 'We wrote it together, in six workshops.')
    .write('parents', 'priorities/one/why', ' They are about our children.', { bold: true })
    .write('parents', 'actions/first/success', 'Three parents sit on every panel', {}, { list: 'bullet' })
    .write('young-people', 'actions/first/success', 'Someone asks: is this you?', {}, { list: 'bullet' })
    .write('health', 'actions/second/answers', 'See the form', { link: 'https://example.org/form' })
    .set({ kind: 'action', id: item('first') }, 'leads', [{ group: 'council', role: 'EHC plan quality lead' }])
    .set({ kind: 'action', id: item('first') }, 'due', '2026-10-30')
    .set({ kind: 'action', id: item('first') }, 'status', { word: 'done', why: 'The first panel met in October.' })
    .set({ kind: 'action', id: item('second') }, 'status', { word: 'slipping', why: 'Two posts are empty.' })
    .set({ kind: 'action', id: item('second') }, 'due', '2026-10-30')
    .set({ kind: 'action', id: item('second') }, 'revised', { date: '2027-01-15', why: 'New staff start in December.' })
    .set({ kind: 'action', id: item('second') }, 'cost', 'Two posts, already funded')
    .says(
      'parents',
      'view',
      'priorities/one',
      {
        words: 'Some parents feel that leaders continue to lack a secure oversight of the quality and review of plans.',
        source: 'Report, paragraph 4.9',
        held: 'group'
      },
      'oversight'
    )
    .says('council', 'reply', 'records/oversight', { words: 'Parents now sit on the panel.' })
    .says('parents', 'view', 'actions/third', { words: 'Ten families are too few.', source: '', held: 'group' })
    .says('council', 'finding', 'priorities/one', {
      words: 'EHC plans are improved in quality',
      source: 'Inspectors’ letter',
      date: '2020-05-20'
    })
    .says('council', 'monitoring', 'priorities/one', { word: 'sufficient-progress', date: '2020-05-20', source: '' })
    .says('health', 'measure', 'priorities/one', {
      name: 'Annual reviews that are late',
      unit: 'reviews',
      direction: 'down',
      count: 'point',
      baseline: { value: 118, date: '2026-09-30' },
      target: { value: 25, date: '2027-07-30' },
      readings: [{ date: '2026-10-30', milestone: 100, actual: 121 }],
      source: 'Case system'
    })
    .says('council', 'update', 'actions/second', { words: 'The number is reported every month.' })
    .says('parents', 'evidence', 'actions/third', {
      how: 'link',
      words: 'What families could not find.',
      link: 'https://example.org/list',
      date: '2026-11-01',
      source: 'Editor',
      noChild: true
    })

const words =
  'families children schools support together listen change plan health review early clear panel letter school term name meeting answer month'.split(
    ' '
  )
const sentence = (from: number, length: number): string => {
  const all = Array.from({ length }, (_, index) => words[(from * 7 + index * 5) % words.length] ?? '').join(' ')
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}.`
}

/** As large as plans come: five workstreams with thirty actions each, some 78 pages. */
export const largeScene = (): PaperScene => {
  const scene = new PaperScene('A plan as large as they come')
  const fields = ['why', 'now', 'outcome', 'know', 'commitments', 'told']
  for (let each = 0; each < 5; each++) {
    const id = `priority-${each}`
    scene.priority(id, `Workstream ${each + 1}: ${sentence(each, 4)}`)
    for (const [index, field] of fields.entries())
      for (const group of GROUPS)
        scene.write(
          group,
          `priorities/${id}/${field}`,
          sentence(each + index, 18),
          {},
          index > 3 ? { list: 'bullet' } : {}
        )
    scene.says('parents', 'view', `priorities/${id}`, { words: sentence(each, 30), source: '', held: 'group' })
    for (let n = 0; n < 30; n++) {
      const action = `action-${each}-${n}`
      scene.action(action, id, sentence(each * 30 + n, 12))
      for (const [index, group] of GROUPS.slice(0, 2).entries())
        scene.write(group, `actions/${action}/success`, sentence(n + index, 14), {}, { list: 'bullet' })
      scene
        .set({ kind: 'action', id: item(action) }, 'leads', [{ group: 'council', role: 'Programme lead' }])
        .set({ kind: 'action', id: item(action) }, 'due', '2027-03-31')
        .set({ kind: 'action', id: item(action) }, 'status', { word: 'slipping', why: sentence(n, 10) })
        .says('council', 'update', `actions/${action}`, { words: sentence(n, 16) })
    }
  }
  return scene
}
