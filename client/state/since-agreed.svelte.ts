import { untrack } from 'svelte'
import type { HistoryComparison } from '../../shared/authorship/history.ts'
import { limits } from '../../shared/limits.ts'
import { netChanges, type NetChange } from '../../shared/versions/since.ts'
import { api } from './api.ts'
import type { PlanState } from './plan.svelte.ts'
import type { ShownVersion } from './versions-door.ts'

/** Later than any commit: a comparison up to now. */
export const untilNow = '999999999999999'
/** What others write is compared so long after it came; again no sooner than that, however many look on. */
const lookAfterMs = 1_500
const lookEveryMs = 15_000

/** `comparison` null: nobody has changed anything since, so nothing was compared. */
export type Since = { changes: NetChange[]; comparison: HistoryComparison | null }
type Kept = Pick<ShownVersion, 'number' | 'scope' | 'seq' | 'at'>

/**
 * What has changed in the draft since each of these versions was frozen, current while a screen shows it. Nothing is
 * known yet, or ever for whoever may not look back, where a version has no answer.
 */
export const useSince = (
  plan: () => PlanState,
  wanted: () => readonly Kept[]
): { of(version: Pick<Kept, 'number'>): Since | undefined } => {
  let found: ReadonlyMap<number, Since> = $state.raw(new Map())
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLeft = false
  let lookedMs = -Infinity

  const sinceOf = async ({ scope, seq, at }: Kept): Promise<Since | undefined> => {
    const { id, lastChanges } = untrack(plan)
    // Words may be frozen that stood a few minutes before.
    const from = at - limits.freezeMinutes * 60_000
    if (![...untrack(() => lastChanges.values())].some((change) => change.at > from))
      return { changes: [], comparison: null }
    const answer = await api.history(id).compare({ in: scope ?? '', from: String(seq), to: untilNow })
    return answer.ok ? { changes: netChanges(answer.body, false), comparison: answer.body } : undefined
  }
  /** One after the other: a plan with many versions asks for one comparison at a time. */
  const look = async (): Promise<void> => {
    lookedMs = performance.now()
    for (const version of untrack(wanted)) {
      const since = await sinceOf(version)
      if (isLeft) return
      if (since) found = new Map([...found, [version.number, since]])
    }
  }
  $effect(() => {
    const { link, lastChanges, mayLookBack } = plan()
    void lastChanges.size
    const isNew = wanted().some(({ number }) => !untrack(() => found.has(number)))
    if (link.at !== 'live' || !mayLookBack || wanted().length === 0) return
    timer ??= setTimeout(
      () => {
        timer = undefined
        void look()
      },
      isNew ? 0 : Math.max(lookAfterMs, lookedMs + lookEveryMs - performance.now())
    )
  })
  $effect(() => () => {
    isLeft = true
    clearTimeout(timer)
  })
  return { of: ({ number }) => found.get(number) }
}

/** "1 change since agreed", in the number that is right. */
export const sinceWords = (count: number): string =>
  count === 1 ? '1 change since agreed' : `${count} changes since agreed`
