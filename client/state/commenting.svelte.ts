import { anchorBetween } from '../../shared/authorship/anchors.ts'
import { limits } from '../../shared/limits.ts'
import { shortened, type Anchor, type LetterRun } from '../../shared/plan/anchor.ts'
import type { RecordData } from '../../shared/plan/records.ts'
import { parseFieldPath, ROOTS, type FieldPath } from '../../shared/plan/schema.ts'
import type { ChosenLetters } from '../editor/chosen-letters.ts'
import type { PlanState } from './plan.svelte.ts'

export type Mention = RecordData<'answer'>['mentions'][number]
/** Whom words are for, by the name that stands behind "@" in them. */
export type Named = { name: string; mention: Mention }
/** Words that were typed and not yet posted. */
export type Draft = { words: string; named: readonly Named[] }
/** What somebody is about to comment on. */
export type CommentTarget = { plan: PlanState; about: string; anchor: Anchor | null }

/** What a field is of, as records name it. */
export const aboutOfField = (path: FieldPath): string => {
  const place = parseFieldPath(path)?.place
  return !place || place.kind === 'plan' ? 'plan' : `${ROOTS[place.kind]}/${place.id}`
}

const anchorOf = (field: FieldPath, { ids, words }: ChosenLetters): Anchor => {
  const letters = ids.map(({ client, clock, length }): LetterRun => [client, clock, length])
  const half = limits.anchorRunsMax / 2
  const kept = letters.length > limits.anchorRunsMax ? [...letters.slice(0, half), ...letters.slice(-half)] : letters
  return { field, letters: kept, quote: shortened(words) }
}

/** All words of a field, to be pointed at; undefined for an empty one. */
export const wholeField = (plan: PlanState, path: FieldPath): Anchor | undefined => {
  const text = plan.text(path)
  return text && anchorBetween(path, text, 0, text.length)
}

/** Which words are chosen on the screen, and what is about to be commented on. */
class Commenting {
  #chosen: { plan: PlanState; anchor: Anchor } | null = $state.raw(null)
  #asked: CommentTarget | null = $state.raw(null)

  /** The words of a field that are chosen now; undefined when none of it are. */
  note(plan: PlanState, path: FieldPath, letters: ChosenLetters | undefined): void {
    if (letters) this.#chosen = { plan, anchor: anchorOf(path, letters) }
    else if (this.#chosen?.anchor.field === path) this.#chosen = null
  }
  chosenIn(plan: PlanState): Anchor | undefined {
    return this.#chosen?.plan === plan ? this.#chosen.anchor : undefined
  }

  get asked(): CommentTarget | null {
    return this.#asked
  }
  ask(target: CommentTarget): void {
    this.#asked = target
  }
  /** About the words, or else about the priority or the action one is in, or the plan. */
  askHere(plan: PlanState, anchor: Anchor | undefined, action?: string): void {
    const { state } = plan.here
    const here = state.at === 'priority' ? `priorities/${state.priority}` : 'plan'
    const about = anchor ? aboutOfField(anchor.field) : action === undefined ? here : `actions/${action}`
    this.ask({ plan, about, anchor: anchor ?? null })
  }
  close(): void {
    this.#asked = null
  }
}

export const commenting = new Commenting()
