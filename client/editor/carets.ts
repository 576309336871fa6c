import { type Node } from 'prosemirror-model'
import { type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { type Group } from '../../shared/plan/schema.ts'
import { caretSide, type Binding } from './binding.ts'
import { indexOfCaret } from './letter.ts'

/** Somebody else's place in this text; `caret` is a relative position as JSON, as it came over the wire. */
export type RemoteCaret = {
  readonly connection: number
  readonly caret: unknown
  readonly author: {
    readonly name: string
    readonly initials: string
    readonly group: Group
    readonly shade: 'a' | 'b'
  }
}

/** Limits of what is shown, so that a full room stays readable. Source: design page, "Priority editor", "60 people". */
const caretsMax = 8
const nameFoldsMs = 3_000
const caretGoneMs = 60_000

type Known = { caret: RemoteCaret; place: string; movedAt: number }

/**
 * The mark of another person's caret: an empty element, so that neither the selection nor a screen
 * reader meets it; the name stands in `::after` from `data-name`, where caret-room.ts finds room for it.
 */
const caretElement = ({ author }: RemoteCaret, folded: boolean, atEnd: boolean): HTMLElement => {
  const element = document.createElement('span')
  element.className = 'caret'
  element.dataset['group'] = author.group
  element.dataset['shade'] = author.shade
  element.dataset['name'] = folded ? author.initials : author.name
  element.dataset['short'] = author.initials
  if (atEnd) element.dataset['room'] = 'beside'
  element.setAttribute('aria-hidden', 'true')
  element.contentEditable = 'false'
  return element
}

/** Other people's carets as decorations: nearest first, names fold when idle, old ones go. */
export class Carets {
  set: DecorationSet = DecorationSet.empty
  readonly #binding: Binding
  readonly #now: () => number
  #known = new Map<number, Known>()
  /** A caret came before the letter it stands behind: it has its place once that letter is here. */
  #early = false

  constructor(binding: Binding, now: () => number) {
    this.#binding = binding
    this.#now = now
  }

  show(carets: readonly RemoteCaret[]): void {
    this.#known = new Map(
      carets.map((caret) => {
        const place = JSON.stringify(caret.caret)
        const before = this.#known.get(caret.connection)
        return [caret.connection, { caret, place, movedAt: before?.place === place ? before.movedAt : this.#now() }]
      })
    )
    this.refresh()
  }

  /** Computes places and names again; returns when the next one folds or goes, in ms, if any will. */
  refresh(): number | undefined {
    const { doc, selection } = this.#binding.state
    const now = this.#now()
    const shown: { known: Known; at: number; idleMs: number }[] = []
    let nextMs: number | undefined
    this.#early = false
    for (const known of this.#known.values()) {
      const idleMs = now - known.movedAt
      if (idleMs >= caretGoneMs) continue
      const index = indexOfCaret(this.#binding.text, known.caret.caret)
      if (index === undefined) {
        this.#early = true
        continue
      }
      const at = this.#binding.positionOf(index)
      shown.push({ known, at, idleMs })
      nextMs = Math.min(nextMs ?? Infinity, (idleMs < nameFoldsMs ? nameFoldsMs : caretGoneMs) - idleMs)
    }
    shown.sort((a, b) => Math.abs(a.at - selection.head) - Math.abs(b.at - selection.head))
    this.set = DecorationSet.create(
      doc,
      shown
        .slice(0, caretsMax)
        .map(({ known, at, idleMs }) => this.#widget(doc, known.caret, at, idleMs >= nameFoldsMs))
    )
    return nextMs
  }

  update(tr: Transaction): void {
    if (!tr.docChanged) return
    if (this.#early) this.refresh()
    else this.set = this.set.map(tr.mapping, tr.doc)
  }

  #widget(doc: Node, caret: RemoteCaret, at: number, folded: boolean): Decoration {
    const place = doc.resolve(at)
    const { author } = caret
    const atEnd = place.parentOffset === place.parent.content.size
    return Decoration.widget(at, () => caretElement(caret, folded, atEnd), {
      key: `caret ${caret.connection} ${author.name} ${author.group} ${author.shade} ${folded ? 'folded' : 'open'} ${atEnd ? 'end' : 'inside'}`,
      side: caretSide(doc, at),
      ignoreSelection: true,
      // Marks of the letters around must not wrap it: a link would underline the caret.
      marks: []
    })
  }
}
