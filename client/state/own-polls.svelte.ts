import { untrack } from 'svelte'
import type { ShownPoll } from '../../shared/versions/poll.ts'
import { besideDoor, type BesideDoor } from './beside-door.ts'
import type { PlanState } from './plan.svelte.ts'

export type OwnPollsState = {
  readonly door: BesideDoor
  readonly all: readonly ShownPoll[]
  of(version: number): ShownPoll | undefined
  nameOf(person: string): string
  refresh(): Promise<void>
}

/** What one's own group is asked by its voices, while a screen shows it: read anew at any news. */
export const useOwnPolls = (plan: () => PlanState): OwnPollsState => {
  const door = besideDoor(untrack(plan).id)
  let all: readonly ShownPoll[] = $state.raw([])
  let names: ReadonlyMap<string, string> = $state.raw(new Map())
  let asked = 0
  let shown = 0
  const refresh = async (): Promise<void> => {
    const turn = ++asked
    const answer = await door.polls()
    if (!answer.ok || turn < shown) return
    shown = turn
    all = answer.body.polls
    names = new Map(answer.body.people.map(({ id, name }) => [id, name]))
  }
  $effect(() => {
    const { link, news } = plan()
    void [news.records, news.people]
    if (link.at === 'live') untrack(() => void refresh())
  })
  return {
    door,
    get all() {
      return all
    },
    of: (version) => all.find((poll) => poll.version === version),
    nameOf: (person) => names.get(person) ?? 'Someone',
    refresh
  }
}
