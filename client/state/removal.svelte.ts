import type { PlanState } from './plan.svelte.ts'

/** Letters by id, as the document numbers them. */
type Letters = { client: number; clock: number; length: number }
/** What is to be removed by law, and how it reads to whoever decides it. */
export type Removal = { words: string } & (
  | { what: 'letters'; ids: readonly Letters[]; links: readonly string[] }
  | { what: 'value'; at: string; key: string }
  | { what: 'record'; record: string }
)

/** What somebody has asked to remove for good and has not yet decided; one thing at a time. */
class Removing {
  #asked: { plan: PlanState; removal: Removal } | null = $state.raw(null)

  get asked(): { plan: PlanState; removal: Removal } | null {
    return this.#asked
  }
  ask(plan: PlanState, removal: Removal): void {
    this.#asked = { plan, removal }
  }
  close(): void {
    this.#asked = null
  }
}

export const removal = new Removing()
