import { Fragment, Slice, type Node } from 'prosemirror-model'
import { TextSelection, type Command, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { Binding } from './binding.ts'
import { flatLength, positionAt, readDocument } from './flat.ts'
import { type TextDelta } from './local-delta.ts'
import { schemaOf, type TextKind } from './schema.ts'

/** Words for tests of the writing surface: people who write one text, each in a window of their own. */
export type Writer = {
  name: string
  doc: Y.Doc
  text: Y.Text
  binding: Binding
  /** Updates of others that have not reached this person yet. */
  inbox: Uint8Array[]
}

export type SceneOptions = {
  kind?: TextKind
  start?: string
  deltas?: (tr: Transaction, kind: TextKind) => TextDelta[]
}

/** `id@clock` of every visible letter, in order: who wrote it, for ever. */
export const idsOf = (text: Y.Text): string[] => {
  const ids: string[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    for (let i = 0; i < item.length; i++) ids.push(`${item.id.client}@${item.id.clock + i}`)
  }
  return ids
}

const told = (doc: Node): string => {
  const lines: string[] = []
  doc.forEach((line) => lines.push(`${JSON.stringify(line.attrs)} ${line.content.toString()}`))
  return lines.join(' | ')
}

export class Scene {
  readonly writers: Writer[]
  readonly kind: TextKind
  /** Updates that anybody sent so far. */
  sent = 0

  constructor(names: readonly string[], options: SceneOptions = {}) {
    this.kind = options.kind ?? 'lines'
    const first = new Y.Doc()
    first.clientID = 1
    // A text lives inside a map and is born with its last line end.
    first.getMap('plan').set('text', new Y.Text((options.start ?? '') + (this.kind === 'lines' ? '\n' : '')))
    const state = Y.encodeStateAsUpdate(first)
    this.writers = names.map((name, n) => {
      const doc = new Y.Doc()
      keepQuiet(doc)
      doc.clientID = 100 + n
      Y.applyUpdate(doc, state, 'remote')
      const text = doc.getMap('plan').get('text')
      if (!(text instanceof Y.Text)) throw new RangeError('the text has not arrived')
      const binding = new Binding({ text, kind: this.kind, ...(options.deltas ? { deltas: options.deltas } : {}) })
      binding.open()
      const writer: Writer = { name, doc, text, binding, inbox: [] }
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'remote') return
        this.sent++
        for (const other of this.writers) if (other !== writer) other.inbox.push(update)
      })
      return writer
    })
  }

  of(name: string): Writer {
    const writer = this.writers.find((one) => one.name === name)
    if (!writer) throw new RangeError(`nobody here is called ${name}`)
    return writer
  }

  /** Brings every waiting update to everybody, in order. */
  deliver(): void {
    for (const writer of this.writers) {
      for (const update of writer.inbox.splice(0)) Y.applyUpdate(writer.doc, update, 'remote')
    }
  }

  /** Puts a person's caret or selection at indexes of the flat text. */
  select(name: string, from: number, to = from): void {
    const { binding } = this.of(name)
    const { doc, tr } = binding.state
    const at = (index: number) => doc.resolve(positionAt(doc, Math.min(index, flatLength(doc) - 1)))
    binding.dispatch(tr.setSelection(TextSelection.between(at(from), at(to))))
  }

  selectWords(name: string, words: string): void {
    const index = this.of(name).text.toString().indexOf(words)
    if (index < 0) throw new RangeError(`"${words}" is not in the text`)
    this.select(name, index, index + words.length)
  }

  type(name: string, letters: string): void {
    const { binding } = this.of(name)
    for (const letter of letters) {
      const { tr, selection } = binding.state
      const { from, to } = selection
      binding.dispatch(tr.insertText(letter, from, to))
    }
  }

  run(name: string, command: Command): boolean {
    const { binding } = this.of(name)
    return command(binding.state, (tr) => binding.dispatch(tr))
  }

  paste(name: string, lines: readonly string[]): void {
    const { binding } = this.of(name)
    const schema = schemaOf(this.kind)
    const nodes = lines.map((line) => schema.node('line', null, line === '' ? [] : [schema.text(line)]))
    binding.dispatch(binding.state.tr.replaceSelection(new Slice(Fragment.from(nodes), 1, 1)))
  }

  /** Who wrote each letter: its client id. */
  authors(name: string): number[] {
    return idsOf(this.of(name).text).map((id) => Number(id.split('@')[0]))
  }

  /** The editor shows exactly what its text says; undefined when it does. */
  difference(writer: Writer): string | undefined {
    const should = readDocument(writer.text, this.kind)
    const shown = writer.binding.state.doc
    shown.check()
    return should.eq(shown) ? undefined : `${writer.name} sees ${told(shown)}, the text says ${told(should)}`
  }
}
