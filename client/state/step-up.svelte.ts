import type { Answer } from './api.ts'

/** What must not be done from a session that somebody left open: done once they have shown again that it is them. */
export class StepUp {
  #decide: ((isShown: boolean) => void) | undefined = $state.raw()

  get isAsking(): boolean {
    return this.#decide !== undefined
  }

  /**
   * Does it; where the board wants a fresh code first, waits until one was given and does it then.
   * @returns undefined when the person closed the sheet: nothing was done, and nothing they typed is gone
   */
  async run<T>(call: () => Promise<Answer<T>>): Promise<Answer<T> | undefined> {
    const answer = await call()
    if (answer.ok || answer.code !== 'code-needed') return answer
    const isShown = await new Promise<boolean>((done) => (this.#decide = done))
    this.#decide = undefined
    return isShown ? this.run(call) : undefined
  }

  close(isShown: boolean): void {
    this.#decide?.(isShown)
  }
}
