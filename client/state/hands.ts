import type * as Y from 'yjs'
import { walkText } from '../../shared/plan/text.ts'
import type { PlanState } from './plan.svelte.ts'

/** Whose hands were on the words around a letter, besides those of whoever wrote them first. Names; times in ms. */
export type Hands = {
  /** Who typed this letter for its author. */
  typist?: string
  /** Who put this letter back, and when it was first written, where that is known. */
  putBack?: { by: string; firstAt: number | undefined }
  /** The same of other words of the run: by whom some of it was typed or put back. */
  someTypedBy: readonly string[]
  somePutBackBy: readonly string[]
}

type Plan = Pick<PlanState, 'firstOf' | 'credited' | 'handsOf' | 'nameOf' | 'byWhom'>
type Piece = { from: number; to: number; author: unknown; typist?: string; putBack?: Hands['putBack'] }

/** Letters of one client, first author and line, left to right. */
const piecesOf = (plan: Plan, text: Y.Text): Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  walkText(text, ({ text: letters, client, clock }) => {
    for (let done = 0; done < letters.length;) {
      const { length } = plan.firstOf({ client, clock: clock + done })
      const part = letters.slice(done, done + length)
      const [line = ''] = part.split('\n')
      const size = line === '' ? 1 : line.length
      const { typist, putBackBy, firstAt } = plan.handsOf(client, clock + done)
      // Nobody is asked about a line end, and a run does not go across it.
      if (line !== '')
        pieces.push({
          from: at + done,
          to: at + done + size,
          author: plan.credited(client, clock + done).author,
          ...(typist === undefined ? {} : { typist: plan.nameOf(typist) }),
          ...(putBackBy === undefined ? {} : { putBack: { by: plan.byWhom(putBackBy), firstAt } })
        })
      done += size
    }
    at += letters.length
  })
  return pieces
}

/** The pieces of one author around an index of a text, and which of them it is in; undefined at a line end. */
const runOf = (plan: Plan, text: Y.Text, index: number): { run: Piece[]; own: Piece } | undefined => {
  const pieces = piecesOf(plan, text)
  const here = pieces.findIndex(({ from, to }) => from <= index && index < to)
  const own = pieces[here]
  if (!own) return undefined
  const goesOn = (one: Piece | undefined, next: Piece | undefined): boolean =>
    one?.to === next?.from && one?.author === next?.author
  let [first, last] = [here, here]
  while (first > 0 && goesOn(pieces[first - 1], pieces[first])) first--
  while (last + 1 < pieces.length && goesOn(pieces[last], pieces[last + 1])) last++
  return { run: pieces.slice(first, last + 1), own }
}

/** Where the words of one author around an index of a text begin and end. */
export const runAround = (plan: Plan, text: Y.Text, index: number): { from: number; to: number } | undefined => {
  const around = runOf(plan, text, index)
  const [first, last] = [around?.run.at(0), around?.run.at(-1)]
  return first && last && { from: first.from, to: last.to }
}

/** Everyone whose hands were on the run of one author around an index of a text. */
export const handsAround = (plan: Plan, text: Y.Text, index: number): Hands => {
  const around = runOf(plan, text, index)
  if (!around) return { someTypedBy: [], somePutBackBy: [] }
  const { run, own } = around
  const others = (nameOf: (piece: Piece) => string | undefined): string[] => {
    const names = new Set(run.flatMap((piece) => nameOf(piece) ?? []))
    names.delete(nameOf(own) ?? '')
    return [...names]
  }
  return {
    ...(own.typist === undefined ? {} : { typist: own.typist }),
    ...(own.putBack === undefined ? {} : { putBack: own.putBack }),
    someTypedBy: others(({ typist }) => typist),
    somePutBackBy: others(({ putBack }) => putBack?.by)
  }
}

/** Who typed words of an author, and whether all of them. */
export type Typed = { by: readonly string[]; all: boolean }

/** Who typed the words of these client ids, by group and person of their author; nobody where they did it themselves. */
export const typedIn = (
  plan: Pick<PlanState, 'authors' | 'typistOf' | 'nameOf'>,
  clients: Iterable<number>
): ReadonlyMap<string, Typed> => {
  const typed = new Map<string, { by: Set<string>; all: boolean }>()
  for (const client of clients) {
    const author = plan.authors.ofClient(client)
    if (!author) continue
    const typist = plan.typistOf(client)
    const key = author.group + author.person
    const known = typed.get(key) ?? { by: new Set<string>(), all: true }
    if (typist === undefined) known.all = false
    else known.by.add(plan.nameOf(typist))
    typed.set(key, known)
  }
  return new Map(
    [...typed].flatMap(([key, { by, all }]) => (by.size === 0 ? [] : [[key, { by: [...by], all }] as const]))
  )
}

/** "Typed by Helen Price", "Some typed by Helen Price, Tom Bradley"; '' for nobody. */
export const typedWords = (typed: Typed | undefined): string => {
  if (!typed) return ''
  const names = typed.by.join(', ')
  return typed.all ? `Typed by ${names}` : `Some typed by ${names}`
}
