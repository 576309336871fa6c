import type * as Y from 'yjs'
import { anchorBetween } from '../shared/authorship/anchors.ts'
import type { ItemId, Ms, PersonId, PlanId, Seq } from '../shared/ids.ts'
import { idFromBytes } from '../shared/ids.ts'
import { RULES } from '../shared/plan/records.ts'
import { createPlan, fieldText, type Group } from '../shared/plan/schema.ts'
import { readAction } from '../shared/plan/snapshot.ts'
import { HistoryDesk } from '../server/history/desk.ts'
import { Lobby } from '../server/relay/lobby.ts'
import type { Room } from '../server/relay/room.ts'
import type { Author, Store } from '../server/store/store.ts'
import { VersionDesk } from '../server/versions/desk.ts'
import { playAgreement } from './agreement.ts'
import { demoPeople, type CastName, type DemoPerson } from './cast.ts'
import { planTexts, planTitle, planValues, themes } from './example-plan.ts'
import { records, type RecordScript } from './records.ts'
import { days, indexOf, openingSteps, turnsOf, writingSteps, type Day, type Step } from './script.ts'
import { Page, ScriptClock, granted } from './stage.ts'

export { demoPeople } from './cast.ts'

export const examplePlan = 'sutton-example' as PlanId

type Random = (bytes: number) => Uint8Array
type Cast = ReadonlyMap<CastName, DemoPerson & { id: PersonId }>

const minuteMs = 60_000

const addCast = async (store: Store, random: Random): Promise<Cast> => {
  const cast = new Map<CastName, DemoPerson & { id: PersonId }>()
  for (const person of demoPeople) {
    const id = idFromBytes(random(12)) as PersonId
    const { key, email, name } = person
    granted(await store.addPerson({ id, kind: 'account', name, email }), `person ${key}`)
    cast.set(key, { ...person, id })
  }
  return cast
}

const inCast = (cast: Cast, key: CastName): DemoPerson & { id: PersonId } => {
  const person = cast.get(key)
  if (!person) throw new Error(`nobody in the cast is called ${key}`)
  return person
}

/** Everyone's open pages on one day of the script, and the minutes as they pass. */
class WritingDay {
  readonly #pages = new Map<CastName, Page>()
  readonly #parts: { room: Room; cast: Cast; clock: ScriptClock; random: Random }

  constructor(parts: { room: Room; cast: Cast; clock: ScriptClock; random: Random }) {
    this.#parts = parts
  }

  /** Everyone in the turn writes at the same moment; ends when all of it is kept and on every page. */
  async play(turn: readonly Step[]): Promise<void> {
    for (const { by } of turn) await this.#page(by)
    for (const { by, play } of turn) play((await this.#page(by)).doc)
    const pages = [...this.#pages.values()]
    await Promise.all(pages.map((page) => page.saved()))
    const head: Seq = Math.max(...pages.map((page) => page.seen))
    await Promise.all(pages.map((page) => page.reached(head)))
  }

  end(): void {
    for (const page of this.#pages.values()) page.leave()
    this.#pages.clear()
  }

  async #page(by: CastName): Promise<Page> {
    const open = this.#pages.get(by)
    if (open) return open
    const { room, cast, random } = this.#parts
    const { id, name, group, role } = inCast(cast, by)
    const seat = { person: id, name, group, role, session: '', expiresAt: Number.MAX_SAFE_INTEGER }
    const client = new DataView(random(4).slice().buffer).getUint32(0)
    const page = await Page.open(room, seat, client, idFromBytes(random(12)))
    this.#pages.set(by, page)
    return page
  }
}

/** Minutes until the next turn: people read before they write; the same every time. */
const pauseMinutes = (turn: number): number => 2 + ((turn * 7) % 5)

/** What a record says, with the letters of the words it is about. */
const pointed = (doc: Y.Doc, { kind, data, on }: RecordScript): RecordScript['data'] => {
  if (!on) return data
  const text = fieldText(doc, on.field)
  if (!text) throw new Error(`there is no text at ${on.field}`)
  const from = indexOf(text, on.words, on.field)
  const anchor = anchorBetween(on.field, text, from, from + on.words.length) ?? null
  return kind === 'fate' ? { ...data, to: anchor } : { ...data, anchor }
}

/** Says beside the text what each may say: the same rules as for anyone. */
const keepRecords = async (store: Store, room: Room, cast: Cast, day: Day, at: Ms): Promise<void> => {
  const leads = (about: string): Promise<readonly Group[]> =>
    room.settled(({ doc }) => {
      const [root, id] = about.split('/')
      return root === 'actions' ? (readAction(doc, id as ItemId)?.leads ?? []).map(({ group }) => group) : []
    })
  const added = async (script: RecordScript): Promise<void> => {
    const { id, kind, about, by } = script
    const { id: person, role, group } = inCast(cast, by)
    const data = await room.settled(({ doc }) => pointed(doc, script))
    const [root, of = ''] = about.split('/')
    const record = root === 'records' ? await store.readRecord(examplePlan, of) : undefined
    if (!RULES[kind].mayAdd({ person, role, group }, await leads(about), record, data))
      throw new Error(`the example could not be played: ${by} may not say ${id}`)
    granted(await store.addRecord(examplePlan, { id, kind, about, data, by: person, group, at }), id)
  }
  for (const script of records.filter((each) => each.day === day)) await added(script)
  for (const { id, kind, later } of records) {
    if (later?.day !== day) continue
    const { id: person, role, group } = inCast(cast, later.by)
    const record = await store.readRecord(examplePlan, id)
    if (!record || !RULES[kind].mayChange({ person, role, group }, record))
      throw new Error(`the example could not be played: ${later.by} may not change ${id}`)
    granted(await store.changeRecord(examplePlan, id, { version: 1, by: person, at, data: later.data }), id)
  }
}

const playDays = async (parts: {
  store: Store
  versions: VersionDesk
  room: Room
  cast: Cast
  clock: ScriptClock
  random: Random
}): Promise<void> => {
  const { store, versions, room, cast, clock, random } = parts
  const writing = writingSteps(planTexts, themes)
  for (const [index, start] of days.entries()) {
    const day = (index + 1) as Day
    let at: Ms = Date.parse(start)
    const opening = day === 1 ? openingSteps(themes).map((step) => [step]) : []
    const turns = [...opening, ...turnsOf(writing.filter((step) => step.day === day))]
    const here = new WritingDay({ room, cast, clock, random })
    try {
      for (const [number, turn] of turns.entries()) {
        clock.set(at)
        await here.play(turn)
        at += pauseMinutes(number) * minuteMs
      }
      clock.set(at)
      await keepRecords(store, room, cast, day, at)
      await playAgreement({ store, versions, room, personOf: (key) => inCast(cast, key).id }, day)
    } finally {
      here.end()
    }
  }
}

/**
 * Plays the example plan into a store that does not have it: adds the demo people, founds the plan and
 * lets them write it, frame by frame, through the relay's own gate, over six days of autumn 2026.
 * Content is the same every time; ids and salts come from `random`.
 * @throws when anything is refused, such as a person or the plan being there already.
 */
export const playExample = async ({ store, random }: { store: Store; random: Random }): Promise<void> => {
  const clock = new ScriptClock()
  clock.set(Date.parse(days[0]) - 5 * minuteMs)
  let fault: Error | undefined
  // Nobody of the cast does anything that has to be reported: whatever is said ends the play.
  const report = ({ event, code, error }: { event: string; code?: string | number; error?: unknown }): void => {
    if (fault) return
    fault = new Error(`the example could not be played: ${event} ${code ?? ''}`.trim(), { cause: error })
    lobby.endAll()
  }
  const history = new HistoryDesk({ store, clock, report })
  const lobby = new Lobby({
    store,
    clock,
    random,
    report,
    access: { version: () => store.accessVersion(), check: (seat) => Promise.resolve(seat) },
    lettersOf: () => Promise.resolve([]),
    forgetHistory: () => undefined
  })
  const cast = await addCast(store, random)
  const helen = inCast(cast, 'helen')
  const founder: Author = { speaker: helen.id, typist: helen.id, group: helen.group }
  granted(
    await lobby.found(examplePlan, (doc) => createPlan(doc, { title: planTitle }, planValues), founder),
    'the plan'
  )
  for (const { id, role, group, voice } of cast.values())
    granted(
      await store.setMember({ plan: examplePlan, person: id, role, group, voice }, { by: helen.id, at: clock.now() }),
      'a member'
    )
  const room = granted(await lobby.room(examplePlan), 'the room')
  try {
    const versions = new VersionDesk({ store, history, lobby, clock, report })
    await playDays({ store, versions, room, cast, clock, random })
    for (const { id } of cast.values()) granted(await store.noteVisit(examplePlan, id, clock.now()), 'a visit')
  } catch (error) {
    lobby.endAll()
    throw fault ?? error
  } finally {
    await history.close()
  }
  await lobby.drain()
  if (fault) throw fault
}
