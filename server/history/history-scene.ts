import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import type { ItemId, Ms, PersonId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import {
  ROOTS,
  addAction,
  addPriority,
  createPlan,
  fieldText,
  moveAction,
  movePriority,
  placeMap,
  setValue,
  STATUS_WORDS
} from '../../shared/plan/schema.ts'
import { eachText, snapshotPlan } from '../../shared/plan/snapshot.ts'
import { walkText } from '../../shared/plan/text.ts'
import type { Author, Commit, Owner } from '../store/store.ts'

/** A log written by several people who are now and then apart, and what a plain reader sees at each of its commits. */
export type PlayedLog = { commits: Commit[]; owners: Owner[]; done: Record<string, number> }

const person = (name: string): PersonId => name as PersonId
const item = (name: string): ItemId => name as ItemId
export const priorityIds = ['p1', 'p2'].map(item)

const authors: readonly Author[] = [
  { speaker: person('helen'), typist: person('helen'), group: 'council' },
  { speaker: person('priya'), typist: person('priya'), group: 'parents' },
  { speaker: person('rosa'), typist: person('helen'), group: 'parents' },
  { speaker: person('kofi'), typist: person('kofi'), group: 'young-people' }
]

export const newDoc = (): Y.Doc => {
  const doc = new Y.Doc()
  for (const root of Object.values(ROOTS)) doc.getMap(root)
  keepQuiet(doc)
  return doc
}

class Writer {
  readonly doc = newDoc()
  readonly author: Author
  readonly waiting: Uint8Array[] = []
  heard = 0
  readonly #undo: Y.UndoManager

  constructor(author: Author, client: number, first: Uint8Array) {
    this.author = author
    Y.applyUpdate(this.doc, first, 'server')
    this.doc.clientID = client
    const texts = paths.map((path) => fieldText(this.doc, path)).filter((text) => text !== undefined)
    this.#undo = new Y.UndoManager(texts, { trackedOrigins: new Set(['own']), captureTimeout: 0 })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.waiting.push(update)
    })
  }

  own(act: () => void): void {
    this.doc.transact(act, 'own')
  }

  undo(redo: boolean): void {
    if (redo) this.#undo.redo()
    else this.#undo.undo()
  }
}

const paths = ['plan/vision', 'priorities/p1/why', 'priorities/p2/title', 'actions/a1/text']
const marks = [{ bold: true }, { bold: null }, { italic: true }, { link: 'https://example.org/' }]

const act = (gen: prng.PRNG, writer: Writer, fresh: () => string): string => {
  const { doc } = writer
  const path = prng.oneOf(gen, [...paths, 'priorities/p1/why', 'priorities/p1/why'])
  const text = fieldText(doc, path)
  if (!text) return 'nothing'
  const at = prng.int32(gen, 0, Math.max(0, text.length - 1))
  const length = Math.min(prng.int32(gen, 1, 6), text.length - at)
  const kind = prng.oneOf(gen, [
    ...[
      'write',
      'write',
      'write',
      'type',
      'type',
      'take out',
      'take out',
      'rub out',
      'replace',
      'mark',
      'line',
      'undo',
      'undo',
      'redo'
    ],
    ...['value', 'value', 'move', 'remove', 'restore', 'add', 'two']
  ])
  const action = { kind: 'action', id: item(prng.oneOf(gen, ['a1', 'a2'])) } as const
  switch (kind) {
    case 'write':
      writer.own(() =>
        text.insert(at, prng.oneOf(gen, ['ab ', 'x', 'word\nnext ']), prng.bool(gen) ? {} : { bold: true })
      )
      break
    case 'type':
      for (const letter of 'some') writer.own(() => text.insert(Math.min(at, text.length), letter, {}))
      break
    case 'take out':
      if (length > 0) writer.own(() => text.delete(at, length))
      break
    case 'rub out':
      for (let left = length; left > 0; left--) writer.own(() => text.delete(at + left - 1, 1))
      break
    case 'replace':
      writer.own(() => {
        if (length > 0) text.delete(at, length)
        text.insert(at, 'new', {})
      })
      break
    case 'mark':
      if (length > 0) writer.own(() => text.format(at, length, prng.oneOf(gen, marks)))
      break
    case 'line':
      if (length > 0) writer.own(() => text.format(at, length, { list: prng.oneOf(gen, ['bullet', null]) }))
      break
    case 'undo':
    case 'redo':
      writer.undo(kind === 'redo')
      break
    case 'value':
      if (prng.bool(gen)) setValue(doc, action, 'due', prng.oneOf(gen, ['2027-01-01', '2027-02-02', null]))
      else setValue(doc, action, 'status', { word: prng.oneOf(gen, [...STATUS_WORDS]), why: 'Because.' })
      break
    case 'move':
      if (prng.bool(gen)) moveAction(doc, action.id, { priority: prng.oneOf(gen, priorityIds), order: `b${fresh()}` })
      else movePriority(doc, prng.oneOf(gen, priorityIds), `b${fresh()}`)
      break
    case 'remove':
    case 'restore':
      placeMap(doc, action)?.set('removed', kind === 'remove')
      break
    case 'add':
      addAction(doc, item(`n${fresh()}`), { order: `c${fresh()}`, priority: 'p1' }, { text: 'Something new' })
      break
    case 'two':
      writer.own(() => {
        text.insert(at, '2', {})
        fieldText(doc, 'plan/vision')?.insert(0, '2', {})
      })
      break
  }
  return kind
}

/** Plays so many steps from one seed. */
export const playLog = (seed: number, steps: number): PlayedLog => {
  const gen = prng.create(seed)
  let counter = 10
  const fresh = (): string => String(counter++)
  const done: Record<string, number> = {}
  const [first = authors[0]] = authors
  if (!first) throw new Error('nobody')
  const server = newDoc()
  server.clientID = 1
  createPlan(server, { title: 'A plan', vision: 'Together.' }, { area: 'Here' })
  addPriority(server, item('p1'), { order: 'a0' }, { title: 'First', why: 'Because it\nmatters.' })
  addPriority(server, item('p2'), { order: 'a1' }, { title: 'Second' })
  addAction(server, item('a1'), { order: 'a0', priority: 'p1' }, { text: 'Do it' })
  addAction(server, item('a2'), { order: 'a1', priority: 'p1' }, { text: 'Do more' })
  const start = Y.encodeStateAsUpdate(server)
  let at: Ms = 1_000_000
  const commits: Commit[] = [{ seq: 1, at, entries: [{ author: first, update: start }] }]
  const log: { update: Uint8Array; from: Writer | undefined }[] = []
  const writers = authors.map((author, index) => new Writer(author, 100 + index, start))
  const owners: Owner[] = [{ ...first, client: 1, via: 'system' }]
  for (const { author, doc } of writers) owners.push({ ...author, client: doc.clientID, via: 'live' })
  const keep = (): void => {
    const entries: Commit['entries'] = []
    for (const writer of writers) {
      if (prng.int32(gen, 0, 2) === 0) continue
      while (writer.waiting.length > 0 && prng.int32(gen, 0, 5) > 0) {
        const count = Math.min(writer.waiting.length, prng.int32(gen, 1, 3))
        const update = Y.mergeUpdates(writer.waiting.splice(0, count))
        entries.push({ author: writer.author, update })
        log.push({ update, from: writer })
      }
    }
    if (entries.length === 0) return
    at += prng.oneOf(gen, [100, 2_000, 70_000])
    commits.push({ seq: commits.length + 1, at, entries })
  }
  for (let step = 0; step < steps; step++) {
    const writer = prng.oneOf(gen, writers)
    const kind = act(gen, writer, fresh)
    done[kind] = (done[kind] ?? 0) + 1
    if (prng.bool(gen)) keep()
    const hears = prng.oneOf(gen, writers)
    for (; hears.heard < log.length && prng.int32(gen, 0, 9) > 0; hears.heard++) {
      const entry = log[hears.heard]
      if (entry && entry.from !== hears) Y.applyUpdate(hears.doc, entry.update, 'server')
    }
  }
  for (const writer of writers) {
    const { waiting } = writer
    if (waiting.length === 0) continue
    commits.push({ seq: commits.length + 1, at, entries: [{ author: writer.author, update: Y.mergeUpdates(waiting) }] })
  }
  return { commits, owners, done }
}

type Letter = { id: number; letter: string }
export type PlainMoment = {
  /** The plan as the board's own reader tells it. */
  plan: string
  /** Every letter that stands, by the path of its text. */
  letters: Map<string, Letter[]>
}

/** Of letters in a small log: client ids and clocks below a million. */
const idOf = (client: number, clock: number): number => client * 1_000_000 + clock

const readLetters = (doc: Y.Doc): PlainMoment['letters'] => {
  const letters: PlainMoment['letters'] = new Map()
  eachText(
    doc,
    (path, text) => {
      const standing: Letter[] = []
      walkText(text, (run) => {
        for (let index = 0; index < run.text.length; index++)
          standing.push({ id: idOf(run.client, run.clock + index), letter: run.text.charAt(index) })
      })
      letters.set(path, standing)
    },
    true
  )
  return letters
}

/** Replays the log plainly, on a document that forgets, and remembers who was first to take each letter out. */
export const replay = (commits: readonly Commit[]) => {
  const doc = newDoc()
  const moments: PlainMoment[] = []
  const gone = new Map<number, { author: Author; seq: number }>()
  const born = new Map<number, number>()
  let before = new Set<number>()
  for (const { seq, entries } of commits) {
    let letters = readLetters(doc)
    for (const { update, author } of entries) {
      Y.applyUpdate(doc, update)
      letters = readLetters(doc)
      const now = new Set<number>()
      for (const standing of letters.values()) for (const { id } of standing) now.add(id)
      for (const id of now) if (!before.has(id)) born.set(id, seq)
      for (const id of before) if (!now.has(id)) gone.set(id, { author, seq })
      before = now
    }
    moments.push({ plan: canonical(snapshotPlan(doc)), letters })
  }
  return { moments, gone, born }
}
