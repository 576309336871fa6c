/** What a screen reader is told next. Own actions at once; other people's work is never announced from here. */
class Announcer {
  #message = $state('')
  #turn = $state(0)

  get message(): string {
    return this.#message
  }
  get turn(): number {
    return this.#turn
  }

  say(sentence: string): void {
    this.#message = sentence
    this.#turn += 1
  }
}

export const announcer = new Announcer()
