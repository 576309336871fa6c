// @wc-ignore-file
import { limits } from '../limits.ts'
import { parseValue, type Lead } from '../plan/schema.ts'
import { GROUPS, IMPACT_WORDS, STATUS_WORDS, type Group, type StatusWord } from '../plan/vocabulary.ts'
import { groupNames, impactNames, statusNames } from '../words.ts'
import type { StatusKey, ValueCells } from './columns.ts'
import type { Cell } from './workbook.ts'

/** Why a row, or a cell of it, does not come in. */
export type Reason =
  | 'unknown-action'
  | 'taken-out'
  | 'twice'
  | 'unknown-priority'
  | 'no-words'
  | 'no-date'
  | 'no-status'
  | 'no-why'
  | 'no-group'
  | 'no-impact'
  | 'no-new-date'
  | 'too-long'
  | 'cut'
  | 'formula'

export type Parsed<T> = { value: T } | { reason: Reason }

/** What is left of the first day that a spreadsheet counts. Source: ECMA-376 Part 1, 18.17.4.1. */
const epochDays = { 1900: -25_569, 1904: -24_107 } as const
const dayMs = 86_400_000
/** Days that a plan can name: a smaller number is no date somebody meant. */
const years = { from: 2000, to: 2200 } as const

const isoOf = (year: number, month: number, day: number): string | undefined => {
  const at = new Date(Date.UTC(year, month - 1, day))
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return isReal && year >= years.from && year < years.to ? at.toISOString().slice(0, 10) : undefined
}
const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/**
 * A cell with a day, however a spreadsheet has written it since: 2026-10-30, 30/10/2026 (the day first),
 * 30 October 2026, or a number of days. As ISO 8601; '' for an empty cell.
 */
export const dayIn = ({ text, serial }: Cell, since1904: boolean): Parsed<string> => {
  const said = text.trim()
  if (said === '') return { value: '' }
  if (serial !== undefined) {
    const at = new Date((Math.floor(serial) + epochDays[since1904 ? 1904 : 1900]) * dayMs)
    const iso = Number.isNaN(at.getTime())
      ? undefined
      : isoOf(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate())
    return iso === undefined ? { reason: 'no-date' } : { value: iso }
  }
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$/.exec(said) ?? []
  const [, first, second, third] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(said) ?? []
  const [, at, name, named] = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?[ -](\d{4})$/i.exec(said) ?? []
  const iso =
    year !== undefined
      ? isoOf(Number(year), Number(month), Number(day))
      : first !== undefined
        ? isoOf(Number(third), Number(second), Number(first))
        : name !== undefined
          ? isoOf(Number(named), monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1, Number(at))
          : undefined
  return iso === undefined ? { reason: 'no-date' } : { value: iso }
}

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()

const letters: Readonly<Record<string, StatusWord>> = { g: 'on-track', a: 'slipping', r: 'off-track', b: 'done' }
/** The plan's own word, the usual one, or the letter of the key. */
export const statusIn = (text: string, statusKey: StatusKey | undefined): StatusWord | undefined => {
  const said = folded(text)
  if (said === '') return 'not-started'
  const named = (names: StatusKey): StatusWord | undefined => STATUS_WORDS.find((word) => folded(names[word]) === said)
  return named(statusKey ?? statusNames) ?? named(statusNames) ?? letters[said]
}

const groupIn = (text: string): Group | undefined => GROUPS.find((group) => folded(groupNames[group]) === folded(text))

const leadIn = (text: string): Lead | undefined => {
  const whole = groupIn(text)
  if (whole) return { group: whole, role: '' }
  const comma = text.lastIndexOf(',')
  const group = comma < 0 ? undefined : groupIn(text.slice(comma + 1))
  return group && { group, role: text.slice(0, comma).trim() }
}

const partsOf = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const allOf = <T>(parts: readonly string[], read: (part: string) => T | undefined): T[] | undefined => {
  const found = parts.map(read).filter((each) => each !== undefined)
  return found.length === parts.length ? found : undefined
}

/** Fields that change together, because one is the reason for the other. */
export const valueGroups = {
  leads: ['leads'],
  partners: ['partners'],
  start: ['start'],
  due: ['due', 'first', 'moved'],
  status: ['status', 'why'],
  felt: ['felt'],
  cost: ['cost']
} as const satisfies Record<string, readonly (keyof ValueCells)[]>
export type ValueGroup = keyof typeof valueGroups
export const dayColumns = ['start', 'due', 'first'] as const

/** Values of an action as the schema takes them, by their key. */
export type Values = readonly (readonly [key: string, value: unknown])[]

const whole = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim()
const fitting = (values: Values): Parsed<Values> =>
  values.every(([key, value]) => parseValue('action', key, value)) ? { value: values } : { reason: 'too-long' }

/** What the cells of one group say. Days are ISO 8601 here already. */
export const valuesIn = (group: ValueGroup, cells: ValueCells, statusKey: StatusKey | undefined): Parsed<Values> => {
  switch (group) {
    case 'leads': {
      const leads = allOf(partsOf(cells.leads, /[;\n]/), leadIn)
      return leads ? fitting([['leads', leads]]) : { reason: 'no-group' }
    }
    case 'partners': {
      const partners = allOf(partsOf(cells.partners, /[,;\n]/), groupIn)
      return partners
        ? { value: [['partners', GROUPS.filter((each) => partners.includes(each))]] }
        : { reason: 'no-group' }
    }
    case 'start':
      return { value: [['start', cells.start === '' ? null : cells.start]] }
    case 'due': {
      const why = whole(cells.moved)
      if (why === '') return { value: dueValues(cells.due, null) }
      if (cells.due === '') return { reason: 'no-new-date' }
      return fitting(dueValues(cells.first, { date: cells.due, why }))
    }
    case 'status': {
      const word = statusIn(cells.status, statusKey)
      const why = whole(cells.why)
      if (!word) return { reason: 'no-status' }
      if ((word === 'slipping' || word === 'off-track') && why === '') return { reason: 'no-why' }
      return fitting([['status', { word, why }]])
    }
    case 'felt': {
      const said = folded(cells.felt)
      const word = said === '' ? 'not-yet' : IMPACT_WORDS.find((each) => folded(impactNames[each]) === said)
      return word ? { value: [['felt', word]] } : { reason: 'no-impact' }
    }
    case 'cost': {
      const cost = whole(cells.cost)
      return cost.length > limits.controlledTextMax
        ? { reason: 'too-long' }
        : { value: [['cost', cost === '' ? null : cost]] }
    }
    default: {
      const missed: never = group
      throw new TypeError(`unhandled ${String(missed)}`)
    }
  }
}

const dueValues = (due: string, revised: { date: string; why: string } | null): Values => [
  // The first date is kept when the file has none beside a new one.
  ...(revised && due === '' ? [] : [['due', due === '' ? null : due] as const]),
  ['revised', revised] as const
]
