import type { DeviceCopy, KeptPlan } from './device-copy.ts'

/** A copy is written when nothing has changed for so long, and never later than so long after a change. */
const copyQuietMs = 3_000
const copyLatestMs = 30_000
/** Unsent words are written this soon: one write for the letters of a word. */
const unsentAfterMs = 300

type Plan = {
  /** The plan as the board has it; undefined while something here is not kept there, or nothing is here. */
  kept(): KeptPlan | undefined
  unsent(): readonly Uint8Array[]
  /** Who it is typed for; undefined for oneself. */
  speaker(): string | undefined
}

/** Decides when a device writes: words that wait soon, the copy when it is quiet, both when the page goes out of view. */
export class DeviceKeeper {
  readonly #device: DeviceCopy
  readonly #plan: Plan
  readonly #told: () => void
  #unsentTimer: ReturnType<typeof setTimeout> | undefined
  #copyTimer: ReturnType<typeof setTimeout> | undefined
  #copyDueMs = 0
  #copyWanted = false
  #changes = 0
  #writtenChanges = 0
  #holdsUnsent: boolean
  #last: Promise<boolean> = Promise.resolve(true)

  /** `told` hears when `isSafe` may have changed; `holdsUnsent`: unsent words of an earlier page are there already. */
  constructor(device: DeviceCopy, plan: Plan, holdsUnsent: boolean, told: () => void) {
    this.#device = device
    this.#plan = plan
    this.#holdsUnsent = holdsUnsent
    this.#told = told
  }

  /** Whether everything that has not been sent is on this device too. */
  get isSafe(): boolean {
    return this.#writtenChanges === this.#changes
  }

  /** Something was written here, or the board has kept some of it. */
  unsentChanged(): void {
    const waiting = this.#plan.unsent().length > 0
    if (!waiting && !this.#holdsUnsent) return
    this.#changes++
    this.#unsentTimer ??= setTimeout(() => void this.flushUnsent(), unsentAfterMs)
  }

  /** The document changed, for whatever reason. `nowMs` is a clock in milliseconds. */
  planChanged(nowMs: number): void {
    if (!this.#copyWanted) this.#copyDueMs = nowMs + copyLatestMs
    this.#copyWanted = true
    clearTimeout(this.#copyTimer)
    this.#copyTimer = setTimeout(
      () => void this.#flushCopy(),
      Math.max(0, Math.min(copyQuietMs, this.#copyDueMs - nowMs))
    )
  }

  /** Writes what waits now; resolves once it is written, or cannot be. */
  flushUnsent(): Promise<boolean> {
    clearTimeout(this.#unsentTimer)
    this.#unsentTimer = undefined
    this.#last = this.#last.then(() => this.#writeUnsent())
    return this.#last
  }

  /** The page goes out of view, perhaps for good. */
  flush(): void {
    if (!this.isSafe) void this.flushUnsent()
    if (this.#copyWanted) void this.#flushCopy()
  }

  stop(): void {
    clearTimeout(this.#unsentTimer)
    clearTimeout(this.#copyTimer)
  }

  async #writeUnsent(): Promise<boolean> {
    const changes = this.#changes
    const updates = this.#plan.unsent()
    const written = await this.#device.keepUnsent(updates, this.#plan.speaker())
    if (written) {
      this.#writtenChanges = changes
      this.#holdsUnsent = updates.length > 0
    }
    this.#told()
    return written
  }

  async #flushCopy(): Promise<void> {
    const kept = this.#plan.kept()
    // Something waits to be kept by the board: its acknowledgement is a change that asks again.
    if (!kept) return
    this.#copyWanted = false
    clearTimeout(this.#copyTimer)
    await this.#device.keepCopy(kept)
  }
}
