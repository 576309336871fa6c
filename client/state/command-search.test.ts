import { describe, expect, it } from 'vitest'
import { findCommands } from './command-search.ts'
import { commands, type Command } from './commands.svelte.ts'

const command = (label: string, words = ''): Command => ({ id: label, label, words, run: () => undefined })
const all = [
  command('Go to priority 1: Co-production with parents'),
  command('Go to priority 2: Improving outcomes'),
  command('Go to Anna Novák, who is here'),
  command('Hold the page still', 'freeze stop pause'),
  command('Show who wrote this', 'authors'),
  command('Help')
]
const found = (typed: string): string[] => findCommands(all, typed).map(({ label }) => label)

describe('finding a command (design §8)', () => {
  it('shows all, in their order, before anything is typed', () => {
    expect(found('  ')).toEqual(all.map(({ label }) => label))
  })
  it('finds by the start of words, in any order, without accents or capitals', () => {
    expect(found('NOVAK')[0]).toBe('Go to Anna Novák, who is here')
    expect(found('outc prio')).toEqual(['Go to priority 2: Improving outcomes'])
    expect(found('2')[0]).toBe('Go to priority 2: Improving outcomes')
  })
  it('finds by another word for the same, and by letters in order', () => {
    expect(found('freeze')).toEqual(['Hold the page still'])
    expect(found('hps')).toContain('Hold the page still')
  })
  it('finds nothing for what is nowhere', () => {
    expect(found('zebra')).toEqual([])
  })
})

describe('the list of commands', () => {
  it('holds a screen’s commands while it is mounted, the later before the earlier, and one of each id', () => {
    const stopA = commands.add(() => [command('a'), command('both')])
    const later = { ...command('both'), label: 'both, later' }
    const stopB = commands.add(() => [command('b'), later, { ...command('link'), first: true }])
    expect(commands.all.map(({ label }) => label)).toEqual(['link', 'b', 'both, later', 'a'])
    stopB()
    expect(commands.all.map(({ label }) => label)).toEqual(['a', 'both'])
    stopA()
    expect(commands.all).toEqual([])
  })
})
