import {
  EditorState,
  Plugin,
  PluginKey,
  TextSelection,
  type Command,
  type Selection,
  type Transaction
} from 'prosemirror-state'
import { type Node } from 'prosemirror-model'
import { type Mapping } from 'prosemirror-transform'
import * as Y from 'yjs'
import { applyDelta } from './apply-delta.ts'
import { flatLength, indexAt, marksLeftOf, positionAt, readDocument } from './flat.ts'
import { breaksLetters, deltasOf, type TextDelta } from './local-delta.ts'
import { deltaOfEvent, HeldView, sharedToShown, shownToShared, type ShownDelta } from './remote-delta.ts'
import { lineEndAttributes, type TextKind } from './schema.ts'
import { EditorOrigin, undoOf } from './undo.ts'

/** Set on a transaction that brings the editor what the shared text holds already. */
export const sharedChange = new PluginKey<true>('shared-change')

/** Anchor and head as relative positions: they survive edits, undo and a new editor. */
type KeptSelection = { anchor: Y.RelativePosition; head: Y.RelativePosition }

const indexIn = (text: Y.Text, place: Y.RelativePosition): number | undefined => {
  const found = text.doc && Y.createAbsolutePositionFromRelativePosition(place, text.doc)
  return found?.type === text ? found.index : undefined
}

export type BindingOptions = {
  text: Y.Text
  kind: TextKind
  plugins?: readonly Plugin[]
  /** Called after every change of the state, when the shared text holds the same letters (unless held). */
  changed?: (state: EditorState, tr: Transaction) => void
  /** How a transaction becomes changes of the text; given by tests that plant a bug. */
  deltas?: (tr: Transaction, kind: TextKind) => TextDelta[]
}

/**
 * A caret belongs to the letter on its left, so that two people typing at one place do not weave their
 * letters; at the start of a line with text, to the letter on its right.
 */
export const caretSide = (doc: Node, position: number): -1 | 1 => {
  const at = doc.resolve(position)
  return at.depth === 1 && at.parentOffset === 0 && at.parent.content.size > 0 ? 1 : -1
}

export const mapCaret = (doc: Node, position: number, mapping: Mapping): number =>
  mapping.map(position, caretSide(doc, position))

type Sides = { anchor: -1 | 1; head: -1 | 1 }

const sidesOf = ({ doc, selection }: EditorState): Sides => ({
  anchor: caretSide(doc, selection.anchor),
  head: caretSide(doc, selection.head)
})

const lengthBefore = (delta: ShownDelta): number =>
  delta.reduce((sum, op) => sum + ('retain' in op ? op.retain : 'delete' in op ? op.delete : 0), 0)

const mapSelection = (selection: Selection, sides: Sides, tr: Transaction): Selection => {
  if (!(selection instanceof TextSelection)) return selection.map(tr.doc, tr.mapping)
  const anchor = tr.doc.resolve(tr.mapping.map(selection.anchor, sides.anchor))
  const head = tr.doc.resolve(tr.mapping.map(selection.head, sides.head))
  return TextSelection.between(anchor, head)
}

/**
 * One editor state and one shared text that always say the same. It has no window: a view shows
 * `state` and hands its transactions to `dispatch`.
 *
 * While `held`, other people's changes stay in the shared text and the editor does not move; what is
 * typed meanwhile is written where it belongs. A text of kind 'lines' gets its last line end back at
 * the next local edit if somebody else's program took it.
 */
export class Binding {
  readonly text: Y.Text
  readonly kind: TextKind
  readonly undoManager: Y.UndoManager
  state: EditorState
  readonly #origin = new EditorOrigin()
  readonly #changed: (state: EditorState, tr: Transaction) => void
  readonly #deltas: (tr: Transaction, kind: TextKind) => TextDelta[]
  #holding = false
  /** Set when something waits. */
  #held: { view: HeldView; endMissing: boolean } | undefined
  #selectionBefore: KeptSelection | undefined
  /** Which letters the caret belongs to; it keeps them until it is moved here. */
  #sides: Sides

  constructor(options: BindingOptions) {
    this.text = options.text
    this.kind = options.kind
    this.#changed = options.changed ?? (() => undefined)
    this.#deltas = options.deltas ?? deltasOf
    this.undoManager = undoOf(this.text)
    this.state = EditorState.create({
      doc: readDocument(this.text, this.kind),
      plugins: [new Plugin({ filterTransaction: (tr) => this.#allows(tr) }), ...(options.plugins ?? [])]
    })
    this.#sides = sidesOf(this.state)
  }

  /** Starts to listen; returns the end of it. */
  open(): () => void {
    const observer = (_event: Y.YTextEvent, transaction: Y.Transaction): void => this.#received(transaction)
    // What arrived between construction and now.
    const late = readDocument(this.text, this.kind)
    if (!late.eq(this.state.doc)) this.state = EditorState.create({ doc: late, plugins: this.state.plugins })
    const keep = (event: { stackItem: { meta: Map<unknown, unknown> } }): void => {
      event.stackItem.meta.set('selection', this.#selectionBefore)
    }
    this.text.observe(observer)
    this.undoManager.on('stack-item-added', keep)
    return () => {
      this.text.unobserve(observer)
      this.undoManager.off('stack-item-added', keep)
    }
  }

  /** Applies an editor transaction and writes its steps to the shared text, in one transaction. */
  dispatch(tr: Transaction): void {
    const before = this.state
    const { state, transactions } = before.applyTransaction(tr)
    const deltas = transactions.flatMap((each) => (each.getMeta(sharedChange) ? [] : this.#deltas(each, this.kind)))
    if (deltas.some((delta) => delta.length > 0)) {
      this.#selectionBefore = this.#keepSelection(before)
      this.#write(before.doc, deltas)
    }
    // A caret that was moved by hand starts a new piece of undo.
    else if (tr.selectionSet && !tr.docChanged) this.undoManager.stopCapturing()
    this.state = state
    if (!tr.getMeta(sharedChange)) this.#sides = sidesOf(state)
    this.#changed(state, tr)
  }

  get held(): boolean {
    return this.#holding
  }

  /** From now on other people's changes wait. Source: with an open composition 10 of 22 doubled letters. */
  hold(): void {
    this.#holding = true
  }

  /** Shows what waited. */
  release(): void {
    this.#holding = false
    if (!this.#held) return
    const delta = this.#ahead()
    this.#held = undefined
    this.#show(delta)
  }

  /** Takes back this person's own last change; everything other people wrote stays. */
  undo(): boolean {
    return this.#step('undo')
  }

  redo(): boolean {
    return this.#step('redo')
  }

  /** An editor position as a place in the shared text, tied to its letter. */
  relativeAt(position: number, doc: Node = this.state.doc): Y.RelativePosition {
    const shown = indexAt(doc, position)
    const index = Math.min(this.#held ? shownToShared(shown, this.#ahead()) : shown, this.text.length)
    return Y.createRelativePositionFromTypeIndex(this.text, index, caretSide(doc, position) === 1 ? 0 : -1)
  }

  /** The editor position of an index of the shared text. */
  positionOf(index: number): number {
    const shown = this.#held ? sharedToShown(index, this.#ahead()) : index
    return positionAt(this.state.doc, Math.min(shown, flatLength(this.state.doc) - 1))
  }

  #allows(tr: Transaction): boolean {
    return !tr.docChanged || tr.getMeta(sharedChange) === true || !breaksLetters(tr)
  }

  /** Texts of one line never have a line end; others may have lost theirs. */
  #endMissing(doc: Node): boolean {
    return this.kind === 'line' || this.text.length < flatLength(doc)
  }

  #write(before: Node, deltas: readonly TextDelta[]): void {
    const { doc } = this.text
    if (!doc) return
    doc.transact(() => {
      const endMissing = this.#held ? this.#held.endMissing : this.#endMissing(before)
      if (this.kind === 'lines' && endMissing && !this.#endsWithLineEnd()) {
        this.text.applyDelta([
          { retain: this.text.length },
          {
            insert: '\n',
            attributes: lineEndAttributes({ list: null, level: 0 }, marksLeftOf(before, flatLength(before)))
          }
        ])
      }
      for (const delta of deltas) {
        if (this.#held) this.#held.view.write(this.text, delta, this.#ahead())
        else this.text.applyDelta(delta)
      }
    }, this.#origin)
  }

  #endsWithLineEnd(): boolean {
    let last = ''
    for (let item = this.text._start; item !== null; item = item.right) {
      if (!item.deleted && item.countable) last = item.content instanceof Y.ContentString ? item.content.str : ''
    }
    return last.endsWith('\n')
  }

  #received(transaction: Y.Transaction): void {
    if (transaction.origin === this.#origin) return
    if (this.#held) return
    const delta = deltaOfEvent(this.text, transaction)
    const endMissing = this.kind === 'line' || lengthBefore(delta) < flatLength(this.state.doc)
    if (this.#holding) this.#held = { view: new HeldView(this.text, transaction), endMissing }
    else this.#show(this.#withEnd(delta, endMissing))
  }

  #ahead(): ShownDelta {
    return this.#held ? this.#withEnd(this.#held.view.delta(this.text), this.#held.endMissing) : []
  }

  /** Adds what the editor shows and the text lacks: a last line end, before or after. */
  #withEnd(delta: ShownDelta, wasMissing: boolean): ShownDelta {
    const isMissing = this.kind === 'line' || !this.#endsWithLineEnd()
    const end: ShownDelta =
      wasMissing && isMissing
        ? [{ retain: 1 }]
        : [...(isMissing ? [{ insert: '\n', attributes: {} }] : []), ...(wasMissing ? [{ delete: 1 }] : [])]
    return [...delta, ...end]
  }

  #show(delta: ShownDelta): void {
    const { tr } = this.state
    applyDelta(tr, delta, this.kind)
    const { storedMarks, selection } = this.state
    tr.setSelection(mapSelection(selection, this.#sides, tr))
    if (storedMarks) tr.setStoredMarks(storedMarks)
    tr.setMeta(sharedChange, true).setMeta('addToHistory', false)
    this.dispatch(tr)
  }

  #keepSelection({ doc, selection }: EditorState): KeptSelection {
    return { anchor: this.relativeAt(selection.anchor, doc), head: this.relativeAt(selection.head, doc) }
  }

  #step(way: 'undo' | 'redo'): boolean {
    this.release()
    this.#selectionBefore = this.#keepSelection(this.state)
    const item = way === 'undo' ? this.undoManager.undo() : this.undoManager.redo()
    if (!item) return false
    const kept = item.meta.get('selection') as KeptSelection | undefined
    const anchor = kept && indexIn(this.text, kept.anchor)
    const head = kept && indexIn(this.text, kept.head)
    const { tr } = this.state
    if (anchor !== undefined && head !== undefined) {
      const at = (index: number) => tr.doc.resolve(this.positionOf(index))
      tr.setSelection(TextSelection.between(at(anchor), at(head)))
    }
    this.dispatch(tr.scrollIntoView())
    return true
  }
}

export const undoCommand =
  (binding: Binding, way: 'undo' | 'redo'): Command =>
  (_state, dispatch) => {
    if (way === 'undo' ? !binding.undoManager.canUndo() : !binding.undoManager.canRedo()) return false
    if (dispatch) binding[way]()
    return true
  }
