import type { PersonId, PlanId } from '../../shared/ids.ts'
import type { Author, NewRecord, Owner, SignedUpdate, Store } from './store.ts'

/** One store under test, on data of its own. */
export type Scene = {
  store: Store
  /** Closes the store and opens the same data anew. */
  again(): Promise<Store>
  /** A second store on the same data, while the first is open, as another process has it. */
  beside(): Promise<Store>
  /** Closes everything and removes the data. */
  end(): Promise<void>
}

export const planA = 'plan-a' as PlanId
export const planB = 'plan-b' as PlanId
export const priya = 'p-priya' as PersonId
export const marcus = 'p-marcus' as PersonId
export const byPriya: Author = { speaker: priya, typist: priya, group: 'health' }
export const forMarcus: Author = { speaker: marcus, typist: priya, group: 'parents' }

export const said = (words: string, author: Author = byPriya): SignedUpdate => ({
  author,
  update: new TextEncoder().encode(words)
})
/** A differing view of parents, as somebody says it at 1. */
export const viewBy = (id: string, by: PersonId, words = 'Too slow.', about = 'priorities/i1'): NewRecord => ({
  id,
  kind: 'view',
  about,
  data: { words, source: '', held: 'group' },
  by,
  group: 'parents',
  at: 1
})
export const owns = (client: number, author: Author = byPriya): Owner => ({ ...author, client, via: 'live' })
