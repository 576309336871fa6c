import { readDeviceDraft, writeDeviceDraft } from '../sync/device-drafts.ts'
import { deviceOwner, whenForgotten } from './device.ts'

/** What somebody is filling in: in which plan, and what it is, such as an answer to one version. */
export type DraftPlace = { person: string; plan: string; what: string }

/** Letters that come within this time are written together. */
const afterMs = 300

type Kept = { place: DraftPlace; draft: unknown; timer: ReturnType<typeof setTimeout> | undefined }
const kept = new Map<string, Kept>()
let last: Promise<void> = Promise.resolve()

const keyOf = ({ person, plan, what }: DraftPlace): string => JSON.stringify([person, plan, what])
/** On a device somebody called their own; on any other nothing outlives the page. */
const isOwn = ({ person }: DraftPlace): boolean =>
  person !== '' && deviceOwner() === person && 'indexedDB' in window && 'locks' in navigator

const write = (one: Kept): void => {
  clearTimeout(one.timer)
  one.timer = undefined
  const { place, draft } = one
  last = last
    .then(() => (isOwn(place) ? writeDeviceDraft(place.person, place.plan, place.what, draft) : undefined))
    // A browser that keeps nothing for pages: the words stay as long as the page does.
    .catch(() => undefined)
}

/** Keeps it while the page is left, and on the person's own device also when it is closed; undefined: nothing. */
export const keepDraft = (place: DraftPlace, draft: unknown): void => {
  const key = keyOf(place)
  const known = kept.get(key)
  const one: Kept = known ?? { place, draft, timer: undefined }
  one.draft = draft
  kept.set(key, one)
  if (draft === undefined) write(one)
  else one.timer ??= setTimeout(() => write(one), afterMs)
}

/** What was filled in before; undefined where nothing was. */
export const keptDraft = async (place: DraftPlace): Promise<unknown> => {
  const known = kept.get(keyOf(place))
  if (known) return known.draft
  if (!isOwn(place)) return undefined
  const draft = await readDeviceDraft(place.person, place.plan, place.what).catch(() => undefined)
  // Typed meanwhile: that is newer.
  const since = kept.get(keyOf(place))
  if (since) return since.draft
  if (draft !== undefined) kept.set(keyOf(place), { place, draft, timer: undefined })
  return draft
}

// The device has let go of them; what is in memory goes with them.
whenForgotten((but) => {
  for (const [key, { place, timer }] of kept) {
    if (place.person === but) continue
    clearTimeout(timer)
    kept.delete(key)
  }
})

/** The page goes out of view, perhaps for good. */
const flush = (): void => {
  for (const one of kept.values()) if (one.timer !== undefined) write(one)
}
if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush())
  addEventListener('pagehide', flush)
}
