import { describe, expect, it } from 'vitest'
import { splitLine, backspaceAtStart } from './commands.ts'
import { indexOfLetter, letterAt } from './letter.ts'
import { authorRuns, Painter, type AuthorPaint, type Authors } from './paint.ts'
import { Scene } from './scene.ts'

const anna: AuthorPaint = { person: 'anna', group: 'health', shade: 'a', line: 'solid' }
const priya: AuthorPaint = { person: 'priya', group: 'parents', shade: 'a', line: 'dashed' }
const byId: Readonly<Record<number, AuthorPaint>> = { 100: anna, 101: priya }
const authors: Authors = (client) => ({ author: byId[client], length: Infinity })

const both = (): Scene => {
  const scene = new Scene(['anna', 'priya'])
  scene.type('priya', 'one two')
  scene.deliver()
  scene.select('anna', 3)
  scene.type('anna', ' and a')
  scene.deliver()
  return scene
}

describe('who wrote this', () => {
  it('is one run an author, from the ids of the letters, and never crosses a line end', () => {
    const scene = both()
    scene.select('anna', 11)
    scene.run('anna', splitLine)
    const { text } = scene.of('anna')
    expect(text.toString()).toBe('one and a t\nwo\n')
    expect(authorRuns(text, authors).map(({ from, to, author }) => [from, to, author.person])).toEqual([
      [0, 3, 'priya'],
      [3, 9, 'anna'],
      [9, 11, 'priya'],
      [12, 14, 'priya']
    ])
  })

  it('letters of nobody known are left unsigned', () => {
    const scene = new Scene(['anna'], { start: 'start' })
    expect(authorRuns(scene.of('anna').text, authors)).toEqual([])
  })

  it('names the letter at an index by its id', () => {
    const { text } = both().of('anna')
    expect(letterAt(text, 3)?.client).toBe(100)
    expect(letterAt(text, 9)?.client).toBe(101)
    expect(letterAt(text, 99)).toBeUndefined()
  })

  it('finds a letter again after others have written before it, until it is gone', () => {
    const { text } = both().of('anna')
    const letter = letterAt(text, 10) ?? { client: 0, clock: 0 }
    text.insert(0, 'Before. ')
    expect(indexOfLetter(text, letter)).toBe(18)
    text.delete(18, 1)
    expect(indexOfLetter(text, letter)).toBeUndefined()
  })

  it('line by line it says the same as painting everything anew', () => {
    const scene = both()
    const writer = scene.of('anna')
    const painter = new Painter(writer.text, authors)
    painter.turn('person', writer.binding.state.doc)
    const fresh = new Painter(writer.text, authors)
    const said = (one: Painter) =>
      one.set
        .find()
        .map(({ from, to }) => [from, to])
        .sort(([a = 0], [b = 0]) => a - b)
    const step = (run: () => void): void => {
      const { binding } = writer
      const before = binding.dispatch.bind(binding)
      binding.dispatch = (tr) => {
        before(tr)
        painter.update(binding.state, tr, binding.held)
      }
      run()
      binding.dispatch = before
      fresh.turn('person', binding.state.doc)
      expect(said(painter)).toEqual(said(fresh))
    }
    step(() => scene.type('anna', 'x'))
    step(() => scene.run('anna', splitLine))
    step(() => scene.type('anna', 'new line'))
    scene.select('priya', 1)
    scene.type('priya', '!')
    step(() => scene.deliver())
    step(() => scene.select('anna', scene.of('anna').text.toString().indexOf('new')))
    step(() => scene.run('anna', backspaceAtStart))
    expect(said(painter).length).toBeGreaterThan(2)
  })
})
