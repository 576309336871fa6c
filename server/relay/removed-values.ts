import * as Y from 'yjs'
import { hasTypedWords, removedAddress, valueWithoutWords } from '../../shared/plan/removed-words.ts'
import { ROOTS, kindAtRoot, type Kind } from '../../shared/plan/schema.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import { rewritten } from './removed-letters.ts'

/** A controlled field: `plan`, `priorities/<id>` or `actions/<id>`, and the key in it. */
export type FieldAt = { at: string; key: string }
type Field = { kind: Kind; key: string; map: Y.ID | undefined }

const fieldOf = (doc: Y.Doc, { at, key }: FieldAt): Field | undefined => {
  const [root = '', id, ...rest] = at.split('/')
  const kind = kindAtRoot(root)
  if (!kind || rest.length > 0 || !hasTypedWords(kind, key)) return undefined
  if (kind === 'plan') return id === undefined ? { kind, key, map: undefined } : undefined
  const item = id === undefined ? undefined : doc.getMap(ROOTS[kind])._map.get(id)
  return item?.content instanceof Y.ContentType ? { kind, key, map: item.id } : undefined
}

const idOf = ({ client, clock }: Y.ID): string => `${client}:${clock}`

/**
 * Takes what people typed into some fields, at any time, and addresses of links out of the log. It follows each
 * field from value to value: one that takes the place of another names only that one. So every update of the log
 * has to be shown to it once, in order.
 */
export class FieldTrace {
  readonly #fields: readonly Field[]
  readonly #addresses: ReadonlySet<string>
  /** Values of these fields, by id. */
  readonly #values = new Map<string, Field>()

  private constructor(fields: readonly Field[], addresses: readonly string[]) {
    this.#fields = fields
    this.#addresses = new Set(addresses)
  }

  /** Refuses 'not-found' for a field that the plan has not, or that nobody types words into. */
  static of(doc: Y.Doc, fields: readonly FieldAt[], addresses: readonly string[]): FieldTrace | Refusal {
    const found = fields.map((field) => fieldOf(doc, field))
    const known = found.filter((field) => field !== undefined)
    return known.length < found.length ? refuse('not-found') : new FieldTrace(known, addresses)
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0 && this.#addresses.size === 0
  }

  /** The same update without them; the very same bytes when it holds none. */
  without(update: Uint8Array): Uint8Array {
    return this.isEmpty ? update : rewritten(update, (item) => this.#change(item))
  }

  #change(item: Y.Item): boolean {
    const { content } = item
    if (content instanceof Y.ContentFormat) {
      const address: unknown = content.value
      if (content.key !== 'link' || typeof address !== 'string' || !this.#addresses.has(address)) return false
      content.value = removedAddress
      return true
    }
    const field = this.#fieldOf(item)
    if (!field || !(content instanceof Y.ContentAny)) return false
    this.#values.set(idOf(item.id), field)
    const was = JSON.stringify(content.arr)
    content.arr = content.arr.map((value: unknown) => valueWithoutWords(field.kind, field.key, value))
    return JSON.stringify(content.arr) !== was
  }

  #fieldOf({ parent, parentSub, origin }: Y.Item): Field | undefined {
    if (origin) return this.#values.get(idOf(origin))
    return this.#fields.find(({ key, map }) => {
      if (key !== parentSub) return false
      if (map === undefined) return (parent as unknown) === ROOTS.plan
      return parent instanceof Y.ID && Y.compareIDs(parent, map)
    })
  }
}
