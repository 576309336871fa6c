import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'
import { splitLine } from './commands.ts'
import { Tints } from './tints.ts'

const scene = (calm = false) => {
  const people = new Scene(['anna', 'priya'], { start: 'old words' })
  const { text } = people.of('anna')
  let nowMs = 0
  const tints = new Tints(text, {
    groupOf: (client) => (client === 101 ? 'parents' : undefined),
    now: () => nowMs,
    isCalm: () => calm
  })
  const arrives = (): void => {
    people.deliver()
    tints.look()
  }
  const shown = (): [string, boolean][] =>
    tints.runs().map(({ from, to, fading }) => [text.toString().slice(from, to), fading])
  return { people, tints, arrives, shown, at: (ms: number) => (nowMs = ms) }
}

describe('what others wrote a moment ago', () => {
  it('stands out for 1.2 s, fades once, and is as before', () => {
    const { people, tints, arrives, shown, at } = scene()
    people.select('priya', 3)
    people.type('priya', ' new')
    arrives()
    expect(shown()).toEqual([[' new', false]])
    expect(tints.nextMs()).toBe(1_200)
    at(1_200)
    expect(shown()).toEqual([[' new', true]])
    expect(tints.nextMs()).toBe(300)
    at(1_500)
    expect(shown()).toEqual([])
    expect(tints.nextMs()).toBeUndefined()
  })

  it('with movement kept down stands for 2 s and goes without fading', () => {
    const { people, tints, arrives, shown, at } = scene(true)
    people.type('priya', 'x')
    arrives()
    at(1_999)
    expect(shown()).toEqual([['x', false]])
    expect(tints.nextMs()).toBe(1)
    at(2_000)
    expect(shown()).toEqual([])
  })

  it('is never one’s own words, and never what stood there before', () => {
    const { people, arrives, shown } = scene()
    people.select('anna', 9)
    people.type('anna', ' mine')
    arrives()
    expect(shown()).toEqual([])
  })

  it('is known by its letters: it moves with them, and a line end parts it', () => {
    const { people, arrives, shown } = scene()
    people.select('priya', 9)
    people.type('priya', ' one')
    people.run('priya', splitLine)
    people.type('priya', 'two')
    arrives()
    people.select('anna', 0)
    people.type('anna', 'before ')
    expect(shown()).toEqual([
      [' one', false],
      ['two', false]
    ])
  })

  it('each piece has its own time', () => {
    const { people, arrives, shown, at } = scene()
    people.select('priya', 0)
    people.type('priya', 'a')
    arrives()
    at(1_000)
    people.type('priya', 'b')
    arrives()
    at(1_300)
    expect(shown()).toEqual([
      ['a', true],
      ['b', false]
    ])
  })
})
