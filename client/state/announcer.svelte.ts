/**
 * What a screen reader is told next, in the page's one status region: own actions at once, other
 * people's work only when quiet.ts lets it through.
 */
class Announcer {
  #message = $state('')
  #turn = $state(0)
  #last = ''
  readonly #listeners = new Set<() => void>()

  get message(): string {
    return this.#message
  }
  get turn(): number {
    return this.#turn
  }

  /** Something of one's own. */
  say(sentence: string): void {
    this.#put(sentence)
    for (const listener of this.#listeners) listener()
  }

  /** Somebody else's work. */
  tell(sentence: string): void {
    this.#put(sentence)
  }

  /** The last message once more. */
  repeat(): void {
    const last = this.#last
    this.say(last || 'There is no message to repeat.')
    this.#last = last
  }

  /** Hears of each message of one's own, so that nothing talks over it; returns the end of it. */
  onOwn(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(sentence: string): void {
    this.#message = sentence
    this.#last = sentence
    this.#turn += 1
  }
}

export const announcer = new Announcer()
