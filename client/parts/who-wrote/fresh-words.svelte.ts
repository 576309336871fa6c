import { untrack } from 'svelte'
import type { FieldPath } from '../../../shared/plan/schema.ts'
import { Tints, type TintRun } from '../../editor/tints.ts'
import { choices } from '../../state/choices.svelte.ts'
import type { PlanState } from '../../state/plan.svelte.ts'

/** The group whose tint a letter gets as it arrives: never one's own letters, nor those one typed for somebody. */
export const tintOf = (plan: PlanState) => (client: number) => {
  const author = plan.authors.ofClient(client)
  if (!author || plan.isMine({ by: author.person, typist: plan.typistOf(client) })) return undefined
  return author.group
}

/** What others wrote a moment ago in a text that is only read here. */
export class FreshWords {
  #runs: readonly TintRun[] = $state.raw([])
  #tints: Tints | undefined
  #text: unknown
  #timer: ReturnType<typeof setTimeout> | undefined

  get runs(): readonly TintRun[] {
    return this.#runs
  }

  /** The text may have changed. The first look only remembers what it says. */
  look(plan: PlanState, path: FieldPath): void {
    untrack(() => {
      const text = plan.text(path)
      if (this.#text === text && this.#tints) {
        this.#tints.look()
        this.#draw()
        return
      }
      this.#text = text
      this.#tints = text && new Tints(text, { groupOf: tintOf(plan), now: Date.now, isCalm: () => choices.lessMotion })
    })
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #draw(): void {
    clearTimeout(this.#timer)
    const runs = this.#tints?.runs() ?? []
    if (runs.length > 0 || this.#runs.length > 0) this.#runs = runs
    const nextMs = this.#tints?.nextMs()
    if (nextMs !== undefined) this.#timer = setTimeout(() => this.#draw(), nextMs)
  }
}
