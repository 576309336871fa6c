import { describe, expect, it } from 'vitest'
import { blocksOf, isBlank, type Block, type ListBlock } from './blocks.ts'
import type { Line } from '../../../shared/plan/text.ts'

const line = (text: string, kind: Pick<Line, 'list' | 'level'> = {}): Line => ({
  ...kind,
  runs: text === '' ? [] : [{ text, client: 1 }]
})

type Shape = string | [ol: boolean, ...items: unknown[]]
const shapeOfList = (list: ListBlock): Shape => [
  list.ordered,
  ...list.items.map((item) => [(item.words ?? []).map((piece) => piece.text).join(''), ...item.lists.map(shapeOfList)])
]
const shape = (block: Block): Shape =>
  block.type === 'line' ? block.words.map((piece) => piece.text).join('') : shapeOfList(block)

describe('text outside the editor', () => {
  it('is plain lines and real lists', () => {
    const blocks = blocksOf([
      line('before'),
      line('one', { list: 'bullet' }),
      line('inner', { list: 'bullet', level: 1 }),
      line('two', { list: 'bullet' }),
      line('first', { list: 'ordered' }),
      line('after'),
      line('again', { list: 'bullet' })
    ])
    expect(blocks.map(shape)).toEqual([
      'before',
      [false, ['one', [false, ['inner']]], ['two']],
      [true, ['first']],
      'after',
      [false, ['again']]
    ])
  })

  it('keeps a line that starts at an inner level', () => {
    expect(blocksOf([line('deep', { list: 'ordered', level: 2 })]).map(shape)).toEqual([
      [false, ['', [false, ['', [true, ['deep']]]]]]
    ])
  })

  it('says where each run starts in the flat text', () => {
    const blocks = blocksOf([
      {
        runs: [
          { text: 'ab', client: 1 },
          { text: 'cd', client: 2 }
        ]
      },
      line('e', { list: 'bullet' })
    ])
    const [first, second] = blocks
    expect(first?.type === 'line' && first.words.map((piece) => piece.index)).toEqual([0, 2])
    expect(second?.type === 'list' && second.items[0]?.words?.[0]?.index).toBe(5)
  })

  it('is blank when nobody wrote a letter in it', () => {
    expect(isBlank([line(''), line(' ', { list: 'bullet' })])).toBe(true)
    expect(isBlank([line('a')])).toBe(false)
  })
})
