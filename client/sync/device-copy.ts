import * as decoding from 'lib0/decoding'
import * as v from 'valibot'
import * as Y from 'yjs'
import { plainRepeat } from '../../shared/authorship/repeats.ts'
import type { Seq } from '../../shared/ids.ts'
import { encodeServerMessage, readServerMessage, type Welcome, type WireMe } from '../../shared/wire/messages.ts'

import type { LinkFace } from './link-face.ts'

/** What a device keeps, by person and plan. Every call may fail: a browser may keep nothing, or stop doing so. */
export interface DeviceStore {
  /** The copy as it was written, and the unsent changes of each page of this person. */
  read(person: string, plan: string): Promise<{ copy: unknown; unsent: unknown[] }>
  writeCopy(person: string, plan: string, copy: unknown): Promise<void>
  /** Replaces what this page has not sent (undefined: nothing) and forgets the pages it took over, in one step. */
  writeUnsent(person: string, plan: string, page: string, changes: unknown, adopted: readonly string[]): Promise<void>
  forgetCopy(person: string, plan: string): Promise<void>
  forgetPlan(person: string, plan: string): Promise<void>
  /** Says that this page is open, until the returned function is called. */
  stay(page: string): () => void
  /** Pages that are open now, in any window of this device. */
  open(): Promise<ReadonlySet<string>>
}

/** A plan as this device keeps it: only what the board keeps too. */
export type KeptPlan = { welcome: Welcome; state: Uint8Array }

/** What the link has of a plan that the board keeps whole up to `head`. */
export const keptOf = (
  doc: Y.Doc,
  { lead, people, owners, repeats, fields, news, references }: LinkFace,
  me: WireMe,
  head: Seq,
  welcome: Welcome
): KeptPlan => {
  const known = {
    people: [...people.values()],
    owners: [...owners.values()],
    repeats: repeats.all().map(plainRepeat),
    fields: [...fields.values()],
    references: [...references]
  }
  return { welcome: { ...welcome, ...known, head, me, lead, news }, state: Y.encodeStateAsUpdate(doc) }
}

const version = 1
const copyShape = v.object({
  version: v.literal(version),
  welcome: v.instance(Uint8Array),
  state: v.instance(Uint8Array)
})
/** `speaker`: who they were typed for; absent for oneself. */
const unsentShape = v.object({
  page: v.string(),
  speaker: v.exactOptional(v.string()),
  updates: v.array(v.instance(Uint8Array))
})

const readWelcome = (bytes: Uint8Array): Welcome | undefined => {
  try {
    const decoder = decoding.createDecoder(bytes)
    const message = readServerMessage(decoding.readVarUint(decoder), decoder)
    return message.type === 'welcome' ? message.welcome : undefined
  } catch {
    // Written by another version of this page, or cut short: the plan then opens from the board.
    return undefined
  }
}

type DeviceParts = {
  store: DeviceStore
  person: string
  plan: string
  /** Name of this page, which no other page has. */
  page: string
  /** Asked before every write: the person may have signed out in another window meanwhile. */
  mayKeep(): boolean
}

/**
 * What one person's own device keeps of one plan, and of the changes in it that have not been sent.
 * Nothing here throws: what cannot be read or written is as if there were no device.
 */
export class DeviceCopy {
  readonly page: string
  readonly #parts: DeviceParts
  #adopted: string[] = []
  #leave: (() => void) | undefined
  #over = false

  constructor(parts: DeviceParts) {
    this.page = parts.page
    this.#parts = parts
  }

  /** The copy, and unsent changes of pages that are no longer open, each under the ids they were written with. */
  async load(): Promise<{ kept: KeptPlan | undefined; unsent: Uint8Array[]; speaker: string | undefined } | undefined> {
    const { store, person, plan } = this.#parts
    if (!this.#mayKeep()) return undefined
    try {
      this.#leave = store.stay(this.page)
      const open = await store.open()
      const found = await store.read(person, plan)
      if (!this.#mayKeep()) return undefined
      const copy = v.safeParse(copyShape, found.copy)
      const welcome = copy.success ? readWelcome(copy.output.welcome) : undefined
      const left = found.unsent
        .map((record) => v.safeParse(unsentShape, record))
        .flatMap((record) => (record.success && !open.has(record.output.page) ? [record.output] : []))
      // Words typed for somebody go out as theirs alone: of several, one's own come first, the others next time.
      const speaker = left.some((record) => record.speaker === undefined) ? undefined : left[0]?.speaker
      const taken = left.filter((record) => record.speaker === speaker)
      this.#adopted = taken.map(({ page }) => page)
      const kept = copy.success && welcome?.me.id === person ? { welcome, state: copy.output.state } : undefined
      return { kept, unsent: taken.flatMap(({ updates }) => updates), speaker }
    } catch {
      // A browser that keeps nothing for pages, or no longer does.
      return undefined
    }
  }

  async keepCopy({ welcome, state }: KeptPlan): Promise<boolean> {
    const { store, person, plan } = this.#parts
    const copy = { version, state, welcome: encodeServerMessage({ type: 'welcome', welcome }) }
    return await this.#write(() => store.writeCopy(person, plan, copy))
  }

  /** @returns whether these changes, and no others, are now kept as not sent yet. */
  async keepUnsent(updates: readonly Uint8Array[], speaker: string | undefined): Promise<boolean> {
    const { store, person, plan, page } = this.#parts
    const changes = updates.length > 0 ? { page, updates, ...(speaker !== undefined && { speaker }) } : undefined
    return await this.#write(() => store.writeUnsent(person, plan, page, changes, this.#adopted))
  }

  /** The copy alone goes: this person's unsent words wait for them to sign in again. */
  async forgetCopy(): Promise<boolean> {
    const { store, person, plan } = this.#parts
    return await this.#quietly(() => store.forgetCopy(person, plan))
  }

  /** Everything of this plan goes, and nothing more is kept. */
  async forget(): Promise<boolean> {
    const { store, person, plan } = this.#parts
    this.#over = true
    return await this.#quietly(() => store.forgetPlan(person, plan))
  }

  /** Whether this device still keeps things for this person: they may have signed out in another window. */
  get isKeeping(): boolean {
    return this.#mayKeep()
  }

  close(): void {
    this.#leave?.()
    this.#leave = undefined
  }

  #mayKeep(): boolean {
    return !this.#over && this.#parts.mayKeep()
  }

  async #write(write: () => Promise<void>): Promise<boolean> {
    return this.#mayKeep() ? await this.#quietly(write) : false
  }

  async #quietly(write: () => Promise<void>): Promise<boolean> {
    try {
      await write()
      return true
    } catch {
      // Full, or switched off: what the page says of the device follows from the answer.
      return false
    }
  }
}
