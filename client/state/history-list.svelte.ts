import type { HistoryChange } from '../../shared/authorship/history.ts'
import type { Seq } from '../../shared/ids.ts'
import type { HistoryDoor } from './history-door.ts'
import type { HistoryPeople } from './history-people.ts'

type Parts = { in: string; door: HistoryDoor; people: HistoryPeople }

const pageSize = 30

/** The changes of a plan or one priority, newest first, a page at a time. */
export class HistoryList {
  readonly #parts: Parts
  #changes: readonly HistoryChange[] = $state.raw([])
  #next: Seq | null = $state(null)
  #trouble = $state('')
  #isRead = $state(false)
  /** Where the list begins; undefined at the latest change. */
  #from: Seq | undefined = $state()
  #turn = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get changes(): readonly HistoryChange[] {
    return this.#changes
  }
  get isRead(): boolean {
    return this.#isRead
  }
  get trouble(): string {
    return this.#trouble
  }
  get hasEarlier(): boolean {
    return this.#next !== null
  }
  get hasLater(): boolean {
    return this.#from !== undefined
  }

  /** Reads the list anew from its beginning; what had been read beyond its first page is read again when asked for. */
  async refresh(): Promise<void> {
    await this.#read(this.#from)
  }
  async latest(): Promise<void> {
    await this.#read(undefined)
  }

  /** Brings a moment into the list: one that lies beyond what is listed begins a list of its own. */
  async reach(seq: Seq): Promise<void> {
    const [first, last] = [this.#changes[0], this.#changes.at(-1)]
    if (!first || !last || !this.#isRead) return
    const isBefore = this.#next !== null && seq < last.seq
    const isAfter = this.#from !== undefined && seq > first.seq
    if (isBefore || isAfter) await this.#read(seq)
  }

  async more(): Promise<void> {
    if (this.#next === null) return
    const turn = ++this.#turn
    const query = { in: this.#parts.in, to: String(this.#next), max: String(pageSize) }
    const answer = await this.#parts.door.changes(query)
    if (turn !== this.#turn) return
    this.#trouble = answer.ok ? '' : answer.sentence
    if (!answer.ok) return
    this.#parts.people.learn(answer.body.people)
    this.#changes = [...this.#changes, ...answer.body.changes]
    this.#next = answer.body.next
  }

  async #read(from: Seq | undefined): Promise<void> {
    const turn = ++this.#turn
    const to = from === undefined ? {} : { to: String(from) }
    const answer = await this.#parts.door.changes({ in: this.#parts.in, ...to, max: String(pageSize) })
    if (turn !== this.#turn) return
    this.#trouble = answer.ok ? '' : answer.sentence
    if (!answer.ok) return
    this.#parts.people.learn(answer.body.people)
    this.#changes = answer.body.changes
    this.#next = answer.body.next
    this.#from = from
    this.#isRead = true
  }
}
