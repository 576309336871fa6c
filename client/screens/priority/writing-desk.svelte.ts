import type { FieldPath } from '../../../shared/plan/schema.ts'
import type { EditorNow } from '../../editor/keys.ts'
import type { EditorHandle } from '../../editor/handle.ts'
import type { AuthorStyle } from '../../state/authors.ts'
import type { PlanState } from '../../state/plan.svelte.ts'
import type { Asked, FieldParts } from './priority-words.ts'

/**
 * Which of a screen's texts is written in, one at a time, and which words a person asked about. Another text
 * takes over by itself; focus or a press anywhere else ends writing.
 */
export class WritingDesk {
  editing: FieldPath | null = $state(null)
  handle: EditorHandle | undefined = $state.raw()
  now: EditorNow | undefined = $state.raw()
  asked: Asked | null = $state.raw(null)
  /** The element all texts of this desk are in. */
  root: HTMLElement | undefined = $state()
  #leaveField: (() => void) | undefined
  readonly #plan: () => PlanState

  constructor(plan: () => PlanState) {
    this.#plan = plan
  }

  readonly stop = (): void => {
    this.closeCard()
    this.editing = null
  }
  /** Done, on a phone: back to the words one was in, for whoever goes on by keyboard or switch. */
  readonly done = (): void => {
    this.closeCard()
    if (this.#leaveField) this.#leaveField()
    else this.stop()
  }
  readonly closeCard = (): void => {
    if (!this.asked) return
    const { from } = this.asked
    this.asked = null
    this.handle?.choose(null)
    if (from?.isConnected) from.focus()
  }

  readonly onpointerdown = (event: PointerEvent): void => {
    if (this.asked && !this.#goesOn(event.target)) this.closeCard()
    if (this.handle && this.#isElsewhere(event.target)) this.editing = null
  }
  readonly onfocusin = (event: FocusEvent): void => {
    if (this.handle && this.#isElsewhere(event.target)) this.editing = null
  }

  /** What every text of the screen is given. */
  get parts(): FieldParts {
    return {
      plan: this.#plan(),
      onopen: (path) => {
        this.closeCard()
        this.editing = path
      },
      onhandle: (next, leave) => {
        this.handle = next
        this.#leaveField = leave
        if (!next) this.now = undefined
      },
      onnow: (next) => (this.now = next),
      onescape: () => {
        const had = this.asked !== null
        this.closeCard()
        return had
      },
      onleave: this.stop,
      onasked: (next) => (this.asked = next)
    }
  }

  /** Who wrote the words that were asked about. */
  get askedAuthor(): AuthorStyle | undefined {
    const { asked } = this
    if (!asked) return undefined
    const authors = this.#plan().authors.all()
    return authors.find(({ person, group }) => person === asked.person && group === asked.group)
  }

  /** Where focus or a press goes on with the text: the tools, a sheet over the page, the card and the initials beside it. */
  #goesOn(target: EventTarget | null): boolean {
    return (
      target instanceof Element &&
      (this.handle?.element.contains(target) === true ||
        target.closest('[data-tools], [data-run-card], .margin, dialog') !== null)
    )
  }

  #isElsewhere(target: EventTarget | null): boolean {
    if (this.#goesOn(target) || !(target instanceof Element)) return false
    return target.closest('.written') === null || this.root?.contains(target) === false
  }
}
