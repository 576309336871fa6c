import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { refuse, isRefusal, type Refusal } from '../../shared/refusals.ts'
import { eachKnown, misfit } from './shape.ts'
import {
  decodeUpdate,
  encodeDeletes,
  joinRanges,
  sameId,
  type DecodedUpdate,
  type Id,
  type Range,
  type Struct
} from './update.ts'

/** What the gate must know of the sender. */
export type Sender = {
  mayWrite: boolean
  /** Owned by or reserved for this person, or announced by nobody. */
  mayUse(client: ClientId): boolean
  /** Bound to another speaker or group than now: what stands keeps them, nothing new is written under it. */
  isOfOtherVoice(client: ClientId): boolean
}

export type Verdict =
  /** Everything in it is known already: acknowledged, not stored, whoever sent it. */
  | { is: 'nothing' }
  /** `update` holds only what is new; these bytes are stored, applied and shown. */
  | { is: 'new'; update: Uint8Array; clients: ClientId[]; structs: readonly Struct[]; deletes: readonly Range[] }
  /** Something it hangs on has not arrived: this, if it can be named. */
  | { is: 'early'; missing: Id | undefined }
  /** The sender's own id was already used for other words, or in another's name or group: it needs a fresh one. */
  | { is: 'rotate'; clients: ClientId[]; why: 'used before' | 'another voice' }
  | { is: 'refused'; refusal: Refusal }

const nothing: Verdict = { is: 'nothing' }
const refused = (refusal: Refusal): Verdict => ({ is: 'refused', refusal })

/**
 * Judges one update against a document it does not change. Whole update or nothing.
 * Order: decode, prune, role, ids, ready, shape. Source: PROTOCOL.md P10–P17.
 */
export const judge = (doc: Y.Doc, update: Uint8Array, sender: Sender): Verdict => {
  const decoded = decodeUpdate(update)
  if (isRefusal(decoded)) return refused(decoded)
  if (equivocates(doc, decoded.structs, sender)) return { is: 'rotate', clients: [], why: 'used before' }
  const pruned = prune(doc, update, decoded)
  if (pruned === 'nothing') return nothing
  const { structs, deletes } = pruned
  if (!sender.mayWrite) return structs.length === 0 && onlyTidies(doc, deletes) ? nothing : refused(refuse('read-only'))
  const clients = [...new Set(structs.map((struct) => struct.client))]
  if (!clients.every((client) => sender.mayUse(client))) return refused(refuse('not-your-words'))
  const elsewhere = clients.filter((client) => sender.isOfOtherVoice(client))
  if (elsewhere.length > 0) return { is: 'rotate', clients: elsewhere, why: 'another voice' }
  // So many never come from one document, and each costs everybody a line in every greeting.
  if (clients.filter((client) => Y.getState(doc.store, client) === 0).length > limits.newIdsPerHourMax)
    return refused(refuse('too-many-ids'))
  const ordered = pruned.gaps ? undefined : causalOrder(doc, structs)
  if (!ordered || !areKnown(doc, structs, deletes)) return { is: 'early', missing: firstMissing(doc, structs, deletes) }
  const unfit = misfit(doc, ordered, deletes)
  if (unfit) return refused(unfit)
  return { is: 'new', update: pruned.bytes, clients, structs, deletes }
}

const endOf = (range: Range): number => range.clock + range.length

type Pruned = { bytes: Uint8Array; structs: Struct[]; deletes: Range[]; gaps: boolean }

/** Leaves out structs and deletions the document has, whoever they are by. */
const prune = (doc: Y.Doc, update: Uint8Array, decoded: DecodedUpdate): Pruned | 'nothing' => {
  const known = decoded.structs.filter((struct) => struct.clock < Y.getState(doc.store, struct.client))
  let { structs, gaps } = decoded
  let structBytes = update.subarray(0, decoded.deletesAt)
  if (known.length > 0) {
    const state = new Map(decoded.structs.map(({ client }) => [client, Y.getState(doc.store, client)]))
    const rest = Y.diffUpdate(update, encodeStateVector(state))
    const again = decodeUpdate(rest)
    if (isRefusal(again)) throw new Error('the rest of a sound update cannot be read')
    structs = again.structs
    gaps = again.gaps
    structBytes = rest.subarray(0, again.deletesAt)
  }
  const deletes = joinRanges(decoded.deletes.flatMap((range) => undeleted(doc, range)))
  if (structs.length === 0 && deletes.length === 0) return 'nothing'
  const tail = encodeDeletes(deletes)
  const bytes = new Uint8Array(structBytes.length + tail.length)
  bytes.set(structBytes)
  bytes.set(tail, structBytes.length)
  return { bytes, structs, deletes, gaps }
}

const encodeStateVector = (state: ReadonlyMap<number, number>): Uint8Array => {
  const known = new Map([...state].filter(([, clock]) => clock > 0))
  return Y.encodeStateVector(known)
}

/** The parts of a range that are not deleted yet, and whatever lies beyond what is known. */
const undeleted = (doc: Y.Doc, range: Range): Range[] => {
  const parts: Range[] = []
  eachKnown(doc, range, (item, from, to) => {
    if (item instanceof Y.Item && !item.deleted) parts.push({ client: range.client, clock: from, length: to - from })
  })
  const state = Y.getState(doc.store, range.client)
  const from = Math.max(range.clock, state)
  if (from < endOf(range)) parts.push({ client: range.client, clock: from, length: endOf(range) - from })
  return parts
}

/** How far each client's ids reach in the document and the new structs together. */
const reachOf = (doc: Y.Doc, structs: readonly Struct[]): ((client: number) => number) => {
  const state = new Map<number, number>()
  for (const struct of structs) state.set(struct.client, Math.max(state.get(struct.client) ?? 0, endOf(struct)))
  return (client) => Math.max(state.get(client) ?? 0, Y.getState(doc.store, client))
}

/** Every id the ranges name is in the document or among the new structs. */
const areKnown = (doc: Y.Doc, structs: readonly Struct[], ranges: readonly Range[]): boolean => {
  const reach = reachOf(doc, structs)
  return ranges.every((range) => endOf(range) <= reach(range.client))
}

/** An id without which the update cannot be taken; undefined when its own structs have gaps or go in circles. */
const firstMissing = (doc: Y.Doc, structs: readonly Struct[], ranges: readonly Range[]): Id | undefined => {
  const reach = reachOf(doc, structs)
  const started = new Set<number>()
  for (const { client, clock, origin, rightOrigin, parent } of structs) {
    if (!started.has(client) && clock > Y.getState(doc.store, client)) return { client, clock: clock - 1 }
    started.add(client)
    for (const id of [origin, rightOrigin, parent])
      if (typeof id === 'object' && id.clock >= reach(id.client)) return id
  }
  const range = ranges.find((each) => endOf(each) > reach(each.client))
  return range && { client: range.client, clock: endOf(range) - 1 }
}

/**
 * The structs in an order in which each finds all it hangs on, or undefined when one never would:
 * only then may Yjs see them, because it would keep the rest and release it inside someone else's update.
 */
const causalOrder = (doc: Y.Doc, structs: readonly Struct[]): Struct[] | undefined => {
  const queues = new Map<number, Struct[]>()
  for (const struct of structs) {
    const queue = queues.get(struct.client)
    if (queue) queue.push(struct)
    else queues.set(struct.client, [struct])
  }
  const state = new Map<number, number>()
  const reached = (client: number): number => state.get(client) ?? Y.getState(doc.store, client)
  const missing = ({ client, clock, origin, rightOrigin, parent }: Struct): number | undefined => {
    if (clock !== reached(client)) return client
    return [origin, rightOrigin, parent].find(
      (id): id is Id => typeof id === 'object' && id.clock >= reached(id.client)
    )?.client
  }
  const ordered: Struct[] = []
  const next = new Map<number, number>()
  /** Clients whose next struct hangs on one of the client they are listed under. */
  const blocked = new Map<number, number[]>()
  const ready = [...queues.keys()]
  for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
    const queue = queues.get(client) ?? []
    let index = next.get(client) ?? 0
    let waitsFor: number | undefined
    for (let struct = queue[index]; struct; struct = queue[++index]) {
      waitsFor = missing(struct)
      if (waitsFor !== undefined) break
      ordered.push(struct)
      state.set(client, endOf(struct))
    }
    if (waitsFor !== undefined) {
      const waiting = blocked.get(waitsFor)
      if (waiting) waiting.push(client)
      else blocked.set(waitsFor, [client])
    }
    if (index > (next.get(client) ?? 0)) {
      ready.push(...(blocked.get(client) ?? []))
      blocked.delete(client)
    }
    next.set(client, index)
  }
  return ordered.length === structs.length ? ordered : undefined
}

/** Whether the sender used one of its own ids twice for different things (a cloned tab, a restored phone). */
const equivocates = (doc: Y.Doc, structs: readonly Struct[], sender: Sender): boolean =>
  structs.some(
    (struct) =>
      struct.clock < Y.getState(doc.store, struct.client) && sender.mayUse(struct.client) && differs(doc, struct)
  )

const differs = (doc: Y.Doc, struct: Struct): boolean => {
  let different = false
  eachKnown(doc, struct, (item, from, to) => {
    if (different || item instanceof Y.GC || struct.content.is === 'gone') return
    const offset = from - struct.clock
    const origin = offset > 0 ? { client: struct.client, clock: from - 1 } : struct.origin
    const known = from > item.id.clock ? { client: struct.client, clock: from - 1 } : item.origin
    different =
      !sameId(origin, known) ||
      !sameId(struct.rightOrigin, item.rightOrigin) ||
      contentDiffers(struct, item, offset, from - item.id.clock, to - from)
  })
  return different
}

const contentDiffers = (
  { content }: Struct,
  { content: known }: Y.Item,
  offset: number,
  knownOffset: number,
  length: number
): boolean => {
  if (known instanceof Y.ContentDeleted) return false
  switch (content.is) {
    case 'letters':
      return (
        !(known instanceof Y.ContentString) ||
        content.text.slice(offset, offset + length) !== known.str.slice(knownOffset, knownOffset + length)
      )
    case 'values':
      return (
        !(known instanceof Y.ContentAny) ||
        canonical(content.values.slice(offset, offset + length)) !==
          canonical(known.arr.slice(knownOffset, knownOffset + length))
      )
    case 'format':
      return (
        !(known instanceof Y.ContentFormat) ||
        known.key !== content.key ||
        canonical(known.value) !== canonical(content.value)
      )
    case 'type':
      return !(known instanceof Y.ContentType) || (content.type === 'text') !== known.type instanceof Y.Text
    case 'gone':
      return false
    default: {
      const missed: never = content
      throw new Error('unhandled content', { cause: missed })
    }
  }
}

/**
 * Whether deletions only take away format marks that show nothing: the stock rich-text listener sends
 * such a clean-up of its own accord, from readers too. Source: relay measurement, PROTOCOL.md P17.
 */
const onlyTidies = (doc: Y.Doc, deletes: readonly Range[]): boolean => {
  const gone = new Set<Y.Item>()
  const texts = new Set<Y.Text>()
  for (const range of deletes) {
    const others: Y.Item[] = []
    eachKnown(doc, range, (item) => {
      if (item instanceof Y.GC || item.deleted) return
      if (!(item.content instanceof Y.ContentFormat) || !(item.parent instanceof Y.Text)) others.push(item)
      else {
        gone.add(item)
        texts.add(item.parent)
      }
    })
    if (others.length > 0 || endOf(range) > Y.getState(doc.store, range.client)) return false
  }
  return [...texts].every((text) => shown(text, new Set()) === shown(text, gone))
}

const shown = (text: Y.Text, without: ReadonlySet<Y.Item>): string => {
  const runs: [string, string][] = []
  const attributes: Record<string, unknown> = {}
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || without.has(item)) continue
    if (item.content instanceof Y.ContentFormat) {
      const { key, value }: { key: string; value: unknown } = item.content
      if (value === null) delete attributes[key]
      else attributes[key] = value
    } else if (item.content instanceof Y.ContentString) {
      const marks = canonical(attributes)
      const last = runs.at(-1)
      if (last?.[1] === marks) last[0] += item.content.str
      else runs.push([item.content.str, marks])
    }
  }
  return canonical(runs)
}
