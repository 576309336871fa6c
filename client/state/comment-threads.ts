import { rangesOf, type Range } from '../../shared/authorship/anchors.ts'
import type { Anchor } from '../../shared/plan/anchor.ts'
import { parseFieldPath, type FieldPath } from '../../shared/plan/schema.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { isClosed, threadsOf, type Thread } from '../../shared/plan/threads.ts'
import { fieldNames } from '../../shared/words.ts'
import type { PlanState } from './plan.svelte.ts'
import { actionHref, boardHref, priorityHref } from './routes.ts'
import type { RecordsState } from './records.svelte.ts'

/** A thread and where its words stand now. */
export type PlacedThread = {
  thread: Thread
  /** From 1 in the order of the words, of those that are open; 0 for closed ones. */
  number: number
  range: Range | undefined
  /** It was about words, and none of them stands any more. */
  gone: boolean
}

/** What becomes a mark in a text: which letters, and the numbers of the threads about them. */
export type Note = Range & { number: number; id: string }

const threadsIn = new WeakMap<ReadonlyMap<string, PlanRecord>, readonly Thread[]>()

/** Every thread of the plan, oldest first; the same ones again until a record is new, so that typing draws none anew. */
export const allThreads = ({ held }: RecordsState): readonly Thread[] => {
  const known = threadsIn.get(held) ?? threadsOf(held.values())
  threadsIn.set(held, known)
  return known
}

/** Where the words of anchors stand, each field read once. */
const placesOf = (plan: PlanState, anchors: readonly Anchor[]): Map<Anchor, Range | undefined> => {
  void plan.words
  const places = new Map<Anchor, Range | undefined>()
  for (const field of new Set(anchors.map((anchor) => anchor.field))) {
    const text = plan.text(field)
    const here = anchors.filter((anchor) => anchor.field === field)
    const ranges = text ? rangesOf(text, here, plan.firstOf) : []
    here.forEach((anchor, n) => places.set(anchor, ranges[n]))
  }
  return places
}

/** Where one anchor's words stand now. */
export const placeOf = (plan: PlanState, anchor: Anchor): Range | undefined => placesOf(plan, [anchor]).get(anchor)

const lastPlaced = new WeakMap<Thread, PlacedThread>()

/** The same object as last time while the thread stands where it stood: its card has nothing to draw anew. */
const keptPlace = (next: PlacedThread): PlacedThread => {
  const last = lastPlaced.get(next.thread)
  const isSame =
    last?.number === next.number &&
    last.gone === next.gone &&
    last.range?.from === next.range?.from &&
    last.range?.to === next.range?.to
  if (last && isSame) return last
  lastPlaced.set(next.thread, next)
  return next
}

/**
 * Threads in the order of the words they are about: `paths` as they stand on the page; what is about no words,
 * or about words that are gone, comes behind.
 */
export const placeThreads = (
  plan: PlanState,
  threads: readonly Thread[],
  paths: readonly FieldPath[]
): PlacedThread[] => {
  const places = placesOf(
    plan,
    threads.flatMap(({ comment }) => comment.data.anchor ?? [])
  )
  const placed = threads.map((thread) => {
    const { anchor } = thread.comment.data
    const range = anchor ? places.get(anchor) : undefined
    const at = anchor && range ? paths.indexOf(anchor.field) : -1
    return { thread, range, gone: anchor !== null && !range, order: at < 0 ? Infinity : at }
  })
  placed.sort((a, b) => {
    if (a.order !== b.order) return a.order - b.order
    const [from, to] = [a.range?.from ?? Infinity, b.range?.from ?? Infinity]
    return from === to ? a.thread.comment.at - b.thread.comment.at : from - to
  })
  let number = 0
  return placed.map(({ thread, range, gone }) =>
    keptPlace({ thread, number: isClosed(thread) || thread.comment.withdrawn ? 0 : ++number, range, gone })
  )
}

/** Marks of the open threads, by field. */
export const notesOf = (placed: readonly PlacedThread[]): Map<FieldPath, Note[]> => {
  const notes = new Map<FieldPath, Note[]>()
  for (const { thread, number, range } of placed) {
    const { anchor } = thread.comment.data
    if (!anchor || !range || number === 0) continue
    const here = notes.get(anchor.field) ?? []
    notes.set(anchor.field, here)
    here.push({ ...range, number, id: thread.comment.id })
  }
  return notes
}

/** What something is about, in words, and where it is seen; `href` is '' for what is no longer there. */
export type Whereabouts = { name: string; href: string }

/** @param see the comment or fate whose words are to be shown there */
export const whereIs = (plan: PlanState, about: string, anchor: Anchor | null, see = ''): Whereabouts => {
  const [root, id = ''] = about.split('/')
  const query = see ? `?see=${see}` : ''
  const key = anchor ? parseFieldPath(anchor.field)?.key : undefined
  const part = key === undefined || key === 'title' || key === 'text' ? '' : (fieldNames[key] ?? '')
  const named = (name: string): string => (part ? `${name}, ${part}` : name)
  if (root === 'plan') return { name: named(plan.head.title), href: `${boardHref(plan.id)}${query}` }
  for (const priority of plan.board.priorities) {
    if (root === 'priorities' && priority.id === id)
      return {
        name: named(`${priority.reference}. ${priority.title}`),
        href: `${priorityHref(plan.id, priority)}${query}`
      }
    const action = priority.actions.find((each) => root === 'actions' && each.id === id)
    if (action)
      return {
        name: named(`Action ${action.reference}: ${action.text || 'without words'}`),
        href: `${actionHref(plan.id, priority, action.id)}${query}`
      }
  }
  return { name: 'Something that was taken out', href: '' }
}
