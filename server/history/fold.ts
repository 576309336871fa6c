import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type * as Y from 'yjs'
import { CHANGE_KINDS, type ChangeKind } from '../../shared/authorship/history.ts'
import { Repeats, plainRepeat, repeatOf, type PlainRepeat, type Repeat } from '../../shared/authorship/repeats.ts'
import type { ClientId, Ms, Seq } from '../../shared/ids.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import type { Author } from '../store/store.ts'
import { bytes, counts, times, type Column } from './column.ts'
import { EntryPages, never } from './entry-pages.ts'
import { entryLines, type EntryLine } from './entry-lines.ts'

/** Number of an entry: all updates of the log, in its order, from 0. */
export type Entry = number
/** A run of consecutive entries of one author in one field and of one kind, at most a minute long. */
export type Change = {
  index: number
  first: Entry
  last: Entry
  author: Author
  kind: ChangeKind
  field: FieldPath
  lettersIn: number
  lettersOut: number
}

/** Entries of one author within so long are one change. */
const togetherMs = 60_000

/**
 * When every letter came and went, by which entry, and what each entry did, without any words: a fold
 * of the log beside a document that forgets nothing, from which the words of any moment are read.
 * Source: PROTOCOL.md P5: the first who takes a letter out has taken it out.
 */
export class HistoryFold {
  /** The last commit that was folded. */
  seq: Seq = 0
  readonly #entrySeq = counts()
  readonly #entryAuthor = counts()
  readonly #entryAt = times()
  readonly #authors: Author[] = []
  readonly #authorIndex = new Map<string, number>()
  readonly #born = new Map<ClientId, EntryPages>()
  readonly #gone = new Map<ClientId, EntryPages>()
  readonly repeats = new Repeats()
  readonly #fields: FieldPath[] = []
  readonly #fieldIndex = new Map<FieldPath, number>()
  readonly #changes = { first: counts(), last: counts(), field: counts(), kind: bytes(), in: counts(), out: counts() }
  /** Changes that each author's last entry was part of: what may still grow. */
  readonly #open = new Map<number, number[]>()
  readonly #paths = new WeakMap<object, string>()

  /** Folds one entry from inside the transaction that applied it alone, before Yjs joins what can be joined. */
  fold(transaction: Y.Transaction, author: Author, at: Ms, seq: Seq, repeats: readonly Repeat[] = []): void {
    const entry = this.#entrySeq.length
    this.seq = seq
    this.#entrySeq.push(seq)
    this.#entryAuthor.push(this.#numberOf(author))
    this.#entryAt.push(at)
    for (const repeat of repeats) this.repeats.note(repeat)
    for (const [client, end] of transaction.afterState) {
      const start = transaction.beforeState.get(client) ?? 0
      if (end > start) pagesOf(this.#born, client).set(start, end - start, entry)
    }
    for (const [client, ranges] of transaction.deleteSet.clients)
      for (const { clock, len } of ranges) this.#takeOut(client, clock, len, entry)
    this.#note(entryLines(transaction, this.#paths), entry, at)
  }

  #takeOut(client: ClientId, clock: number, length: number, entry: Entry): void {
    const gone = pagesOf(this.#gone, client)
    const isFree = gone.end <= clock
    if (isFree) return gone.set(clock, length, entry)
    for (let each = clock; each < clock + length; each++) if (gone.get(each) === never) gone.set(each, 1, entry)
  }

  #note(lines: readonly EntryLine[], entry: Entry, at: Ms): void {
    const author = this.#entryAuthor.at(entry)
    const open = this.#open.get(author) ?? []
    const columns = this.#changes
    const still = lines.map(({ kind, field, lettersIn, lettersOut }) => {
      const kindNumber = CHANGE_KINDS.indexOf(kind)
      const fieldNumber = this.#fieldNumber(field)
      const running = open.find(
        (index) =>
          columns.field.at(index) === fieldNumber &&
          columns.kind.at(index) === kindNumber &&
          at - this.#entryAt.at(columns.first.at(index)) <= togetherMs
      )
      if (running !== undefined) {
        columns.last.put(running, entry)
        columns.in.put(running, columns.in.at(running) + lettersIn)
        columns.out.put(running, columns.out.at(running) + lettersOut)
        return running
      }
      columns.first.push(entry)
      columns.last.push(entry)
      columns.field.push(fieldNumber)
      columns.kind.push(kindNumber)
      columns.in.push(lettersIn)
      columns.out.push(lettersOut)
      return columns.first.length - 1
    })
    this.#open.set(author, still)
  }

  // --- what is asked of it ------------------------------------------------------------------------------

  get entries(): number {
    return this.#entrySeq.length
  }

  /** The last entry that was kept by commit `seq`; -1 before all. */
  lastEntryAt(seq: Seq): Entry {
    return this.#entrySeq.countUpTo(seq) - 1
  }

  seqOf(entry: Entry): Seq {
    return this.#entrySeq.at(entry)
  }

  atOf(entry: Entry): Ms {
    return this.#entryAt.at(entry)
  }

  authorOf(entry: Entry): Author {
    const author = this.#authors[this.#entryAuthor.at(entry)]
    if (!author) throw new RangeError(`no author of entry ${entry}`)
    return author
  }

  /** Equal for entries of one author. */
  authorNumberOf(entry: Entry): number {
    return this.#entryAuthor.at(entry)
  }

  /** The last entry that was kept by this time; -1 before all. Clocks may go back: the log's order counts. */
  lastEntryBy(at: Ms): Entry {
    let entry = this.entries - 1
    while (entry >= 0 && this.#entryAt.at(entry) > at) entry--
    return entry
  }

  born(client: ClientId, clock: number): Entry {
    return this.#born.get(client)?.get(clock) ?? never
  }

  gone(client: ClientId, clock: number): Entry {
    return this.#gone.get(client)?.get(clock) ?? never
  }

  readBorn(client: ClientId, clock: number, length: number, into: Uint32Array, offset: number): void {
    pagesOf(this.#born, client).read(clock, length, into, offset)
  }

  readGone(client: ClientId, clock: number, length: number, into: Uint32Array, offset: number): void {
    pagesOf(this.#gone, client).read(clock, length, into, offset)
  }

  get changes(): number {
    return this.#changes.first.length
  }

  change(index: number): Change {
    const columns = this.#changes
    const first = columns.first.at(index)
    return {
      index,
      first,
      last: columns.last.at(index),
      author: this.authorOf(first),
      kind: CHANGE_KINDS[columns.kind.at(index)] ?? 'value',
      field: this.#fields[columns.field.at(index)] ?? '',
      lettersIn: columns.in.at(index),
      lettersOut: columns.out.at(index)
    }
  }

  firstOf(change: number): Entry {
    return this.#changes.first.at(change)
  }

  lastOf(change: number): Entry {
    return this.#changes.last.at(change)
  }

  // --- kept for the next opening ------------------------------------------------------------------------

  encode(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeUint8(encoder, foldVersion)
    encoding.writeVarUint(encoder, this.seq)
    encoding.writeAny(encoder, {
      authors: this.#authors.map(({ speaker, typist, group }) => ({ speaker, typist, group })),
      fields: this.#fields,
      open: [...this.#open].map(([author, changes]) => [author, ...changes]),
      repeats: this.repeats.all().map(plainRepeat)
    })
    for (const column of this.#columns()) column.write(encoder)
    for (const pages of [this.#born, this.#gone]) {
      encoding.writeVarUint(encoder, pages.size)
      for (const [client, each] of pages) {
        encoding.writeVarUint(encoder, client)
        each.write(encoder)
      }
    }
    return encoding.toUint8Array(encoder)
  }

  /** @returns undefined for what another version wrote: the log is folded anew. @throws when the bytes are no fold. */
  static restore(kept: Uint8Array): HistoryFold | undefined {
    const decoder = decoding.createDecoder(kept)
    if (decoding.readUint8(decoder) !== foldVersion) return undefined
    const fold = new HistoryFold()
    fold.seq = decoding.readVarUint(decoder)
    // Written by `encode` above and proven by the digest of its row; the shape is not judged again.
    const plain = decoding.readAny(decoder) as {
      authors: Author[]
      fields: FieldPath[]
      open: number[][]
      repeats: PlainRepeat[]
    }
    for (const author of plain.authors) fold.#numberOf(author)
    for (const field of plain.fields) fold.#fieldNumber(field)
    for (const [author = 0, ...changes] of plain.open) fold.#open.set(author, changes)
    for (const repeat of plain.repeats) fold.repeats.note(repeatOf(repeat))
    for (const column of fold.#columns()) column.read(decoder)
    for (const pages of [fold.#born, fold.#gone])
      for (let left = decoding.readVarUint(decoder); left > 0; left--)
        pages.set(decoding.readVarUint(decoder), EntryPages.read(decoder))
    if (decoding.hasContent(decoder)) throw new Error('bytes left over')
    return fold
  }

  #columns(): Column[] {
    return [this.#entrySeq, this.#entryAuthor, this.#entryAt, ...Object.values(this.#changes)]
  }

  #numberOf(author: Author): number {
    const key = `${author.speaker} ${author.typist} ${author.group}`
    const known = this.#authorIndex.get(key)
    if (known !== undefined) return known
    this.#authorIndex.set(key, this.#authors.length)
    return this.#authors.push(author) - 1
  }

  #fieldNumber(field: FieldPath): number {
    const known = this.#fieldIndex.get(field)
    if (known !== undefined) return known
    this.#fieldIndex.set(field, this.#fields.length)
    return this.#fields.push(field) - 1
  }
}

/** 1: the first. */
const foldVersion = 1

const pagesOf = (pages: Map<ClientId, EntryPages>, client: ClientId): EntryPages => {
  const known = pages.get(client)
  if (known) return known
  const fresh = new EntryPages()
  pages.set(client, fresh)
  return fresh
}
