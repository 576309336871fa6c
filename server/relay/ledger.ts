import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ClientId, Ms, PersonId, Seq } from '../../shared/ids.ts'
import { changedFields } from '../../shared/authorship/changes.ts'
import { Repeats, plainRepeat, repeatOf, type PlainRepeat, type Repeat } from '../../shared/authorship/repeats.ts'
import { noteTime, type Times } from '../../shared/authorship/times.ts'
import { References } from '../../shared/plan/references.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import type { WireChange, WireOwner } from '../../shared/wire/messages.ts'
import type { Author, Owner } from '../store/store.ts'
import { Deletions, type Deletion, type KeptDeletions } from './deletions.ts'
import { newItems } from './new-items.ts'
import { ValueHistory, type PastValue } from './value-history.ts'

/**
 * Who owns every client id, when its letters were written, who took out what, the last change of each
 * field, and what every priority and action is called: a fold of the log, so it can be rebuilt from any snapshot. Source: PROTOCOL.md P5.
 */
export class Ledger {
  readonly #owners = new Map<ClientId, Owner>()
  readonly #times = new Map<ClientId, Times>()
  readonly #deletions = new Deletions()
  readonly #changes = new Map<FieldPath, { by: PersonId; typist: PersonId; at: Ms }>()
  readonly #repeats = new Repeats()
  readonly #values = new ValueHistory()
  readonly #references = new References()

  constructor(owners: readonly Owner[]) {
    for (const owner of owners) this.#owners.set(owner.client, owner)
  }

  owner(client: ClientId): Owner | undefined {
    return this.#owners.get(client)
  }

  owners(): Owner[] {
    return [...this.#owners.values()]
  }

  wireOwner(owner: Owner): WireOwner {
    const { client, speaker, typist, group } = owner
    return { client, speaker, typist, group, times: this.#times.get(client) ?? [] }
  }

  deletions(): readonly Readonly<Deletion>[] {
    return this.#deletions.all()
  }

  changes(): WireChange[] {
    return [...this.#changes].map(([path, { by, typist, at }]) =>
      typist === by ? { path, by, at } : { path, by, typist, at }
    )
  }

  /** Which letters stand again for earlier ones. */
  get repeats(): Pick<Repeats, 'first' | 'copies' | 'all'> {
    return this.#repeats
  }

  /** What priorities and actions are called, removed ones too. */
  get references(): Pick<References, 'all' | 'count' | 'plain'> {
    return this.#references
  }

  /** Every value that the controlled fields of one place have had, oldest first. `about`: `plan`, `actions/<id>` … */
  valuesOf(about: string): PastValue[] {
    return this.#values.of(about)
  }

  bind(owners: readonly Owner[]): void {
    for (const owner of owners) this.#owners.set(owner.client, owner)
  }

  /**
   * Folds one entry, from inside the transaction that applied it alone (`afterTransaction`, before
   * Yjs lets go of what was deleted). A tidying of format marks changes no field and has no author.
   */
  fold(transaction: Y.Transaction, author: Author, at: Ms, seq: Seq, repeats: readonly Repeat[] = []): void {
    for (const repeat of repeats) this.#repeats.note(repeat)
    let wrote = false
    for (const [client, end] of transaction.afterState) {
      const start = transaction.beforeState.get(client) ?? 0
      if (end <= start) continue
      wrote = true
      const times = this.#times.get(client) ?? []
      this.#times.set(client, times)
      noteTime(times, start, at)
    }
    const tookOut = this.#foldDeletions(transaction, author, at)
    if (!wrote && !tookOut) return
    const { speaker: by, typist, group } = author
    for (const path of changedFields(transaction)) this.#changes.set(path, { by, typist, at })
    if (!wrote) return
    this.#values.fold(transaction, { by, typist, group, at, seq })
    const items = newItems(transaction)
    if (items) this.#references.give(items)
  }

  /** @returns whether anything but format marks was taken out. */
  #foldDeletions(transaction: Y.Transaction, author: Author, at: Ms): boolean {
    let tookOut = false
    for (const [client, ranges] of transaction.deleteSet.clients) {
      for (const { clock, len } of ranges) {
        if (isFormatOnly(transaction.doc, client, clock, len)) continue
        tookOut = true
        this.#deletions.note({ client, clock, length: len, by: author.speaker, typist: author.typist, at })
      }
    }
    return tookOut
  }

  /** What a snapshot keeps; owners are rows of their own in the store. */
  encode(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeUint8(encoder, ledgerVersion)
    encoding.writeAny(encoder, {
      times: [...this.#times].map(([client, runs]) => [client, runs.flat()]),
      deletions: this.#deletions.kept(),
      changes: [...this.#changes].map(([path, { by, typist, at }]) => [path, by, typist, at]),
      repeats: this.#repeats.all().map(plainRepeat),
      values: this.#values.plain(),
      references: this.#references.plain()
    })
    return encoding.toUint8Array(encoder)
  }

  /**
   * Restores what `encode` kept.
   * @returns false, and restores nothing, for a ledger of an earlier version, which knows less: the log is folded anew.
   * @throws when the bytes are no ledger: the plan then refuses to open.
   */
  restore(bytes: Uint8Array): boolean {
    const decoder = decoding.createDecoder(bytes)
    const version = decoding.readUint8(decoder)
    if (version >= 1 && version < ledgerVersion) return false
    if (version !== ledgerVersion) throw new Error('a ledger of another version')
    // Written by `encode` above and proven by the chain of its rows; the shape is not judged again.
    const kept = decoding.readAny(decoder) as {
      times: [ClientId, number[]][]
      deletions: KeptDeletions
      changes: [FieldPath, PersonId, PersonId, Ms][]
      repeats: PlainRepeat[]
      values: ReturnType<ValueHistory['plain']>
      references: ReturnType<References['plain']>
    }
    for (const [client, flat] of kept.times) {
      const runs: Times = []
      for (let index = 0; index + 1 < flat.length; index += 2) runs.push([flat[index] ?? 0, flat[index + 1] ?? 0])
      this.#times.set(client, runs)
    }
    this.#deletions.restore(kept.deletions)
    for (const [path, by, typist, at] of kept.changes) this.#changes.set(path, { by, typist, at })
    for (const repeat of kept.repeats) this.#repeats.note(repeatOf(repeat))
    this.#values.restore(kept.values)
    this.#references.restore(kept.references)
    return true
  }
}

/**
 * 2: values that fields have had. 3: who typed them, and letters that stand again. 4: deletions as rows of bytes.
 * 5: references of priorities and actions.
 */
const ledgerVersion = 5

const isFormatOnly = (doc: Y.Doc, client: ClientId, clock: number, length: number): boolean => {
  const structs = doc.store.clients.get(client) ?? []
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const item = structs[index]
    if (!item || item.id.clock >= clock + length) break
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentFormat)) return false
  }
  return true
}
