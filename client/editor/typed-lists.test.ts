import { describe, expect, it } from 'vitest'
import { type Command } from 'prosemirror-state'
import { backspaceAtStart, indent, outdent, splitLine } from './commands.ts'
import { Scene } from './scene.ts'
import { listFromSign } from './typed-lists.ts'

const start: Command = (state, dispatch) => {
  const tr = listFromSign(state)
  if (tr) dispatch?.(tr)
  return tr !== undefined
}
const kinds = (scene: Scene): string[] => {
  const lines: string[] = []
  scene.of('anna').binding.state.doc.forEach((line) => {
    lines.push(`${String(line.attrs['list'] ?? 'plain')} ${String(line.attrs['level'])} ${line.textContent}`)
  })
  return lines
}

describe('a sign at the start of a line', () => {
  it.each([
    ['- ', 'bullet'],
    ['* ', 'bullet'],
    ['1. ', 'ordered'],
    ['1) ', 'ordered']
  ])('%j makes the line a list, and one undo gives the sign back', (sign, list) => {
    const scene = new Scene(['anna'])
    const { binding } = scene.of('anna')
    scene.type('anna', sign)
    binding.undoManager.stopCapturing()
    expect(scene.run('anna', start)).toBe(true)
    expect(kinds(scene)).toEqual([`${list} 0 `])
    binding.undo()
    expect(kinds(scene)).toEqual([`plain 0 ${sign}`])
  })

  it.each(['2. ', 'a- ', '-', '--  ', '1 . '])('%j is only what was typed', (letters) => {
    const scene = new Scene(['anna'])
    scene.type('anna', letters)
    expect(scene.run('anna', start)).toBe(false)
  })

  it('a line keeps the words behind the sign, and the words of others their author', () => {
    const scene = new Scene(['anna', 'priya'])
    scene.type('priya', 'ask first')
    scene.deliver()
    scene.select('anna', 0)
    scene.type('anna', '- ')
    scene.run('anna', start)
    expect(kinds(scene)).toEqual(['bullet 0 ask first'])
    expect(scene.authors('anna').slice(0, -1)).toEqual(Array.from('ask first', () => 101))
  })
})

describe('lists by keyboard', () => {
  it('Enter goes on, an empty item goes out level by level and then ends the list', () => {
    const scene = new Scene(['anna'])
    scene.type('anna', '1. ')
    scene.run('anna', start)
    scene.type('anna', 'one')
    scene.run('anna', splitLine)
    expect(scene.run('anna', indent)).toBe(true)
    scene.type('anna', 'inner')
    scene.run('anna', splitLine)
    expect(kinds(scene)).toEqual(['ordered 0 one', 'ordered 1 inner', 'ordered 1 '])
    scene.run('anna', splitLine)
    expect(kinds(scene).at(-1)).toBe('ordered 0 ')
    scene.run('anna', splitLine)
    expect(kinds(scene).at(-1)).toBe('plain 0 ')
  })

  it('Backspace at the start goes out level by level', () => {
    const scene = new Scene(['anna'], { start: 'one' })
    scene.select('anna', 3)
    scene.run('anna', splitLine)
    scene.type('anna', '- ')
    scene.run('anna', start)
    scene.run('anna', backspaceAtStart)
    expect(kinds(scene)).toEqual(['plain 0 one', 'plain 0 '])
  })

  it('a line goes at most one level deeper than the line above', () => {
    const scene = new Scene(['anna'])
    scene.type('anna', '- ')
    scene.run('anna', start)
    expect(scene.run('anna', indent)).toBe(false)
    scene.type('anna', 'one')
    scene.run('anna', splitLine)
    expect(scene.run('anna', indent)).toBe(true)
    expect(scene.run('anna', indent)).toBe(false)
    expect(scene.run('anna', outdent)).toBe(true)
    expect(kinds(scene)).toEqual(['bullet 0 one', 'bullet 0 '])
  })
})
