import { describe, expect, it } from 'vitest'
import { backShownMs, nextSignal, savedWords, signalWords, type Signal } from './signal.ts'

const fine: Signal = { at: 'fine' }

describe('signal', () => {
  it('no signal, then back: the number sent is the most that waited', () => {
    let signal = nextSignal(fine, 'away', 0, 0)
    signal = nextSignal(signal, 'away', 2, 10)
    expect(signalWords(signal, 2)).toEqual({
      strong: 'No signal. Keep this page open.',
      rest: '2 changes have not been sent yet.'
    })
    signal = nextSignal(signal, 'opening', 2, 20)
    expect(signal.at).toBe('away')
    signal = nextSignal(signal, 'live', 1, 30)
    expect(signal).toEqual({ at: 'sending', most: 2 })
    signal = nextSignal(signal, 'live', 0, 40)
    expect(signalWords(signal, 0)).toEqual({ strong: 'Back.', rest: '2 changes sent.' })
    expect(nextSignal(signal, 'live', 0, 40 + backShownMs - 1).at).toBe('back')
    expect(nextSignal(signal, 'live', 0, 40 + backShownMs).at).toBe('fine')
  })

  it('the first opening of a plan shows no strip, and neither does the end of a sign-in', () => {
    expect(nextSignal(fine, 'opening', 0, 0)).toEqual(fine)
    expect(nextSignal(fine, 'live', 3, 0)).toEqual(fine)
    expect(nextSignal({ at: 'away', most: 1 }, 'ended', 1, 0)).toEqual(fine)
  })

  it('one change is "1 change", none says that you can carry on', () => {
    expect(signalWords({ at: 'away', most: 1 }, 1)?.rest).toBe('1 change has not been sent yet.')
    expect(signalWords({ at: 'away', most: 0 }, 0)?.rest).toMatch(/carry on writing/)
    expect(signalWords(fine, 0)).toBeUndefined()
  })

  it('"Saving…" is shown only after a second; "Saved" has its time', () => {
    const savedAt = new Date(2026, 4, 21, 10, 42).getTime()
    const waiting = { waiting: 1, waitingSinceMs: savedAt + 5_000, savedAt }
    expect(savedWords(waiting, savedAt + 5_999)).toBe('Saved at 10:42')
    expect(savedWords(waiting, savedAt + 6_000)).toBe('Saving…')
    expect(savedWords({ waiting: 0, waitingSinceMs: null, savedAt: null }, savedAt)).toBe('')
  })
})
