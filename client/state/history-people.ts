import type { PersonNamed, Who } from '../../shared/authorship/history.ts'
import type { AuthorStyle } from './authors.ts'
import type { PlanState } from './plan.svelte.ts'

type Known = Pick<PlanState, 'authors' | 'me'>

/** Whoever history speaks of, also people who are no longer in the plan: drawn as they are on every other screen. */
export class HistoryPeople {
  readonly #plan: () => Known
  readonly #names = new Map<string, string>()

  constructor(plan: () => Known) {
    this.#plan = plan
  }

  learn(people: readonly PersonNamed[]): void {
    for (const { id, name } of people) this.#names.set(id, name)
  }

  style({ speaker, group }: Who): AuthorStyle {
    const style = this.#plan().authors.of(speaker, group)
    const name = this.#names.get(speaker)
    return name === undefined ? style : { ...style, name }
  }

  /** "Priya Shah"; "You"; "Rosa, typed by Helen Price". */
  name({ speaker, typist }: Who): string {
    const said = this.#one(speaker)
    return typist === speaker ? said : `${said}, typed by ${this.#one(typist)}`
  }

  #one(person: string): string {
    return this.#plan().me?.id === person ? 'You' : (this.#names.get(person) ?? 'Someone')
  }
}
