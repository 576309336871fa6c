import type { FieldPath } from '../../../shared/plan/schema.ts'
import { readLines, type Line } from '../../../shared/plan/text.ts'
import type { EditorNow } from '../../editor/keys.ts'
import type { EditorHandle } from '../../editor/handle.ts'
import { indexOfCaret, indexOfLetter, letterAt } from '../../editor/letter.ts'
import type { PlanState } from '../../state/plan.svelte.ts'

/** The fixed headings of a priority, in reading order. Source: design page, "Priority editor". */
export const headings = ['why', 'now', 'outcome', 'know', 'commitments', 'told'] as const

/** The longer texts of an action, in reading order. */
export const actionTexts = ['success', 'answers', 'impact'] as const

/** What every text of the screen shares: the plan, and what it tells the screen. */
export type FieldParts = {
  plan: PlanState
  onopen: (path: FieldPath) => void
  /** The editor stands, or has gone. */
  onhandle: (handle: EditorHandle | undefined, leave?: () => void) => void
  onnow: (now: EditorNow) => void
  /** True when Esc was used up by something on top of the text. */
  onescape: () => boolean
  onleave: () => void
  onasked: (asked: Asked | null) => void
}

/** Words a person asked about: which letter, where it is in the window now, and the button they asked with. */
export type Asked = {
  path: FieldPath
  index: number
  words: () => DOMRect | undefined
  person: string
  group: string
  from?: HTMLElement
}

/**
 * The lines of texts as they are now; the same array again while a text says the same, so that a
 * letter typed in one field draws one field.
 */
export class PriorityWords {
  #kept = new Map<FieldPath, { said: string; lines: Line[] }>()

  read(plan: PlanState, path: FieldPath): Line[] {
    void plan.words
    const text = plan.text(path)
    const lines = text ? readLines(text, plan.firstOf) : []
    const said = JSON.stringify(lines)
    const kept = this.#kept.get(path)
    if (kept?.said === said) return kept.lines
    this.#kept.set(path, { said, lines })
    return lines
  }
}

/** When the letter at an index of a field was written; undefined before it is kept. */
export const writtenAt = (plan: PlanState, path: FieldPath, index: number): number | undefined => {
  const letter = letterIn(plan, path, index)
  return letter && plan.wroteAt(letter.client, letter.clock)
}

/** A letter, whichever its place in the text. */
export type LetterId = { client: number; clock: number }

/** The letter that stands at an index of a field now. */
export const letterIn = (plan: PlanState, path: FieldPath, index: number): LetterId | undefined => {
  const text = plan.text(path)
  return text && letterAt(text, index)
}

/** Where a letter of a field stands now, as index of its flat text; undefined once it is gone. */
export const indexOf = (plan: PlanState, path: FieldPath, letter: LetterId): number | undefined => {
  const text = plan.text(path)
  return text && indexOfLetter(text, letter)
}

/** Who wrote the letter at an index of a field; undefined for nobody known. */
export const authorAt = (
  plan: PlanState,
  path: FieldPath,
  index: number
): { person: string; group: string } | undefined => {
  const letter = letterIn(plan, path, index)
  return letter && plan.credited(letter.client, letter.clock).author
}

/** Where somebody's caret stands in a field, as index of its flat text. */
export const caretIndex = (plan: PlanState, path: FieldPath, caret: unknown): number | undefined => {
  const text = plan.text(path)
  return text && indexOfCaret(text, caret)
}
