import { type Node } from 'prosemirror-model'
import { type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { type Mapping } from 'prosemirror-transform'
import * as Y from 'yjs'
import { type Group } from '../../shared/plan/schema.ts'
import { groupLines, type WhoBy } from './by-group.ts'
import { lineStarts, positionAt } from './flat.ts'

/** How the words of one author are drawn: colour says the group; shade and line say the person. */
export type AuthorPaint = {
  readonly person: string
  readonly group: Group
  readonly shade: 'a' | 'b'
  readonly line: 'solid' | 'dashed' | 'dotted' | 'double'
}
/** Whose the letters from an id on are, and for how many of them that holds. */
export type Authors = (client: number, clock: number) => { author?: AuthorPaint | undefined; length: number }

/** Letters of one author without a gap, as indexes of the flat text; never across a line end. */
export type AuthorRun = { from: number; to: number; client: number; author: AuthorPaint }

const sameAuthor = (a: AuthorPaint, b: AuthorPaint): boolean => a.person === b.person && a.group === b.group

/** Who wrote what, from the ids of the letters; `client` is that of the run's first letter. */
export const authorRuns = (text: Y.Text, authors: Authors): AuthorRun[] => {
  const runs: AuthorRun[] = []
  let index = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { client, clock } = item.id
    const letters = item.content instanceof Y.ContentString ? item.content.str : ' '.repeat(item.length)
    for (let done = 0; done < letters.length;) {
      const { author, length } = authors(client, clock + done)
      const parts = letters.slice(done, done + length).split('\n')
      done += length
      parts.forEach((part, n) => {
        if (n > 0) index++
        if (part === '') return
        const last = runs.at(-1)
        if (author && last?.to === index && sameAuthor(last.author, author)) last.to += part.length
        else if (author) runs.push({ from: index, to: index + part.length, client, author })
        index += part.length
      })
    }
  }
  return runs
}

const groupOf = (author: AuthorPaint | undefined): AuthorPaint | undefined => author && groupLines[author.group]

/** Attributes of an author's words; their colours and lines are style sheets', never the document's. */
export const paintAttributes = (author: AuthorPaint): Record<string, string> => ({
  class: 'who',
  'data-author': author.person,
  'data-group': author.group,
  'data-shade': author.shade,
  'data-line': author.line
})

/** Positions of the new document that a transaction wrote, widened to whole lines. */
const writtenLines = (doc: Node, mapping: Mapping): { from: number; to: number } | undefined => {
  let from = Infinity
  let to = -1
  mapping.maps.forEach((map, n) => {
    const rest = mapping.slice(n + 1)
    map.forEach((_oldStart, _oldEnd, start, end) => {
      from = Math.min(from, rest.map(start, -1))
      to = Math.max(to, rest.map(end, 1))
    })
  })
  if (to < 0) return undefined
  const first = doc.resolve(from)
  const last = doc.resolve(Math.min(to, doc.content.size))
  return {
    from: first.depth > 0 ? first.before(1) : from,
    to: last.depth > 0 ? last.after(1) : Math.min(to, doc.content.size)
  }
}

/**
 * "Who wrote this" as decorations, kept up to date line by line: the rest of a long text is only moved.
 * Source: 60,000 characters with 400 runs paint in 34–42 ms, too long for a key.
 */
export class Painter {
  set: DecorationSet = DecorationSet.empty
  readonly #text: Y.Text
  #authors: Authors
  #by: WhoBy | null = null
  #stale = false

  constructor(text: Y.Text, authors: Authors) {
    this.#text = text
    this.#authors = authors
  }

  get on(): boolean {
    return this.#by !== null
  }

  /** @param by whose words are told apart; null paints none. */
  turn(by: WhoBy | null, doc: Node): void {
    this.#by = by
    this.repaint(doc)
  }

  use(authors: Authors, doc: Node): void {
    this.#authors = authors
    if (this.on) this.repaint(doc)
  }

  /** Paints everything; the shared text must say what `doc` shows. */
  repaint(doc: Node): void {
    this.#stale = false
    this.set = this.on ? DecorationSet.create(doc, this.#decorations(doc, 0, doc.content.size)) : DecorationSet.empty
  }

  /** @param held the shared text is ahead of what is shown: lines that change wait for their paint. */
  update(state: EditorState, tr: Transaction, held: boolean): void {
    if (!this.on || !tr.docChanged) return
    this.set = this.set.map(tr.mapping, tr.doc)
    if (held) {
      this.#stale = true
      return
    }
    if (this.#stale) {
      this.repaint(state.doc)
      return
    }
    const lines = writtenLines(tr.doc, tr.mapping)
    if (!lines) return
    this.set = this.set
      .remove(this.set.find(lines.from, lines.to))
      .add(tr.doc, this.#decorations(tr.doc, lines.from, lines.to))
  }

  #decorations(doc: Node, from: number, to: number): Decoration[] {
    const starts = lineStarts(doc)
    const authors: Authors =
      this.#by === 'group'
        ? (client, clock) => {
            const { author, length } = this.#authors(client, clock)
            return { author: groupOf(author), length }
          }
        : this.#authors
    return authorRuns(this.#text, authors).flatMap((run) => {
      const start = positionAt(doc, run.from, starts)
      if (start < from || start > to) return []
      return [Decoration.inline(start, start + run.to - run.from, paintAttributes(run.author))]
    })
  }
}
