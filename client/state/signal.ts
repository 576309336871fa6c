import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import type { LinkState } from '../sync/plan-link.ts'
import { clockTime } from './dates.ts'

/** What the strip under the top bar says about the signal. `most` is the most changes that waited at once. */
export type Signal =
  | { at: 'fine' }
  /** The board is reached, but what is written takes long to arrive. */
  | { at: 'weak'; most: number }
  | { at: 'away'; most: number; sinceMs: number }
  | { at: 'sending'; most: number }
  | { at: 'back'; sent: number; sinceMs: number }

/** What the strip looks at. Times in milliseconds. */
export type SignalLook = {
  link: LinkState['at']
  waiting: number
  waitingSinceMs: number | null
  nowMs: number
}

export const backShownMs = 6_000
export const savingAfterMs = 1_000
/** Words that have not arrived after so long: the signal is weak. */
export const weakAfterMs = 4_000
/** Nothing has got through for so long: say so, and what can be done. */
export const stuckAfterMs = 5 * 60_000
/** A gap this short, in which nothing was written, is not worth a word. */
export const blinkMs = 2_000
/** A change of signal is said aloud when it has lasted this long. */
export const signalStableMs = 5_000

/** The strip after one look at the link; call it on every event and as time passes. */
export const nextSignal = (signal: Signal, { link, waiting, waitingSinceMs, nowMs }: SignalLook): Signal => {
  if (link === 'ended') return { at: 'fine' }
  const most = signal.at === 'fine' || signal.at === 'back' ? waiting : Math.max(signal.most, waiting)
  if (link === 'away') return { at: 'away', most, sinceMs: signal.at === 'away' ? signal.sinceMs : nowMs }
  const isSlow = link === 'live' && waitingSinceMs !== null && nowMs - waitingSinceMs >= weakAfterMs
  switch (signal.at) {
    case 'fine':
      return isSlow ? { at: 'weak', most } : signal
    case 'weak':
      return waiting > 0 ? { at: 'weak', most } : { at: 'back', sent: most, sinceMs: nowMs }
    case 'away':
      if (link === 'opening') return { ...signal, most }
      if (most === 0 && nowMs - signal.sinceMs < blinkMs) return { at: 'fine' }
      return waiting > 0 ? { at: 'sending', most } : { at: 'back', sent: most, sinceMs: nowMs }
    case 'sending':
      if (isSlow) return { at: 'weak', most }
      return waiting > 0 ? { at: 'sending', most } : { at: 'back', sent: most, sinceMs: nowMs }
    case 'back':
      if (isSlow) return { at: 'weak', most }
      return nowMs - signal.sinceMs >= backShownMs ? { at: 'fine' } : signal
    default: {
      const missed: never = signal
      throw new Error(`unhandled signal ${String(missed)}`)
    }
  }
}

export const isStuck = (signal: Signal, nowMs: number): boolean =>
  signal.at === 'away' && nowMs - signal.sinceMs >= stuckAfterMs

/** What is true of the words that wait. */
export type WaitingWords = {
  waiting: number
  /** They are on this device too, so that the page may be closed. */
  isSafeHere: boolean
  hindrance: RefusalCode | null
  nowMs: number
}

export const notSent = (waiting: number): string =>
  waiting === 1 ? '1 change has not been sent yet.' : `${waiting} changes have not been sent yet.`

/** The strip's words: the strong part first. Nothing to say is undefined. */
export const signalWords = (signal: Signal, words: WaitingWords): { strong: string; rest: string } | undefined => {
  const { waiting, isSafeHere, hindrance, nowMs } = words
  if (hindrance && signal.at !== 'back') {
    return { strong: REFUSALS[hindrance].sentence, rest: waiting === 0 ? '' : notSent(waiting) }
  }
  switch (signal.at) {
    case 'fine':
      return undefined
    case 'weak':
      if (!isSafeHere) return { strong: 'Weak signal. Keep this page open.', rest: notSent(waiting) }
      return {
        strong: 'Weak signal. Keep going.',
        rest:
          waiting === 1
            ? '1 change is safe on this device. It will send when the signal is better.'
            : `${waiting} changes are safe on this device. They will send when the signal is better.`
      }
    case 'away':
      if (signal.most === 0 && nowMs - signal.sinceMs < blinkMs) return undefined
      if (isStuck(signal, nowMs)) return { strong: 'We cannot reach the board.', rest: 'Your words are still here.' }
      if (waiting > 0 && isSafeHere)
        return { strong: 'No signal. Keep going.', rest: 'Your words are safe on this device.' }
      return {
        strong: isSafeHere ? 'No signal. Keep going.' : 'No signal. Keep this page open.',
        rest:
          waiting === 0
            ? 'You can carry on writing. Your words will be sent when the signal is back.'
            : notSent(waiting)
      }
    case 'sending':
      return {
        strong: 'Back.',
        rest:
          waiting === 1 ? 'Sending 1 change. Keep this page open.' : `Sending ${waiting} changes. Keep this page open.`
      }
    case 'back':
      return {
        strong: 'Back.',
        rest: signal.sent === 0 ? '' : signal.sent === 1 ? '1 change sent.' : `${signal.sent} changes sent.`
      }
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
