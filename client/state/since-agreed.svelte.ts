import { untrack } from 'svelte'
import type { HistoryComparison } from '../../shared/authorship/history.ts'
import { limits } from '../../shared/limits.ts'
import { netChanges, type NetChange, type PlacedRecordChange } from '../../shared/versions/since.ts'
import { api } from './api.ts'
import { besideDoor } from './beside-door.ts'
import type { PlanState } from './plan.svelte.ts'
import type { ShownVersion } from './versions-door.ts'

/** Later than any commit: a comparison up to now. */
export const untilNow = '999999999999999'
/** What others write is compared so long after it came; again no sooner than that, however many look on. */
const lookAfterMs = 1_500
const lookEveryMs = 15_000

/**
 * `comparison` null: nobody has changed the words since, so nothing was compared. `records`: what stands beside them
 * and says something else; `nameOf`: who did that.
 */
export type Since = {
  changes: NetChange[]
  comparison: HistoryComparison | null
  records: PlacedRecordChange[]
  nameOf: (person: string) => string
}
type Words = Pick<Since, 'changes' | 'comparison'>
type Beside = { news: number; records: ReadonlyMap<number, PlacedRecordChange[]>; nameOf: Since['nameOf'] }
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
  const hasLeft = (): boolean => isLeft
  let lookedMs = -Infinity

  let beside: Beside | undefined

  /** Of every version at once, and only when some record has changed; what was found before stays when it fails. */
  const lookBeside = async (): Promise<void> => {
    const { id, news, me } = untrack(plan)
    if (beside?.news === news.records) return
    const answer = await besideDoor(id).since()
    if (!answer.ok) return
    const names = new Map(answer.body.people.map((person) => [person.id, person.name]))
    beside = {
      news: news.records,
      records: new Map(answer.body.since.map(({ version, changes }) => [version, changes])),
      nameOf: (person) => (person === me?.id ? 'You' : (names.get(person) ?? 'Someone'))
    }
  }
  const sinceOf = async ({ scope, seq, at }: Kept): Promise<Words | undefined> => {
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
    // Read before anything is waited for: whoever has left the screen has left what it asked for.
    const versions = untrack(wanted)
    await lookBeside()
    for (const version of versions) {
      if (hasLeft()) return
      const words = await sinceOf(version)
      if (hasLeft()) return
      if (!words || !beside) continue
      const { records, nameOf } = beside
      found = new Map([...found, [version.number, { ...words, records: records.get(version.number) ?? [], nameOf }]])
    }
  }
  $effect(() => {
    const { link, lastChanges, mayLookBack, news } = plan()
    void lastChanges.size
    void news.records
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

/** How many changes there are, of all or of one priority: of the words, and of what stands beside them. */
export const countSince = ({ changes, records }: Since, priority?: string): number => {
  const isMeant = (each: { priority: string | null }): boolean => priority === undefined || each.priority === priority
  return changes.filter(isMeant).length + records.filter(isMeant).length
}

/** "1 change since agreed", in the number that is right. */
export const sinceWords = (count: number): string =>
  count === 1 ? '1 change since agreed' : `${count} changes since agreed`
