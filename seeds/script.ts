import type * as Y from 'yjs'
import type { ItemId } from '../shared/ids.ts'
import { orderBetween } from '../shared/plan/order.ts'
import {
  addAction,
  addPriority,
  fieldPath,
  fieldText,
  setValue,
  type FieldPath,
  type Group,
  type Lead,
  type Milestone,
  type Officer,
  type Place,
  type Status,
  type TextKey,
  type Value
} from '../shared/plan/schema.ts'
import { readLines } from '../shared/plan/text.ts'
import type { Writer } from './cast.ts'

/** Days on which the people of the example wrote, first minute of each, UTC. */
export const days = [
  '2026-09-14T09:05Z',
  '2026-09-24T12:35Z',
  '2026-10-06T09:10Z',
  '2026-10-15T14:20Z',
  '2026-11-02T10:05Z',
  '2026-11-12T13:30Z'
] as const
/** 1 is the first day. */
export type Day = 1 | 2 | 3 | 4 | 5 | 6

/**
 * Where words go. Left out: at the end of the field; then a leading "- " begins a bullet and a
 * leading "\n" a paragraph. `after` and `instead` name words that stand there already, once.
 * `mark` makes the words themselves, which stand there already, bold or italic.
 */
export type Where = { after: string } | { instead: string } | { mark: 'bold' | 'italic' }
export type Stroke = readonly [day: Day, by: Writer, words: string, where?: Where]

type ActionValues = {
  status?: Status
  felt?: Value<'action', 'felt'>
  revised?: Value<'action', 'revised'>
  /** The day on which the milestone of the first three months was reached. */
  reached3?: string
}
type PriorityValues = { status?: Status; impact?: Value<'priority', 'impact'> }

export type ActionScript = {
  id: string
  /** The first stroke is by whoever adds the action. */
  text: readonly [Stroke, ...Stroke[]]
  success: readonly Stroke[]
  answers: readonly Stroke[]
  impact?: readonly Stroke[]
  leads: Lead[]
  partners: Group[]
  start: string
  due: string
  cost?: string
  /** What should be true after 3, 6 and 12 months. */
  milestones?: readonly [three: string | null, six: string | null, twelve: string | null]
  later?: readonly (readonly [day: Day, by: Writer, values: ActionValues])[]
}

export type ThemeScript = {
  id: string
  title: string
  leads: Lead[]
  texts: Record<Exclude<TextKey<'priority'>, 'title'>, readonly Stroke[]>
  /** Answers for it: a role and where, never a name. */
  officer: Officer
  later: readonly (readonly [day: Day, by: Writer, values: PriorityValues])[]
  actions: readonly ActionScript[]
}

export type PlanScript = Record<Exclude<TextKey<'plan'>, 'title'>, readonly Stroke[]>

/**
 * One thing that one person does in one go. Steps of one `queue` happen in their order; steps of
 * different queues may happen at the same moment, by different people.
 */
export type Step = { day: Day; by: Writer; queue: string; alsoIn?: string; play: (doc: Y.Doc) => void }

/** Where words begin that stand exactly once in a text. @throws when they do not. */
export const indexOf = (text: Y.Text, words: string, path: FieldPath): number => {
  const all = text.toJSON()
  const at = all.indexOf(words)
  if (words === '' || at < 0 || all.includes(words, at + 1))
    throw new Error(`the script names words that do not stand exactly once in ${path}: ${words}`)
  return at
}

const writeAtEnd = (text: Y.Text, words: string): void => {
  // A narrative keeps its own last line end: words go in front of it.
  const kept = text.toJSON().endsWith('\n') ? 1 : 0
  const end = (): number => text.length - kept
  const bullet = words.startsWith('- ')
  const paragraph = words.startsWith('\n')
  if (bullet || paragraph) {
    const before = readLines(text).at(-1)?.list
    // The new line end takes over the kind of the line it closes; the last one gets the new line's kind.
    if (end() > 0) text.insert(end(), '\n', before ? { list: before } : {})
    if (bullet !== (before === 'bullet')) text.format(end(), kept, { list: bullet ? 'bullet' : null })
  }
  text.insert(end(), words.slice(bullet ? 2 : paragraph ? 1 : 0), {})
}

/** Does to a field what its author's editor would: one transaction, no letter of others touched. */
export const playStroke = (doc: Y.Doc, path: FieldPath, words: string, where: Where | undefined): void => {
  const text = fieldText(doc, path)
  if (!text) throw new Error(`there is no text at ${path}`)
  doc.transact(() => {
    if (where === undefined) writeAtEnd(text, words)
    else if ('mark' in where) text.format(indexOf(text, words, path), words.length, { [where.mark]: true })
    else if ('after' in where) text.insert(indexOf(text, where.after, path) + where.after.length, words, {})
    else {
      const at = indexOf(text, where.instead, path)
      text.delete(at, where.instead.length)
      text.insert(at, words, {})
    }
  })
}

const strokes = (path: FieldPath, list: readonly Stroke[], queue: string = path): Step[] =>
  list.map(([day, by, words, where]) => ({ day, by, queue, play: (doc) => playStroke(doc, path, words, where) }))

const planSteps = (script: PlanScript): Step[] =>
  Object.entries(script).flatMap(([key, list]) => strokes(fieldPath({ kind: 'plan' }, key), list))

const prioritySteps = (theme: ThemeScript): Step[] => {
  const place = { kind: 'priority', id: theme.id as ItemId } as const
  return [
    ...Object.entries(theme.texts).flatMap(([key, list]) => strokes(fieldPath(place, key), list)),
    ...theme.later.map(([day, by, { status, impact }]) => ({
      day,
      by,
      queue: `${theme.id} values`,
      play: (doc: Y.Doc): void =>
        doc.transact(() => {
          if (status) setValue(doc, place, 'status', status)
          if (impact) setValue(doc, place, 'impact', impact)
        })
    }))
  ]
}

const actionSteps = (theme: ThemeScript, action: ActionScript, order: string): Step[] => {
  const place = { kind: 'action', id: action.id as ItemId } satisfies Place
  const { leads, partners, start, due } = action
  const [milestone3, milestone6, milestone12] = (action.milestones ?? [null, null, null]).map(
    (what): Milestone | null => (what === null ? null : { what, reached: null })
  )
  const months = action.milestones
    ? { milestone3: milestone3 ?? null, milestone6: milestone6 ?? null, milestone12: milestone12 ?? null }
    : {}
  const values = { order, priority: theme.id, leads, partners, start, due, cost: action.cost ?? null, ...months }
  const [[day, by, words], ...edits] = action.text
  const text = fieldPath(place, 'text')
  const add: Step = {
    day,
    by,
    queue: action.id,
    // One after the other, so that their numbers go as they stand.
    alsoIn: `${theme.id} actions`,
    play: (doc) => {
      addAction(doc, place.id, values)
      playStroke(doc, text, words, undefined)
    }
  }
  const later = (action.later ?? []).map(([when, who, { status, felt, revised, reached3 }]): Step => ({
    day: when,
    by: who,
    queue: action.id,
    play: (doc) =>
      doc.transact(() => {
        if (milestone3 && reached3) setValue(doc, place, 'milestone3', { ...milestone3, reached: reached3 })
        if (status) setValue(doc, place, 'status', status)
        if (felt) setValue(doc, place, 'felt', felt)
        if (revised) setValue(doc, place, 'revised', revised)
      })
  }))
  const written = (['success', 'answers', 'impact'] as const).flatMap((key) =>
    strokes(fieldPath(place, key), action[key] ?? [], action.id)
  )
  return [add, ...strokes(text, edits, action.id), ...written, ...later]
}

const orders = (count: number): string[] => {
  const keys: string[] = []
  while (keys.length < count) keys.push(orderBetween(keys.at(-1) ?? null, null))
  return keys
}

/** The first steps: the lead adds the priorities, one after the other. */
export const openingSteps = (themes: readonly ThemeScript[]): Step[] =>
  orders(themes.length).map((order, index): Step => {
    const theme = themes[index]
    if (!theme) throw new Error('more places than themes')
    return {
      day: 1,
      by: 'helen',
      queue: theme.id,
      play: (doc) =>
        addPriority(
          doc,
          theme.id as ItemId,
          { order, kind: 'theme', leads: theme.leads, officer: theme.officer },
          { title: theme.title }
        )
    }
  })

/** Everything that follows, in the order of the script; each queue's days never go back. */
export const writingSteps = (plan: PlanScript, themes: readonly ThemeScript[]): Step[] => [
  ...planSteps(plan),
  ...themes.flatMap((theme) => {
    const places = orders(theme.actions.length)
    // They stand in the order in which they were written.
    const actions = [...theme.actions].sort((a, b) => a.text[0][0] - b.text[0][0])
    return [
      ...prioritySteps(theme),
      ...actions.flatMap((action, index) => actionSteps(theme, action, places[index] ?? ''))
    ]
  })
]

/**
 * The steps of one day as turns: in a turn each person does at most one thing and nobody touches
 * what another is in, so that all of it can go out at the same moment.
 */
export const turnsOf = (steps: readonly Step[]): Step[][] => {
  const turns: Step[][] = []
  let waiting = [...steps]
  while (waiting.length > 0) {
    const people = new Set<string>()
    const queues = new Set<string>()
    const turn = waiting.filter((step) => {
      const own = [step.queue, ...(step.alsoIn === undefined ? [] : [step.alsoIn])]
      const free = !people.has(step.by) && !own.some((queue) => queues.has(queue))
      // Taken or not, what comes later in its queues must wait for it.
      for (const queue of own) queues.add(queue)
      if (free) people.add(step.by)
      return free
    })
    turns.push(turn)
    const done = new Set(turn)
    waiting = waiting.filter((step) => !done.has(step))
  }
  return turns
}
