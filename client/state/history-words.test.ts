import { describe, expect, it } from 'vitest'
import type { ComparedRun, HistoryChange } from '../../shared/authorship/history.ts'
import { Axis, lanesOf } from './history-axis.ts'
import { comparedBlocks, comparedLines } from './history-compared.ts'
import { changePlace, changeTitle, spokenChange, type Told } from './history-words.ts'

const told: Told = {
  statusName: (word) => ({ 'on-track': 'On track', slipping: 'Slipping' })[word as string] ?? word,
  called: (id) => ({ p: '2', x: '2.1', a: '2.2' })[id],
  priorities: [{ id: 'p' }],
  now: new Date('2026-05-21T12:00:00')
}
const change = (part: Partial<HistoryChange>): HistoryChange => ({
  ...{
    firstSeq: 1,
    seq: 1,
    firstAt: 1,
    at: 1,
    kind: 'words',
    field: 'priorities/p/know',
    name: 'First',
    priority: 'p'
  },
  ...{ who: { speaker: 'k', typist: 'k', group: 'young-people' }, lettersIn: 0, lettersOut: 0 },
  ...part
})

describe('a change in plain words', () => {
  const title = (part: Partial<HistoryChange>): string => changeTitle(change(part), told)

  it('words', () => {
    expect(title({ deleted: { text: 'where possible' } })).toBe('Took out “where possible”')
    expect(title({ inserted: { text: ' we could\nnot ' } })).toBe('Added “we could not”')
    expect(title({ inserted: { text: 'each term' }, deleted: { text: 'termly' } })).toBe(
      'Changed “termly” to “each term”'
    )
    expect(title({ inserted: { text: 'x'.repeat(200) } })).toBe(`Added “${'x'.repeat(90)}…”`)
    expect(title({ inserted: { text: '\n' } })).toBe('Added an empty line')
    expect(title({})).toBe('Typed words and took them out again')
    expect(title({ kind: 'format' })).toBe('Changed how the words look')
    const marked = { text: 'every family' }
    expect(title({ kind: 'format', marked, to: { bold: true } })).toBe('Made “every family” bold')
    expect(title({ kind: 'format', marked, to: { italic: false } })).toBe('“every family” is no longer italic')
    expect(title({ kind: 'format', marked, to: { link: 'https://example.org' } })).toBe('Made “every family” a link')
    expect(title({ kind: 'format', to: { list: 'bullet' } })).toBe('Made lines a list')
  })

  it('values, and what is added, moved, taken out and put back', () => {
    const field = 'actions/a/status'
    const status = { from: { word: 'on-track', why: '' }, to: { word: 'slipping', why: 'Late.' } }
    expect(title({ kind: 'value', field, ...status })).toBe('Changed Status from “On track” to “Slipping”')
    expect(title({ kind: 'value', field: 'actions/a/due', from: '2026-09-30', to: null })).toBe(
      'Took out By when: “30 September”'
    )
    expect(title({ kind: 'value', field: 'priorities/p/impact', to: 'some' })).toBe(
      'Set Impact felt by families to “Some”'
    )
    const item = { field: 'actions/a', name: 'Meet' }
    expect(title({ kind: 'add', ...item })).toBe('Added the action “Meet”')
    expect(title({ kind: 'remove', ...item })).toBe('Took out the action “Meet”')
    expect(title({ kind: 'restore', field: 'priorities/p', name: 'First' })).toBe('Put back the priority “First”')
    const move = { from: { priority: 'q', order: 'a' }, to: { priority: 'p', order: 'a' } }
    expect(title({ kind: 'move', ...item, ...move })).toBe('Moved the action “Meet” to Priority 2')
    expect(title({ kind: 'add', field: 'plan', name: '' })).toBe('Started the plan')
  })

  it('where it was done, and how it is spoken', () => {
    expect(changePlace(change({}), told, false)).toBe('Priority 2, How we will know')
    expect(changePlace(change({}), told, true)).toBe('How we will know')
    expect(changePlace(change({ field: 'actions/a/due' }), told, false)).toBe('Action 2.2, By when')
    // An action says its own number, whatever priority it is in now; what never had one is told by its words.
    expect(changePlace(change({ field: 'actions/b/due', name: 'Ask first' }), told, false)).toBe(
      'Action “Ask first”, By when'
    )
    expect(changePlace(change({ field: 'plan/vision', priority: null }), told, false)).toBe('The plan, Our vision')
    const both = change({ inserted: { text: 'a' }, deleted: { text: 'b' } })
    expect(spokenChange(both, 'Helen Price')).toBe('Helen Price changed one phrase.')
    expect(spokenChange(change({ inserted: { text: 'a … b' } }), 'You')).toBe(
      'You changed words in more than one place.'
    )
  })
})

describe('the lines of a compared text', () => {
  const run = (text: string, is: ComparedRun['is'], more: Partial<ComparedRun> = {}): ComparedRun => ({
    ...{ text, is, who: 0 },
    ...(is === 'kept' ? {} : { seq: 7 }),
    ...more
  })
  const runs = [
    run('One ', 'kept'),
    run('two', 'taken'),
    run('three', 'added'),
    run('\n', 'kept', { list: 'bullet' }),
    run('Gone\n', 'taken', { seq: 5, list: 'bullet' }),
    run('Last\n', 'kept')
  ]
  const words = (side: 'both' | 'before' | 'after') =>
    comparedLines(runs, side, 7).map(({ pieces }) => pieces.map(({ text }) => text).join('|'))

  it('both moments are read together, or each alone', () => {
    expect(words('both')).toEqual(['One |two|three', 'Gone', 'Last'])
    expect(words('before')).toEqual(['One |two', 'Gone', 'Last'])
    expect(words('after')).toEqual(['One |three', 'Last'])
  })

  it('lists stay lists, and the line where something was done at this moment is known', () => {
    const lines = comparedLines(runs, 'both', 7)
    expect(lines.map(({ isHere }) => isHere)).toEqual([true, false, false])
    expect(comparedBlocks(lines).map((block) => [block.list, block.lines.length])).toEqual([
      ['bullet', 2],
      [undefined, 1]
    ])
  })

  it('two lines that became one are told by a sign, a line that went whole is not', () => {
    const joined = [run('One', 'kept'), run('\n', 'taken'), run('two\n', 'kept')]
    expect(comparedLines(joined, 'both', 0).map(({ end }) => end)).toEqual(['taken', undefined])
    expect(comparedLines(runs, 'both', 7).map(({ end }) => end)).toEqual([undefined, undefined, undefined])
  })
})

describe('the time line', () => {
  it('places and times are each other’s way back, and never leave the line', () => {
    const axis = new Axis(1000, 9_000_000, 10_000_000)
    expect(axis.place(1000)).toBeGreaterThan(0)
    expect(axis.place(10_000_000)).toBeLessThan(1)
    expect(axis.timeAt(axis.place(5_000_000))).toBeCloseTo(5_000_000)
    expect([axis.place(-1e9), axis.place(1e12)]).toEqual([0, 1])
  })

  it('days under it are few, even, and by the calendar over a change of the clocks', () => {
    const [from, to] = [new Date(2026, 2, 1).getTime(), new Date(2026, 3, 20).getTime()]
    const ticks = new Axis(from, to, to).ticks(8)
    expect(ticks.length).toBeGreaterThan(3)
    expect(ticks.length).toBeLessThanOrEqual(8)
    expect(ticks.every((tick) => new Date(tick).getHours() === 0)).toBe(true)
  })

  it('one lane a group in the fixed order, its tallest bar where most was written', () => {
    const lanes = lanesOf({
      days: [
        { day: '2026-05-19', letters: { health: 400, parents: 100 } },
        { day: '2026-05-20', letters: { parents: 4 } }
      ]
    })
    expect(lanes.map(({ group }) => group)[0]).toBe('parents')
    expect(lanes[0]).toMatchObject({ letters: 104, days: 2 })
    expect(lanes[0]?.bars.map(({ height }) => height)).toEqual([0.5, 0.1])
    expect(lanes[2]?.bars.map(({ height }) => height)).toEqual([1])
    expect(lanes[1]).toMatchObject({ letters: 0, bars: [] })
  })
})
