// Writes a plan of many edits into a data folder, by a seed and through the relay's own gate, for `e2e/bench/million.ts`:
// node --import tsx server/admin/million.ts FOLDER EDITS SEED
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { parseItemId, parsePersonId, parsePlanId, type ClientId, type ItemId } from '../../shared/ids.ts'
import {
  GROUPS,
  STATUS_WORDS,
  addAction,
  addPriority,
  createPlan,
  fieldText,
  moveAction,
  placeMap,
  setValue,
  textKeys
} from '../../shared/plan/schema.ts'
import { applyEntry, newPlanDoc, readPlanState, saveSnapshot } from '../relay/stored-plan.ts'
import { judge } from '../relay/gate.ts'
import { openSqliteStore } from '../store/sqlite/store.ts'
import type { Author, Owner, SignedUpdate } from '../store/store.ts'

const lettersWanted = 60_000
const peopleCount = 20
/** A page is opened anew about so often, under a new client id. */
const editsPerId = 2500
/** Edits between two exchanges of the two screens: so long they do not see each other. */
const apartEdits = 40
const inFlightMax = 2000
const snapshotEveryEdits = 50_000

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('that is no id')
  return value
}
const item = (id: string): ItemId => known(parseItemId(id))

const [folder, editsAsked, seedAsked = '1'] = process.argv.slice(2)
const edits = Number(editsAsked)
if (folder === undefined || !(edits > 0)) throw new Error('million.ts FOLDER EDITS SEED')
const gen = prng.create(Number(seedAsked))
const plan = known(parsePlanId('million'))
const store = await openSqliteStore({
  folder,
  report: ({ event, error }) => {
    throw new Error(event, { cause: error })
  }
})

const people = Array.from({ length: peopleCount }, (_, index): Author => {
  const person = known(parsePersonId(`person-${index}`))
  return { speaker: person, typist: person, group: GROUPS[index % GROUPS.length] ?? 'council' }
})
const start = Date.UTC(2026, 0, 5, 9)
await store.createPlan(plan, start)
for (const { speaker: id, group } of people) {
  await store.addPerson({ id, kind: 'account', name: `Person ${id}`, email: `${id}@example.org` })
  const role = id === 'person-0' ? 'lead' : 'member'
  await store.setMember({ plan, person: id, role, group, voice: false }, { by: null, at: start })
}

const first = newPlanDoc()
first.clientID = 1
createPlan(first, { title: 'A plan of many edits' }, { area: 'Here' })
const priorities = Array.from({ length: 8 }, (_, index) => item(`p${index}`))
const actions = Array.from({ length: 48 }, (_, index) => item(`a${index}`))
priorities.forEach((id, index) => addPriority(first, id, { order: `a${index}` }, { title: `Priority ${index}` }))
actions.forEach((id, index) =>
  addAction(first, id, { order: `b${index}`, priority: `p${index % 8}` }, { text: `Action ${index}` })
)
const [lead = known<Author>(undefined)] = people
const firstUpdate = Y.encodeStateAsUpdate(first)
await store.commit(plan, 0, start, [{ author: lead, update: firstUpdate }], [{ ...lead, client: 1, via: 'system' }])
const state = known(await readPlanState(store, plan))

const paths = [
  ...textKeys('priority').flatMap((key) => priorities.map((id) => `priorities/${id}/${key}`)),
  ...actions.map((id) => `actions/${id}/success`),
  'plan/vision',
  'plan/context'
]

/** One screen that two halves of the people take turns at: what is typed at the other comes now and then. */
class Screen {
  readonly doc = newPlanDoc()
  readonly #people: readonly Author[]
  readonly #ids = new Map<Author, { client: ClientId; edits: number }>()
  author: Author
  said: Uint8Array[] = []
  /** What the other screen has not seen. */
  unseen: Uint8Array[] = []
  /** Edits that are meant next, each one update. */
  #burst: (() => void)[] = []

  constructor(own: readonly Author[]) {
    this.#people = own
    this.author = own[0] ?? lead
    Y.applyUpdate(this.doc, firstUpdate, 'other')
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') this.said.push(update)
    })
  }

  /** @returns whether a new stretch of writing has begun. */
  edit(letters: number): boolean {
    const begins = this.#burst.length === 0
    while (this.#burst.length === 0) {
      this.author = prng.oneOf(gen, [...this.#people])
      this.#burst = this.#plan(letters)
    }
    const id = this.#ids.get(this.author)
    const own = id && id.edits < editsPerId ? id : { client: prng.uint32(gen, 2, 0xfffffff0), edits: 0 }
    own.edits++
    this.#ids.set(this.author, own)
    this.doc.clientID = own.client
    this.#burst.shift()?.()
    return begins
  }

  #plan(letters: number): (() => void)[] {
    const { doc } = this
    const path = prng.oneOf(gen, paths)
    const text = known(fieldText(doc, path))
    const chance = prng.real53(gen)
    const action = { kind: 'action', id: prng.oneOf(gen, actions) } as const
    const end = Math.max(0, text.length - 1)
    const at = prng.real53(gen) < 0.5 ? end : prng.int32(gen, 0, end)
    if (chance < 0.02)
      return [() => setValue(doc, action, 'status', { word: prng.oneOf(gen, [...STATUS_WORDS]), why: 'As we heard.' })]
    if (chance < 0.03) return [() => setValue(doc, action, 'due', `2027-0${prng.int32(gen, 1, 9)}-01`)]
    if (chance < 0.04)
      return [
        () =>
          moveAction(doc, action.id, { priority: prng.oneOf(gen, priorities), order: `b${prng.int32(gen, 0, 999)}V` })
      ]
    if (chance < 0.045) {
      const removed = placeMap(doc, action)?.get('removed') === true
      return [() => setValue(doc, action, 'removed', !removed)]
    }
    if (chance < 0.09 && end > 8)
      return [() => text.format(prng.int32(gen, 0, end - 6), 5, prng.bool(gen) ? { bold: true } : { italic: true })]
    const tooLong = letters > lettersWanted
    if (chance < 0.14 && tooLong && end > 80)
      return [() => text.delete(prng.int32(gen, 0, end - 60), prng.int32(gen, 5, 60))]
    let caret = at
    const rubOut = (): void => {
      if (caret > 0 && caret <= text.length - 1) text.delete(--caret, 1)
    }
    if (tooLong && prng.real53(gen) < 0.55)
      return Array.from({ length: Math.min(at, prng.int32(gen, 20, 80)) }, () => rubOut)
    const write = (): void => {
      caret = Math.min(caret, Math.max(0, text.length - 1))
      text.insert(caret++, prng.real53(gen) < 0.17 ? ' ' : prng.letter(gen), {})
    }
    return Array.from({ length: prng.int32(gen, 15, 120) }, () => (prng.real53(gen) < 0.12 ? rubOut : write))
  }
}

const half = peopleCount / 2
const screens = [new Screen(people.slice(0, half)), new Screen(people.slice(half))]
const lettersNow = (): number => paths.reduce((sum, path) => sum + (fieldText(state.doc, path)?.length ?? 0), 0)

let at = start
let letters = lettersNow()
let done = 0
let apart = 0
let head = state.head
const inFlight: Promise<unknown>[] = []

/** One update through the gate and into the document, as the room does it. */
const admit = (
  author: Author,
  update: Uint8Array,
  seq: number
): { signed: SignedUpdate; owners: Owner[] } | undefined => {
  const { doc, ledger } = state
  const verdict = judge(doc, update, {
    mayWrite: true,
    mayUse: (client) => (ledger.owner(client)?.typist ?? author.typist) === author.typist,
    isOfOtherVoice: () => false
  })
  if (verdict.is === 'nothing') return undefined
  if (verdict.is !== 'new') throw new Error(`the gate said ${JSON.stringify(verdict)}`)
  const owners = verdict.clients
    .filter((client) => !ledger.owner(client))
    .map((client): Owner => ({ ...author, client, via: 'live' }))
  ledger.bind(owners)
  const signed = { author, update: verdict.update }
  applyEntry(state, signed, at, seq)
  return { signed, owners }
}

const exchange = (): void => {
  const [left, right] = screens
  for (const update of left?.unseen.splice(0) ?? []) if (right) Y.applyUpdate(right.doc, update, 'other')
  for (const update of right?.unseen.splice(0) ?? []) if (left) Y.applyUpdate(left.doc, update, 'other')
}

let reported = 0
while (done < edits) {
  const entries: SignedUpdate[] = []
  const owners: Owner[] = []
  // Mostly one person's key, now and then both screens' in one turn.
  const writing = prng.real53(gen) < 0.7 ? [prng.oneOf(gen, screens)] : screens
  for (const screen of writing) {
    if (screen.edit(letters)) at += prng.int32(gen, 2_000, 40_000)
    for (const update of screen.said.splice(0)) {
      screen.unseen.push(update)
      const kept = admit(screen.author, update, head + 1)
      if (!kept) continue
      entries.push(kept.signed)
      owners.push(...kept.owners)
      done++
    }
  }
  at += prng.int32(gen, 60, 300)
  if (entries.length > 0) {
    inFlight.push(store.commit(plan, head, at, entries, owners))
    head++
    state.head = head
  }
  if (++apart >= apartEdits) {
    apart = 0
    exchange()
    letters = lettersNow()
  }
  if (inFlight.length < inFlightMax) continue
  for (const seq of await Promise.all(inFlight.splice(0)))
    if (typeof seq !== 'number') throw new Error('a commit was refused')
  if (done - reported < snapshotEveryEdits) continue
  reported = done
  await saveSnapshot(store, plan, state)
  process.stdout.write(`${done} edits, ${head} commits, ${letters} letters\n`)
}
await Promise.all(inFlight)
await saveSnapshot(store, plan, state)
process.stdout.write(`written: ${done} edits in ${head} commits, ${lettersNow()} letters stand\n`)
await store.close()
