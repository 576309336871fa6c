import type { Command } from './commands.svelte.ts'

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB')

/** How well a typed word fits a text: 0 not at all; a whole word over its start, its middle, its letters in order. */
const fit = (typed: string, text: string): number => {
  const words = text.split(/[^\p{L}\p{N}]+/u)
  if (words.includes(typed)) return 8
  if (words.some((word) => word.startsWith(typed))) return 6
  if (text.includes(typed)) return 3
  let from = 0
  for (const letter of typed) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return 0
  }
  return typed.length > 2 ? 1 : 0
}

/** The commands that fit what was typed, best first; every typed word must fit. All of them when nothing is typed. */
export const findCommands = (all: readonly Command[], typed: string): Command[] => {
  const asked = plain(typed).split(/\s+/).filter(Boolean)
  if (asked.length === 0) return [...all]
  return all
    .map((command, place) => {
      const label = plain(command.label)
      const more = plain(command.words ?? '')
      const fits = asked.map((word) => Math.max(fit(word, label) * 2, more === '' ? 0 : fit(word, more)))
      return { command, place, score: fits.includes(0) ? 0 : fits.reduce((sum, each) => sum + each, 0) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ command }) => command)
}
