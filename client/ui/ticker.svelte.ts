import { createSubscriber } from 'svelte/reactivity'

/** The time, told again every `everyMs` while anyone on screen reads it. */
export class Ticker {
  #subscribe: () => void

  constructor(everyMs: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs)
      return () => clearInterval(timer)
    })
  }

  get nowMs(): number {
    this.#subscribe()
    return Date.now()
  }
}

export const minute = new Ticker(15_000)
