import { describe, expect, it } from 'vitest'
import {
  backShownMs,
  blinkMs,
  isStuck,
  nextSignal,
  savedWords,
  signalWords,
  stuckAfterMs,
  weakAfterMs,
  type Signal,
  type SignalLook,
  type WaitingWords
} from './signal.ts'

const fine: Signal = { at: 'fine' }
const look = (link: SignalLook['link'], waiting: number, nowMs: number, waitingSinceMs: number | null = null) => ({
  link,
  waiting,
  waitingSinceMs,
  nowMs
})
const words = (waiting: number, more: Partial<WaitingWords> = {}): WaitingWords => ({
  waiting,
  isSafeHere: false,
  hindrance: null,
  nowMs: 0,
  ...more
})

describe('signal', () => {
  it('no signal, then back: the number sent is the most that waited', () => {
    let signal = nextSignal(fine, look('away', 0, 0))
    signal = nextSignal(signal, look('away', 2, 10))
    expect(signalWords(signal, words(2))).toEqual({
      strong: 'No signal. Keep this page open.',
      rest: '2 changes have not been sent yet.'
    })
    signal = nextSignal(signal, look('opening', 2, 20))
    expect(signal.at).toBe('away')
    signal = nextSignal(signal, look('live', 1, 30))
    expect(signal).toEqual({ at: 'sending', most: 2 })
    signal = nextSignal(signal, look('live', 0, 40))
    expect(signalWords(signal, words(0))).toEqual({ strong: 'Back.', rest: '2 changes sent.' })
    expect(nextSignal(signal, look('live', 0, 40 + backShownMs - 1)).at).toBe('back')
    expect(nextSignal(signal, look('live', 0, 40 + backShownMs)).at).toBe('fine')
  })

  it('words that take long to arrive are a weak signal, until they have arrived', () => {
    expect(nextSignal(fine, look('live', 2, weakAfterMs - 1, 0))).toEqual(fine)
    const weak = nextSignal(fine, look('live', 2, weakAfterMs, 0))
    expect(signalWords(weak, words(2))).toEqual({
      strong: 'Weak signal. Keep this page open.',
      rest: '2 changes have not been sent yet.'
    })
    expect(signalWords(weak, words(2, { isSafeHere: true }))?.rest).toBe(
      '2 changes are safe on this device. They will send when the signal is better.'
    )
    expect(nextSignal(weak, look('live', 1, weakAfterMs + 10, 9)).at).toBe('weak')
    expect(nextSignal(weak, look('live', 0, weakAfterMs + 20))).toMatchObject({ at: 'back', sent: 2 })
    expect(nextSignal(weak, look('away', 2, weakAfterMs + 20)).at).toBe('away')
  })

  it('words are called safe on this device only when they are there', () => {
    const away = nextSignal(fine, look('away', 2, 0))
    expect(signalWords(away, words(2, { isSafeHere: true }))).toEqual({
      strong: 'No signal. Keep going.',
      rest: 'Your words are safe on this device.'
    })
    expect(JSON.stringify(signalWords(away, words(2)))).not.toMatch(/safe/)
  })

  it('five minutes without the board: it says so', () => {
    const away = nextSignal(fine, look('away', 1, 1_000))
    const later = nextSignal(away, look('away', 3, 1_000 + stuckAfterMs))
    expect(isStuck(later, 999 + stuckAfterMs)).toBe(false)
    expect(isStuck(later, 1_000 + stuckAfterMs)).toBe(true)
    expect(signalWords(later, words(3, { nowMs: 1_000 + stuckAfterMs }))).toEqual({
      strong: 'We cannot reach the board.',
      rest: 'Your words are still here.'
    })
  })

  it('a board that is there and takes nothing says why, not "No signal"', () => {
    const away = nextSignal(fine, look('away', 1, 0))
    expect(signalWords(away, words(1, { hindrance: 'store-full' }))).toEqual({
      strong: 'The board cannot keep new words just now. Keep this page open.',
      rest: '1 change has not been sent yet.'
    })
  })

  it('the first opening of a plan shows no strip, and neither does the end of a sign-in', () => {
    expect(nextSignal(fine, look('opening', 0, 0))).toEqual(fine)
    expect(nextSignal(fine, look('live', 3, 0, 0))).toEqual(fine)
    expect(nextSignal({ at: 'away', most: 1, sinceMs: 0 }, look('ended', 1, 0))).toEqual(fine)
  })

  it('one change is "1 change", none says that you can carry on', () => {
    const away: Signal = { at: 'away', most: 1, sinceMs: 0 }
    expect(signalWords(away, words(1))?.rest).toBe('1 change has not been sent yet.')
    expect(signalWords(away, words(0))?.rest).toMatch(/carry on writing/)
  })

  it('a gap of a moment in which nothing was written is not worth a word', () => {
    const away = nextSignal(fine, look('away', 0, 0))
    expect(signalWords(away, words(0, { nowMs: blinkMs - 1 }))).toBeUndefined()
    expect(nextSignal(away, look('live', 0, blinkMs - 1))).toEqual(fine)
    expect(signalWords(away, words(0, { nowMs: blinkMs }))?.strong).toMatch(/No signal/)
    expect(nextSignal(away, look('live', 0, blinkMs)).at).toBe('back')
    expect(nextSignal(nextSignal(away, look('away', 1, 5)), look('live', 0, 10))).toMatchObject({ at: 'back', sent: 1 })
    expect(signalWords(fine, words(0))).toBeUndefined()
  })

  it('"Saving…" is shown only after a second; "Saved" has its time', () => {
    const savedAt = new Date(2026, 4, 21, 10, 42).getTime()
    const waiting = { waiting: 1, waitingSinceMs: savedAt + 5_000, savedAt }
    expect(savedWords(waiting, savedAt + 5_999)).toBe('Saved at 10:42')
    expect(savedWords(waiting, savedAt + 6_000)).toBe('Saving…')
    expect(savedWords({ waiting: 0, waitingSinceMs: null, savedAt: null }, savedAt)).toBe('')
  })
})
