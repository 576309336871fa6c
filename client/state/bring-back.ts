import * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { fieldPath, placeMap, textKind } from '../../shared/plan/schema.ts'
import { editText } from '../../shared/sheet/edit-text.ts'
import type { Change, NewAction } from '../../shared/sheet/compare.ts'
import { EditorOrigin, undoOf } from '../editor/undo.ts'
import type { Verbs } from './verbs.ts'

/** What came in with one press, each as it is taken back. */
type Step =
  | { is: 'text'; action: ItemId; text: Y.Text; on: Y.UndoManager['undoStack'][number] | undefined }
  | { is: 'value'; action: ItemId; key: string; before: unknown; after: unknown }
  | { is: 'move'; action: ItemId; before: unknown; order: unknown; after: ItemId }
  | { is: 'action'; action: ItemId }

type Plan = { doc: Y.Doc; verbs: Verbs }

/**
 * Changes of a file as this person's own edits of the plan. Each is a transaction of its own, so that none is too large
 * for one frame; the gate, the ledger and what waits for a signal are those of any other change. Words are written
 * where an editor would have, and stand on the same undo of their field.
 */
export class BroughtIn {
  readonly #plan: Plan
  readonly #steps: Step[] = []

  constructor(plan: Plan) {
    this.#plan = plan
  }

  change(change: Change): void {
    if (change.is === 'text') this.#write(change.action, change.field, change.wanted)
    else if (change.is === 'move') this.#move(change.action, change.to)
    else for (const [key, value] of change.values) this.#set(change.action, key, value)
  }

  /** @returns the id of the new action */
  add({ priority, texts, values }: NewAction): ItemId {
    const action = this.#plan.verbs.addAction(priority)
    for (const [field, words] of texts) this.#write(action, field, words)
    for (const [key, value] of values) this.#set(action, key, value)
    this.#steps.push({ is: 'action', action })
    return action
  }

  /**
   * Takes back what still stands as it came in; what somebody has changed since stays.
   * @returns how many could be taken back, and how many there were
   */
  undo(): { done: number; of: number } {
    const of = this.#steps.length
    // A new action goes as a whole: it is taken out, and can be put back with its words.
    const fresh = new Set(this.#steps.flatMap((step) => (step.is === 'action' ? [step.action] : [])))
    const done = this.#steps.splice(0).filter((step) => this.#undoOne(step, fresh)).length
    return { done, of }
  }

  #write(action: ItemId, field: string, words: string): void {
    const { doc } = this.#plan
    const text = placeMap(doc, { kind: 'action', id: action })?.get(field)
    if (!(text instanceof Y.Text)) return
    const manager = undoOf(text)
    manager.stopCapturing()
    doc.transact(() => editText(text, textKind('action', field) ?? 'lines', words), new EditorOrigin())
    manager.stopCapturing()
    this.#steps.push({ is: 'text', action, text, on: manager.undoStack.at(-1) })
  }

  #set(action: ItemId, key: string, value: unknown): void {
    const before = placeMap(this.#plan.doc, { kind: 'action', id: action })?.get(key) ?? null
    if (canonical(before) === canonical(value)) return
    if (!this.#plan.verbs.setAgain(fieldPath({ kind: 'action', id: action }, key), value)) return
    this.#steps.push({ is: 'value', action, key, before, after: value })
  }

  #move(action: ItemId, after: ItemId): void {
    const place = placeMap(this.#plan.doc, { kind: 'action', id: action })
    const step: Step = { is: 'move', action, before: place?.get('priority'), order: place?.get('order'), after }
    this.#plan.verbs.moveTo(action, after)
    this.#steps.push(step)
  }

  #undoOne(step: Step, fresh: ReadonlySet<ItemId>): boolean {
    switch (step.is) {
      case 'text': {
        if (fresh.has(step.action)) return true
        const manager = undoOf(step.text)
        if (step.on === undefined || manager.undoStack.at(-1) !== step.on) return false
        manager.undo()
        return true
      }
      case 'value': {
        if (fresh.has(step.action)) return true
        const path = fieldPath({ kind: 'action', id: step.action }, step.key)
        const now = placeMap(this.#plan.doc, { kind: 'action', id: step.action })?.get(step.key)
        return canonical(now) === canonical(step.after) && this.#plan.verbs.setAgain(path, step.before)
      }
      case 'move': {
        const place = { kind: 'action', id: step.action } as const
        if (placeMap(this.#plan.doc, place)?.get('priority') !== step.after) return false
        const { verbs } = this.#plan
        return (
          verbs.setAgain(fieldPath(place, 'priority'), step.before) &&
          verbs.setAgain(fieldPath(place, 'order'), step.order)
        )
      }
      case 'action':
        this.#plan.verbs.takeOut(step.action)
        return true
      default: {
        const missed: never = step
        throw new Error(`unhandled ${String(missed)}`)
      }
    }
  }
}
