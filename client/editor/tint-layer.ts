import { type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { type Binding } from './binding.ts'
import { lineStarts, positionAt } from './flat.ts'
import { Tints, type TintOptions } from './tints.ts'

/** What others wrote a moment ago, as decorations of an editor. */
export class TintLayer {
  set: DecorationSet = DecorationSet.empty
  readonly #binding: Binding
  readonly #tints: Tints

  constructor(binding: Binding, options: TintOptions) {
    this.#binding = binding
    this.#tints = new Tints(binding.text, options)
  }

  look(): void {
    this.#tints.look()
  }

  update(tr: Transaction): void {
    if (tr.docChanged) this.set = this.set.map(tr.mapping, tr.doc)
  }

  /** Draws anew; returns when it will look different, in ms. Words that are held have no place yet. */
  draw(): number | undefined {
    if (this.#binding.held) return undefined
    const { doc } = this.#binding.state
    const runs = this.#tints.runs()
    const starts = runs.length === 0 ? [] : lineStarts(doc)
    this.set =
      runs.length === 0
        ? DecorationSet.empty
        : DecorationSet.create(
            doc,
            runs.map(({ from, to, group, fading }) => {
              const start = positionAt(doc, from, starts)
              const look = { class: fading ? 'tint tint--going' : 'tint', 'data-group': group }
              return Decoration.inline(start, start + to - from, look)
            })
          )
    return this.#tints.nextMs()
  }
}
