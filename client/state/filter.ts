import { GROUPS, STATUS_WORDS, parseGroup, type Group, type StatusWord } from '../../shared/plan/vocabulary.ts'
import type { ActionView } from './views.ts'

/** 'mine' is the group of whoever looks, so that the same address suits everyone. */
export type WhoseActions = 'all' | 'mine' | Group
/** 'late' is Slipping and Off track together. */
export type HowTheyStand = 'all' | 'late' | StatusWord

/** Which actions of a plan are shown, on the board and in the table alike. */
export type Filter = { whose: WhoseActions; stands: HowTheyStand; words: string }

export const everything: Filter = { whose: 'all', stands: 'all', words: '' }

export const isEverything = ({ whose, stands, words }: Filter): boolean =>
  whose === 'all' && stands === 'all' && words.trim() === ''

/** Reads what the address says; the words looked for are never in it, because they can be anything. */
export const filterFrom = (query: URLSearchParams, words: string): Filter => {
  const whose = query.get('whose')
  const stands = query.get('stands')
  return {
    whose: whose === 'mine' ? 'mine' : (parseGroup(whose) ?? 'all'),
    stands: stands === 'late' ? 'late' : (STATUS_WORDS.find((word) => word === stands) ?? 'all'),
    words
  }
}

export const writeFilter = (query: URLSearchParams, { whose, stands }: Filter): void => {
  for (const [key, value] of [
    ['whose', whose],
    ['stands', stands]
  ] as const) {
    if (value === 'all') query.delete(key)
    else query.set(key, value)
  }
}

const plain = (words: string): string => words.toLocaleLowerCase('en-GB').normalize('NFKD').replace(/\p{M}/gu, '')

/** Whether an action is shown; `mine` is the group of whoever looks. Every word looked for must be in it. */
export const matcher = (filter: Filter, mine: Group | null): ((action: ActionView) => boolean) => {
  const group = filter.whose === 'mine' ? mine : filter.whose === 'all' ? null : filter.whose
  const words = plain(filter.words).split(/\s+/).filter(Boolean)
  return (action) => {
    const { leads, partners, status, text, success } = action
    if (group && !leads.some((lead) => lead.group === group) && !partners.includes(group)) return false
    if (filter.stands === 'late' && status.word !== 'slipping' && status.word !== 'off-track') return false
    if (filter.stands !== 'all' && filter.stands !== 'late' && filter.stands !== status.word) return false
    if (words.length === 0) return true
    const said = plain([text, success, status.why, ...leads.map((lead) => lead.role)].join(' '))
    return words.every((word) => said.includes(word))
  }
}

/** Groups and ratings to choose from, in their fixed order. */
export const WHOSE = ['all', 'mine', ...GROUPS] as const satisfies readonly WhoseActions[]
export const STANDS = ['all', 'late', ...STATUS_WORDS] as const satisfies readonly HowTheyStand[]

/** "12 of 32 actions"; without a filter "32 actions". */
export const countWords = (shown: number, all: number): string => {
  if (shown !== all) return all === 1 ? `${shown} of 1 action` : `${shown} of ${all} actions`
  return all === 1 ? '1 action' : `${all} actions`
}
