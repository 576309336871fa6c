import { parseMention } from '../../shared/plan/records.ts'
import type { Draft, Named } from './commenting.svelte.ts'
import { keepDraft, keptDraft, type DraftPlace } from './kept-drafts.ts'
import type { PlanState } from './plan.svelte.ts'

/** Where the words of a comment that is not posted yet are kept. `what`: what it is about, or which reply it is. */
export const commentPlace = (plan: PlanState, what: string): DraftPlace => ({
  person: plan.me?.id ?? '',
  plan: plan.id,
  what: `comment ${what}`
})

/** Undefined, or a draft without words: nothing is kept any more. */
export const keepComment = (place: DraftPlace, draft: Draft | undefined): void =>
  keepDraft(place, draft && draft.words.trim() !== '' ? { words: draft.words, named: [...draft.named] } : undefined)

const namedFrom = (kept: unknown): Named[] => {
  if (typeof kept !== 'object' || kept === null || !('name' in kept) || !('mention' in kept)) return []
  const mention = parseMention(kept.mention)
  return mention && typeof kept.name === 'string' ? [{ name: kept.name, mention }] : []
}

/** What was kept of one on this device, perhaps by another version of this page; undefined when it says nothing. */
export const keptComment = async (place: DraftPlace): Promise<Draft | undefined> => {
  const kept = await keptDraft(place)
  if (typeof kept !== 'object' || kept === null || !('words' in kept) || typeof kept.words !== 'string')
    return undefined
  const named: unknown[] = 'named' in kept && Array.isArray(kept.named) ? kept.named : []
  return { words: kept.words, named: named.flatMap(namedFrom) }
}
