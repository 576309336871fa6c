import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import { ask, type Answer } from './api.ts'
import type { Removal } from './removal.svelte.ts'

const board = hc<App>('/').api

/** The same as the board takes it. */
const partsOf = (removal: Removal) => {
  switch (removal.what) {
    case 'letters':
      return { ids: [...removal.ids], links: [...removal.links] }
    case 'value':
      return { values: [{ at: removal.at, key: removal.key }] }
    case 'record':
      return { record: removal.record }
    default: {
      const missed: never = removal
      throw new Error('an unknown kind of removal', { cause: missed })
    }
  }
}

/** Removes something for good. Not in `api`: it is fetched with the sheet that asks for it. */
export const removeForGood = (plan: string, removal: Removal, why: string): Promise<Answer<true>> =>
  ask(
    () => board.plans[':plan'].redactions.$post({ param: { plan }, json: { ...partsOf(removal), why } }),
    () => true as const
  )
