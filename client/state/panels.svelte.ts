import type { PlanState } from './plan.svelte.ts'

export type PanelName = 'display' | 'shortcuts' | 'activity' | 'people' | 'speak-for'

/** What is open over the page, and the plan the page is in: what the bar, the menu and the commands share. */
class Panels {
  #open: PanelName | null = $state(null)
  #plan: PlanState | null = $state.raw(null)
  #problem = $state('')

  get open(): PanelName | null {
    return this.#open
  }
  show(name: PanelName): void {
    this.#open = name
  }
  close(): void {
    this.#open = null
  }

  /** Why signing out did not work; empty when there is nothing to say. */
  get problem(): string {
    return this.#problem
  }
  tell(sentence: string): void {
    this.#problem = sentence
  }

  /** The plan one is in; null on pages outside of any. */
  get plan(): PlanState | null {
    return this.#plan
  }
  /** Called by the frame of a plan while it is on screen; the returned function ends it. */
  enter(plan: PlanState): () => void {
    this.#plan = plan
    return () => {
      if (this.#plan === plan) this.#plan = null
    }
  }
}

export const panels = new Panels()
