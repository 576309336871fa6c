import type { PlanId } from '../../shared/ids.ts'
import type { PlanRecord, RecordData, RecordKind } from '../../shared/plan/records.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Answer } from './api.ts'

export type RecordPerson = { id: string; name: string; group: Group | null }
export type RecordVersion = { version: number; data: unknown; by: string; at: number; withdrawn: boolean }
/** One value a field has had: what it was set to, by whom, when. `typedBy`: whose hands, where they were another's. */
export type ValueSet = {
  key: string
  value: unknown
  by: string
  typedBy: string | null
  group: Group
  at: number
  seq: number
}

/** A record whose kind is known, and with it what its data is. */
export type RecordOf<K extends RecordKind> = Omit<PlanRecord, 'kind' | 'data'> & { kind: K; data: RecordData<K> }

/** What the records of a plan need of the board. */
export type RecordsDoor = {
  read: (
    after: number | undefined
  ) => Promise<Answer<{ version: number; records: PlanRecord[]; people: RecordPerson[] }>>
  add: (record: { kind: RecordKind; about: string; data: unknown }) => Promise<Answer<PlanRecord>>
  change: (id: string, change: { version: number; data: unknown }) => Promise<Answer<PlanRecord>>
  withdraw: (id: string, version: number) => Promise<Answer<PlanRecord>>
  putBack: (id: string, version: number) => Promise<Answer<PlanRecord>>
  history: (id: string) => Promise<Answer<RecordVersion[]>>
  values: (about: string) => Promise<Answer<{ values: ValueSet[]; people: RecordPerson[] }>>
}

/** What a person reads when something they wrote could not be kept. */
const needsSignal = 'Needs a signal to save. Your words stay here.'

const isKind =
  <K extends RecordKind>(kind: K) =>
  (record: PlanRecord): record is PlanRecord & RecordOf<K> =>
    record.kind === kind

/**
 * The records of one open plan: differing views, measures, evidence and the like, which stand in the
 * store beside the shared document. Read again, only what is new, when the board says there is news.
 */
export class RecordsState {
  readonly plan: PlanId
  readonly #door: RecordsDoor
  #records: ReadonlyMap<string, PlanRecord> = $state.raw(new Map())
  #people: ReadonlyMap<string, RecordPerson> = $state.raw(new Map())
  #trouble = $state('')
  #isRead = $state(false)
  #version: number | undefined
  #reading: Promise<void> | undefined
  /** How often it was asked to read; one that was asked meanwhile is read again. */
  #asks = 0

  constructor(plan: PlanId, door: RecordsDoor) {
    this.plan = plan
    this.#door = door
  }

  /** Whether they have been read at all; before that nothing is said of what is missing. */
  get isRead(): boolean {
    return this.#isRead
  }
  /** Why they could not be read, as a sentence; '' when they could. */
  get trouble(): string {
    return this.#trouble
  }
  nameOf(person: string): string | undefined {
    return this.#people.get(person)?.name
  }

  /** All of them; another map once anything is new. */
  get held(): ReadonlyMap<string, PlanRecord> {
    return this.#records
  }
  /** Those of one kind about one thing, oldest first; withdrawn ones too. */
  about<K extends RecordKind>(about: string, kind: K): RecordOf<K>[] {
    return this.all(kind).filter((record) => record.about === about)
  }
  all<K extends RecordKind>(kind: K): RecordOf<K>[] {
    return [...this.#records.values()].filter(isKind(kind)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  }

  /** Reads what is new. Asked while it is reading, it reads once more afterwards. */
  refresh(): Promise<void> {
    this.#asks += 1
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  /** Each answers with the sentence to show when the board said no; the words then stay in the form. */
  add(record: { kind: RecordKind; about: string; data: unknown }): Promise<string | undefined> {
    return this.#keep(this.#door.add(record))
  }
  change(record: Pick<PlanRecord, 'id' | 'version'>, data: unknown): Promise<string | undefined> {
    return this.#keep(this.#door.change(record.id, { version: record.version, data }))
  }
  withdraw(record: Pick<PlanRecord, 'id' | 'version'>): Promise<string | undefined> {
    return this.#keep(this.#door.withdraw(record.id, record.version))
  }
  putBack(record: Pick<PlanRecord, 'id' | 'version'>): Promise<string | undefined> {
    return this.#keep(this.#door.putBack(record.id, record.version))
  }
  history(id: string): Promise<Answer<RecordVersion[]>> {
    return this.#door.history(id)
  }
  async values(about: string): Promise<Answer<ValueSet[]>> {
    const answer = await this.#door.values(about)
    if (!answer.ok) return answer
    this.#learn(answer.body.people)
    return { ok: true, body: answer.body.values }
  }

  async #read(): Promise<void> {
    let answered: number
    do {
      // Several parts of a page ask in the same turn: one reading answers them all.
      await Promise.resolve()
      answered = this.#asks
      const answer = await this.#door.read(this.#version)
      this.#trouble = answer.ok ? '' : answer.sentence
      if (!answer.ok) return
      this.#version = answer.body.version
      this.#learn(answer.body.people)
      this.#take(answer.body.records)
      this.#isRead = true
    } while (answered !== this.#asks)
  }

  async #keep(asked: Promise<Answer<PlanRecord>>): Promise<string | undefined> {
    const answer = await asked
    if (answer.ok) {
      this.#take([answer.body])
      return undefined
    }
    // Somebody was first: what they said is shown beside the form, and the next try builds on it.
    if (answer.code === 'changed-meanwhile') await this.refresh()
    return answer.code === 'unavailable' ? needsSignal : answer.sentence
  }

  #take(records: readonly PlanRecord[]): void {
    if (records.length === 0) return
    const next = new Map(this.#records)
    for (const record of records) {
      const known = next.get(record.id)
      // An answer on a slow line may come behind the news of what came after it.
      if (!known || known.version <= record.version) next.set(record.id, record)
    }
    this.#records = next
  }

  #learn(people: readonly RecordPerson[]): void {
    this.#people = new Map([...this.#people, ...people.map((person) => [person.id, person] as const)])
  }
}
