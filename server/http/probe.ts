const restMs = 1000

/** Asks whether writes reach the disk, at most once a second however many ask: each answer costs an fsync. */
export class Probe {
  readonly #write: () => Promise<void>
  readonly #now: () => number
  #latest: { at: number; outcome: Promise<unknown> } | undefined

  constructor(write: () => Promise<void>, now: () => number) {
    this.#write = write
    this.#now = now
  }

  /** True, or what went wrong. */
  async ask(): Promise<unknown> {
    const latest = this.#latest
    if (latest && this.#now() >= latest.at && this.#now() - latest.at < restMs) return latest.outcome
    const outcome = this.#write().then(
      () => true,
      (error: unknown) => error ?? new Error('the write probe failed')
    )
    this.#latest = { at: this.#now(), outcome }
    return outcome
  }
}
