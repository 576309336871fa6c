import type * as Y from 'yjs'
import { type Group } from '../../shared/plan/schema.ts'
import { type WhoBy } from './by-group.ts'
import { type ChosenLetters } from './chosen-letters.ts'
import { type RemoteCaret } from './carets.ts'
import { type EditorCommand, type EditorNow } from './keys.ts'
import { type LinkHere } from './links.ts'
import { type Authors } from './paint.ts'
import { type TextKind } from './schema.ts'

/** The words of one author around a letter (`client`, `clock`); `rect` is where that letter is in the window. */
export type RunAtCaret = {
  client: number
  clock: number
  person: string
  group: Group
  from: number
  to: number
  rect: DOMRect
}

export type EditorOptions = {
  text: Y.Text
  kind: TextKind
  /** Its accessible name: words, or the id of the heading that says them. */
  name: string | { labelledby: string }
  describedby?: string
  editable: boolean
  authors: Authors
  /** Whose words are told apart by their lines; nobody's when absent. */
  paint?: WhoBy | null
  /** The group whose tint the letters of this client get as they arrive; undefined for one's own. */
  tintOf?: (client: number) => Group | undefined
  /** Whether movement is kept down. */
  isCalm?: () => boolean
  carets?: readonly RemoteCaret[]
  lang?: string
  /** Where this person's caret is, as JSON for other people; null when it is nowhere in this text. */
  onCaret?: (position: unknown, writing: boolean) => void
  /** The caret was put into somebody's words by hand (not by typing), while words are painted. */
  onRun?: (run: RunAtCaret | null) => void
  onState?: (now: EditorNow) => void
  /** A link is wanted: ask for its address, then call `link`. */
  onLink?: () => void
  /** A paste was too long for one change; nothing of it was taken. */
  onTooMuch?: () => void
  /** Esc anywhere; Enter in a text of one line. The editor does not move focus. */
  onLeave?: (how: 'escape' | 'enter') => void
  onFocus?: (focused: boolean) => void
  /** Milliseconds, for carets that fold and go. */
  now?: () => number
}

/** 'kept': where the caret or the selection was. */
export type FocusPlace = 'start' | 'end' | 'kept' | { left: number; top: number } | { index: number }

export type EditorHandle = {
  readonly element: HTMLElement
  focus(at?: FocusPlace): void
  hasFocus(): boolean
  /** Where the caret is, as an index of the text. */
  caretIndex(): number
  run(command: EditorCommand): void
  /** Writes at the caret, as typing does. */
  insert(text: string): void
  /** What `link` would work on now. */
  linkHere(): LinkHere
  /**
   * Links the chosen words or the link at the caret, or writes `words` as a link; null takes a link off.
   * False when the address is not http, https or mailto.
   */
  link(href: string | null, words?: string): boolean
  hasSelection(): boolean
  /** The chosen letters; undefined when none are. */
  chosen(): ChosenLetters | undefined
  now(): EditorNow
  paint(by: WhoBy | null): void
  /** Owners or their look changed. */
  authors(authors: Authors): void
  carets(list: readonly RemoteCaret[]): void
  editable(editable: boolean): void
  /** Marks words that are commented on: indexes of the text, and the number of the comment; 0 lifts them out. */
  notes(list: readonly { from: number; to: number; number: number }[]): void
  /** Words of one author around an index of the text, with their place in the window. */
  runAt(index: number): RunAtCaret | null
  /** Index of the first letter inside an element of the editor. */
  indexOf(inside: globalThis.Node): number
  /** Lifts these words out with their group's tint; null takes it away. */
  choose(run: Pick<RunAtCaret, 'from' | 'to' | 'group'> | null): void
  destroy(): void
}
