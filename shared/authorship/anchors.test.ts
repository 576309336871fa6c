import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import * as Y from 'yjs'
import { limits } from '../limits.ts'
import { ANCHOR, shortened } from '../plan/anchor.ts'
import { anchorBetween, rangesOf } from './anchors.ts'
import { Repeats } from './repeats.ts'
import { putBack, standAgain, type Gone } from './undone.ts'

/** Two screens with one text, who tell each other of letters that stand again. */
const screens = (words: string) => {
  const repeats = new Repeats()
  const one = (client: number) => {
    const doc = new Y.Doc()
    doc.clientID = client
    const text = doc.getText('why')
    const undo = new Y.UndoManager(text, { captureTimeout: 0 })
    doc.on('afterTransaction', (transaction) => {
      if (transaction.local) for (const repeat of standAgain(transaction)) repeats.note(repeat)
    })
    return { doc, text, undo }
  }
  const [priya, tom] = [one(1), one(2)]
  const meet = (): void => {
    Y.applyUpdate(tom.doc, Y.encodeStateAsUpdate(priya.doc))
    Y.applyUpdate(priya.doc, Y.encodeStateAsUpdate(tom.doc))
  }
  priya.text.insert(0, words)
  priya.undo.clear()
  meet()
  const firstOf = repeats.first.bind(repeats)
  const point = (part: string) => {
    const from = priya.text.toString().indexOf(part)
    const anchor = anchorBetween('plan/vision', priya.text, from, from + part.length)
    if (!anchor) throw new Error(`no words: ${part}`)
    return anchor
  }
  const read = (anchor: ReturnType<typeof point>, text = priya.text): string | undefined => {
    const [range] = rangesOf(text, [anchor], firstOf)
    return range && text.toString().slice(range.from, range.to)
  }
  return { priya, tom, meet, point, read, firstOf }
}

describe('words that were pointed at', () => {
  const words = 'We meet termly in the hall.\n'

  it('stay the same while others write before, behind and elsewhere', () => {
    const { priya, tom, meet, point, read } = screens(words)
    const anchor = point('termly')
    tom.text.insert(0, 'From May on ')
    priya.text.insert(priya.text.length - 1, ' And online')
    meet()
    expect(read(anchor)).toBe('termly')
    expect(read(anchor, tom.text)).toBe('termly')
    const [from] = rangesOf(priya.text, [anchor], () => ({ length: Infinity }))
    priya.text.insert(from?.from ?? 0, 'at least ')
    priya.text.insert((from?.to ?? 0) + 'at least '.length, ', all of us,')
    expect(read(anchor), 'what is put directly before and behind is not of them').toBe('termly')
  })

  it('grow with what is written between them and shrink with what is taken out', () => {
    const { priya, tom, meet, point, read } = screens(words)
    const anchor = point('meet termly in')
    priya.text.delete(words.indexOf('meet'), 'meet '.length)
    meet()
    tom.text.insert(tom.text.toString().indexOf(' in '), ' or more')
    meet()
    expect(read(anchor)).toBe('termly or more in')
    priya.text.delete(priya.text.toString().indexOf(' in '), 3)
    expect(read(anchor)).toBe('termly')
  })

  it('are gone when none of them stands, and there again after undo, redo and undo', () => {
    const { priya, tom, meet, point, read } = screens(words)
    const anchor = point('termly')
    tom.text.delete(words.indexOf('termly'), 'termly'.length)
    meet()
    expect([read(anchor), read(anchor, tom.text)]).toEqual([undefined, undefined])
    for (const expected of ['termly', undefined, 'termly']) {
      if (expected === undefined) tom.undo.redo()
      else tom.undo.undo()
      meet()
      expect([read(anchor), read(anchor, tom.text)]).toEqual([expected, expected])
    }
    priya.text.insert(0, 'Now: ')
    expect(read(anchor)).toBe('termly')
  })

  it('are there again when somebody else puts them back, once or again and again', () => {
    const { priya, tom, meet, point, read } = screens(words)
    const anchor = point('termly')
    for (let times = 0; times < 3; times++) {
      const from = priya.text.toString().indexOf('termly')
      priya.text.delete(from, 'termly'.length)
      meet()
      expect(read(anchor)).toBeUndefined()
      const [client = 0, clock = 0] = anchor.letters[0] ?? []
      const gone: Gone = { client, clock, text: 'termly' }
      expect(putBack(tom.doc, [gone], 'put-back')).toBe('termly'.length)
      meet()
      expect([read(anchor), read(anchor, tom.text)]).toEqual(['termly', 'termly'])
      tom.undo.clear()
    }
  })

  it('that stood again when they were pointed at are found as well', () => {
    const { priya, tom, meet, point, read } = screens(words)
    tom.text.delete(words.indexOf('termly'), 'termly'.length)
    tom.undo.undo()
    meet()
    const anchor = point('termly')
    expect(anchor.letters).toEqual([[2, 0, 'termly'.length]])
    tom.text.delete(words.indexOf('termly'), 'termly'.length)
    meet()
    expect(read(anchor)).toBeUndefined()
    tom.undo.undo()
    meet()
    expect([read(anchor), read(anchor, priya.text)]).toEqual(['termly', 'termly'])
  })

  it('of many runs keep the first and the last', () => {
    const { priya, firstOf } = screens('\n')
    for (let n = 0; n < limits.anchorRunsMax + 50; n++) priya.text.insert(0, 'ab'.charAt(n % 2))
    const end = priya.text.length - 1
    const anchor = anchorBetween('plan/vision', priya.text, 0, end)
    expect(anchor?.letters).toHaveLength(limits.anchorRunsMax)
    expect(anchor?.quote).toHaveLength(limits.anchorRunsMax + 50)
    expect(v.is(ANCHOR, anchor)).toBe(true)
    expect(anchor && rangesOf(priya.text, [anchor], firstOf)).toEqual([{ from: 0, to: end }])
  })

  it('are quoted in bounded length', () => {
    expect(shortened(' short ')).toBe('short')
    const long = shortened(`a${'b '.repeat(400)}c`)
    expect(long.length).toBeLessThanOrEqual(limits.quoteMax)
    expect(long).toMatch(/^ab.*….*c$/)
  })

  it('blanks and line ends alone are no words, and are not taken along', () => {
    const { priya, point } = screens(words)
    expect(anchorBetween('plan/vision', priya.text, 2, 3)).toBeUndefined()
    expect(anchorBetween('plan/vision', priya.text, 5, 5)).toBeUndefined()
    expect(point(' termly in ')).toMatchObject({ quote: 'termly in' })
  })
})

describe('words that were pointed at, whatever people do', () => {
  it('cover every letter of them that stands, are alike on both screens, and end at letters of their own', () => {
    let [stood, gone, changed] = [0, 0, 0]
    for (let seed = 1; seed <= 300; seed++) {
      const gen = prng.create(seed)
      const { priya, tom, meet, point, firstOf } = screens('abcdefghijklmnopqrstuvwxyz\n')
      const size = prng.int32(gen, 1, 8)
      const start = prng.int32(gen, 0, 26 - size)
      const part = 'abcdefghijklmnopqrstuvwxyz'.slice(start, start + size)
      const anchor = point(part)
      const people = [priya, tom]
      for (let step = 0; step < 25; step++) {
        const who = people[prng.int32(gen, 0, 1)]
        if (!who) continue
        const { text, undo } = who
        const at = prng.int32(gen, 0, Math.max(0, text.length - 2))
        const act = prng.int32(gen, 0, 5)
        if (act === 0) text.insert(at, String(prng.int32(gen, 10, 99)))
        else if (act <= 2) text.delete(at, Math.min(prng.int32(gen, 1, 9), text.length - 1 - at))
        else if (act === 3) undo.undo()
        else if (act === 4) undo.redo()
        if (prng.bool(gen)) meet()
      }
      meet()
      const [range] = rangesOf(priya.text, [anchor], firstOf)
      expect(rangesOf(tom.text, [anchor], firstOf), `seed ${seed}`).toEqual([range])
      const now = priya.text.toString()
      expect(tom.text.toString()).toBe(now)
      // Letters of the alphabet were only ever written once: whoever reads one knows whether it is of the words.
      const own = [...now].flatMap((letter, index) => (part.includes(letter) ? [index] : []))
      const inside = range ? now.slice(range.from, range.to) : ''
      for (const index of own) {
        expect(range && index >= range.from && index < range.to, `seed ${seed}: ${now} has ${part}`).toBe(true)
      }
      // Two people who take out the same and both undo see it twice: then it is wherever it is.
      if (new Set(now).size < now.length && /([a-z]).*\1/s.test(now)) continue
      const others = [...inside].filter((letter) => /[a-z]/.test(letter) && !part.includes(letter))
      expect(others, `seed ${seed}: ${inside} of ${now}, for ${part}`).toEqual([])
      if (range) stood++
      else gone++
      if (inside !== part && own.length > 0) changed++
      // Nothing but their own letters is at their ends.
      expect(part.includes(inside.charAt(0)) && part.includes(inside.charAt(inside.length - 1)), `seed ${seed}`).toBe(
        true
      )
    }
    expect(Math.min(stood, gone, changed), 'every case came up').toBeGreaterThan(10)
  })
})
