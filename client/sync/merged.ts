import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { ROOTS, type FieldPath } from '../../shared/plan/schema.ts'
import type { Merged } from './link-state.ts'

type Range = { client: ClientId; clock: number; end: number; by: string }

const overlaps = (ranges: readonly Range[], client: ClientId, clock: number, end: number): Range[] =>
  ranges.filter((range) => range.client === client && range.clock < end && range.end > clock)

const deletions = (ds: Map<ClientId, { clock: number; len: number }[]>, by: string): Range[] =>
  [...ds].flatMap(([client, list]) => list.map(({ clock, len }) => ({ client, clock, end: clock + len, by })))

/** What others did while this page was away: gathered as it arrives, compared once it is all here. */
export class Apart {
  readonly #theirs: Range[] = []
  readonly #own: Range[]
  readonly #me: string

  /** `own` is what has not been sent yet, by `me`. */
  constructor(own: readonly Uint8Array[], me: string) {
    this.#me = me
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
      const names = new Set([...this.#shared(text)].map((by) => (by === '' ? (lastBy(path) ?? '') : by)))
      names.delete(this.#me)
      if (names.size > 0) found.push({ path, by: [...names].filter((by) => by !== '') })
    }
    return found
  }

  /** Who else changed a sentence of this text that this person changed. */
  #shared(text: Y.Text): Set<string> {
    const shared = new Set<string>()
    let own = false
    let theirs = new Set<string>()
    const close = (): void => {
      if (own) for (const by of theirs) shared.add(by)
      own = false
      theirs = new Set()
    }
    for (let item = text._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      const words = !item.deleted && item.content instanceof Y.ContentString ? item.content.str : undefined
      let from = 0
      // Cut where a sentence ends, so that a long run of letters does not join what stands apart.
      for (const piece of words?.match(/[^.!?\n]*[.!?\n]?/g) ?? ['']) {
        const end = words === undefined ? item.length : from + piece.length
        if (overlaps(this.#own, client, clock + from, clock + end).length > 0) own = true
        for (const { by } of overlaps(this.#theirs, client, clock + from, clock + end)) theirs.add(by)
        if (/[.!?\n]$/.test(piece)) close()
        from = end
      }
    }
    close()
    return shared
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
