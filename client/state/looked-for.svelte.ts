/** Words looked for in a plan's actions: kept while the page is open and nowhere else, because they can be anything. */
class LookedFor {
  #plan = $state('')
  #words = $state('')

  wordsIn(plan: string): string {
    return this.#plan === plan ? this.#words : ''
  }
  lookFor(plan: string, words: string): void {
    this.#plan = plan
    this.#words = words
  }
}

export const lookedFor = new LookedFor()
