import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { ROOTS, type FieldPath } from '../../shared/plan/schema.ts'
import type { Merged } from './link-state.ts'

type Range = { client: ClientId; clock: number; end: number; by: string }

const overlaps = (ranges: readonly Range[], client: ClientId, clock: number, end: number): Range[] =>
  ranges.filter((range) => range.client === client && range.clock < end && range.end > clock)

const deletions = (ds: Map<ClientId, { clock: number; len: number }[]>, by: string): Range[] =>
  [...ds].flatMap(([client, list]) => list.map(({ clock, len }) => ({ client, clock, end: clock + len, by })))

/** Part of an item: its letters from one offset to another. */
type Slice = { item: Y.Item; from: number; end: number }

/**
 * The letters of every text as they stood when the page was cut off. Yjs forgets letters that are deleted: without
 * this nobody could say how a sentence read on the other side.
 */
export class WordsBefore {
  readonly #runs = new Map<ClientId, { clock: number; letters: string }[]>()

  constructor(doc: Y.Doc) {
    for (const [, text] of textsOf(doc)) {
      for (let item = text._start; item !== null; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentString)) continue
        const { client, clock } = item.id
        const runs = this.#runs.get(client) ?? []
        runs.push({ clock, letters: item.content.str })
        this.#runs.set(client, runs)
      }
    }
  }

  letter(client: ClientId, clock: number): string {
    const run = this.#runs.get(client)?.find((each) => each.clock <= clock && clock < each.clock + each.letters.length)
    return run?.letters[clock - run.clock] ?? ''
  }
}

/** What others did while this page was away: gathered as it arrives, compared once it is all here. */
export class Apart {
  readonly #theirs: Range[] = []
  readonly #own: Range[]
  readonly #me: string
  readonly #before: WordsBefore | undefined

  /** `own` is what has not been sent yet, by `me`; `before` what stood when the page was cut off. */
  constructor(own: readonly Uint8Array[], me: string, before?: WordsBefore) {
    this.#me = me
    this.#before = before
    this.#own = own.flatMap((update) => {
      const { structs, ds } = Y.decodeUpdate(update)
      const letters = structs.map(({ id: { client, clock }, length }) => ({
        client,
        clock,
        end: clock + length,
        by: me
      }))
      return [...letters, ...deletions(ds.clients, me)]
    })
  }

  /** One transaction that came with the catch-up; `by` when its author was told, else found by `ownerOf`. */
  note(transaction: Y.Transaction, by: string | undefined, ownerOf: (client: ClientId) => string): void {
    for (const [client, end] of transaction.afterState) {
      const clock = transaction.beforeState.get(client) ?? 0
      if (end > clock) this.#theirs.push({ client, clock, end, by: by ?? ownerOf(client) })
    }
    this.#theirs.push(...deletions(transaction.deleteSet.clients, by ?? ''))
  }

  /** Texts with a sentence that both sides changed; `lastBy` names who changed a field when nothing else does. */
  sentences(doc: Y.Doc, lastBy: (path: FieldPath) => string | undefined): Merged[] {
    if (this.#own.length === 0 || this.#theirs.length === 0) return []
    const found: Merged[] = []
    for (const [path, text] of textsOf(doc)) {
      const shared = this.#shared(text, () => lastBy(path) ?? '')
      const by = [...new Set(shared.flatMap((each) => each.by))].filter((each) => each !== '')
      if (shared.length > 0) found.push({ path, by, sentences: shared.map(({ yours, theirs }) => ({ yours, theirs })) })
    }
    return found
  }

  /** The sentences of this text that this person and somebody else changed, by whom, and how each side had them. */
  #shared(text: Y.Text, lastBy: () => string): { by: string[]; yours: string; theirs: string }[] {
    const shared: { by: string[]; yours: string; theirs: string }[] = []
    let own = false
    let others = new Set<string>()
    let slices: Slice[] = []
    const close = (): void => {
      const by = [...others].map((each) => each || lastBy()).filter((each) => each !== this.#me)
      if (own && by.length > 0) {
        const [yours, theirs] = [
          this.#wording(slices, this.#own, this.#theirs),
          this.#wording(slices, this.#theirs, this.#own)
        ]
        shared.push({ by, yours, theirs })
      }
      own = false
      others = new Set()
      slices = []
    }
    for (let item = text._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      const words = !item.deleted && item.content instanceof Y.ContentString ? item.content.str : undefined
      let from = 0
      // Cut where a sentence ends, so that a long run of letters does not join what stands apart.
      for (const piece of words?.match(/[^.!?\n]*[.!?\n]?/g) ?? ['']) {
        const end = words === undefined ? item.length : from + piece.length
        if (overlaps(this.#own, client, clock + from, clock + end).length > 0) own = true
        for (const { by } of overlaps(this.#theirs, client, clock + from, clock + end)) others.add(by)
        slices.push({ item, from, end })
        if (/[.!?\n]$/.test(piece)) close()
        from = end
      }
    }
    close()
    return shared
  }

  /**
   * A sentence as one side had it: without the letters the other added, with those that the other took out. What both
   * took out counts as taken out here, because Yjs tells of no letter that was gone already.
   */
  #wording(slices: readonly Slice[], side: readonly Range[], other: readonly Range[]): string {
    let words = ''
    for (const { item, from, end } of slices) {
      const { client } = item.id
      for (let offset = from; offset < end; offset++) {
        const clock = item.id.clock + offset
        const touched = (ranges: readonly Range[]) => overlaps(ranges, client, clock, clock + 1).length > 0
        if (item.deleted) words += touched(side) ? '' : (this.#before?.letter(client, clock) ?? '')
        else if (item.content instanceof Y.ContentString)
          words += touched(other) ? '' : (item.content.str[offset] ?? '')
      }
    }
    return words.trim()
  }
}

function* textsOf(doc: Y.Doc): Generator<[FieldPath, Y.Text]> {
  for (const root of Object.values(ROOTS)) {
    for (const [key, value] of doc.getMap(root)) {
      if (value instanceof Y.Text) yield [`${root}/${key}`, value]
      if (!(value instanceof Y.Map)) continue
      for (const [field, text] of value) if (text instanceof Y.Text) yield [`${root}/${key}/${field}`, text]
    }
  }
}
