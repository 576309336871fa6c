import type { LinkState } from '../sync/plan-link.ts'
import { clockTime } from './dates.ts'

/** What the strip under the top bar says about the signal. `most` is the most changes that waited at once. */
export type Signal =
  | { at: 'fine' }
  | { at: 'away'; most: number }
  | { at: 'sending'; most: number }
  | { at: 'back'; sent: number; sinceMs: number }

export const backShownMs = 6_000
export const savingAfterMs = 1_000
/** A change of signal is said aloud when it has lasted this long. */
export const signalStableMs = 5_000

/** The strip after one look at the link; call it on every event and when `backShownMs` have passed. */
export const nextSignal = (signal: Signal, link: LinkState['at'], waiting: number, nowMs: number): Signal => {
  if (link === 'ended') return { at: 'fine' }
  const most = signal.at === 'away' || signal.at === 'sending' ? Math.max(signal.most, waiting) : waiting
  if (link === 'away') return { at: 'away', most }
  switch (signal.at) {
    case 'fine':
      return signal
    case 'away':
    case 'sending':
      if (link === 'opening') return { at: 'away', most }
      return waiting > 0 ? { at: 'sending', most } : { at: 'back', sent: most, sinceMs: nowMs }
    case 'back':
      return nowMs - signal.sinceMs >= backShownMs ? { at: 'fine' } : signal
    default: {
      const missed: never = signal
      throw new Error(`unhandled signal ${String(missed)}`)
    }
  }
}

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`)

/** The strip's words: the strong part first. Nothing to say is undefined. */
export const signalWords = (signal: Signal, waiting: number): { strong: string; rest: string } | undefined => {
  switch (signal.at) {
    case 'fine':
      return undefined
    case 'away':
      return {
        strong: 'No signal. Keep this page open.',
        rest:
          waiting === 0
            ? 'You can carry on writing. Your words will be sent when the signal is back.'
            : `${changes(waiting)} ${waiting === 1 ? 'has' : 'have'} not been sent yet.`
      }
    case 'sending':
      return { strong: 'Back.', rest: `Sending ${changes(waiting)}. Keep this page open.` }
    case 'back':
      return { strong: 'Back.', rest: signal.sent === 0 ? '' : `${changes(signal.sent)} sent.` }
    default: {
      const missed: never = signal
      throw new Error(`unhandled signal ${String(missed)}`)
    }
  }
}

export type Saving = { waiting: number; waitingSinceMs: number | null; savedAt: number | null }

/** "Saving…" only after a second; then "Saved at 10:42"; nothing before anything was saved. */
export const savedWords = (saving: Saving, nowMs: number): string => {
  const slow = saving.waiting > 0 && saving.waitingSinceMs !== null && nowMs - saving.waitingSinceMs >= savingAfterMs
  if (slow) return 'Saving…'
  return saving.savedAt === null ? '' : `Saved at ${clockTime(saving.savedAt)}`
}
