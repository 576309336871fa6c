import type { Thread } from '../../shared/plan/threads.ts'

const keyOf = (plan: string, person: string): string => `board.heard.${plan}.${person}`

/** Up to when this person has seen, on this device, what became of their comments. */
export const heardUpTo = (plan: string, person: string): number => {
  try {
    return Number(localStorage.getItem(keyOf(plan, person)) ?? 0) || 0
  } catch {
    // A browser that keeps nothing for pages: what is new is new on every visit.
    return 0
  }
}

export const noteHeard = (plan: string, person: string, upTo: number): void => {
  try {
    localStorage.setItem(keyOf(plan, person), String(upTo))
  } catch {
    // The same browser: it is put away until the page is opened again.
    return
  }
}

/** When the last thing was said in these threads. */
export const newestIn = (threads: readonly Thread[]): number =>
  Math.max(
    0,
    ...threads.flatMap(({ comment, answers, fate }) =>
      [comment, ...answers, ...(fate ? [fate] : [])].map(({ at }) => at)
    )
  )
