import * as Y from 'yjs'
import * as encoding from 'lib0/encoding'
import type { ClientId, Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'

/** Merging takes more than its share of time with every update more. Source: measured, 20,000 take 6 s. */
const mergedUpdatesMax = 500

type Unsent = { update: Uint8Array; since: Ms; frame: number | null; places: readonly string[] }

/**
 * Local changes the server has not said it keeps, each with the frame it left in. On every new
 * connection frames count from one again, and one SyncStep2 carries all that is still here.
 */
export class UnsentChanges {
  #changes: Unsent[] = []
  #frames = 0
  /** An Update has left that no change has claimed yet. */
  #unclaimed = false

  get count(): number {
    return this.#changes.length
  }

  /** The fields they are in: what a person would count. */
  get places(): ReadonlySet<string> {
    return new Set(this.#changes.flatMap(({ places }) => places))
  }

  get since(): Ms | null {
    return this.#changes[0]?.since ?? null
  }

  updates(): Uint8Array[] {
    return this.#changes.map((change) => change.update)
  }

  /** A new socket: nothing of what is here has left through it. */
  connected(): void {
    this.#frames = 0
    this.#unclaimed = false
    for (const change of this.#changes) change.frame = null
  }

  /** A counted frame leaves; a SyncStep2 holds every change made so far. */
  counted(kind: 'step2' | 'update'): void {
    this.#frames++
    this.#unclaimed = kind === 'update'
    if (kind === 'step2') for (const change of this.#changes) change.frame ??= this.#frames
  }

  /** A local change; if an Update has just left, it is this one: a socket that is closing sends nothing. */
  add(update: Uint8Array, since: Ms, places: readonly string[] = []): void {
    this.#changes.push({ update, since, frame: this.#unclaimed ? this.#frames : null, places })
    this.#unclaimed = false
  }

  /** Sends what has not left yet in several frames, for when one would be too large. */
  sendParts(send: (update: Uint8Array) => void): void {
    let part: Unsent[] = []
    const sendPart = (): void => {
      if (part.length === 0) return
      send(Y.mergeUpdates(part.map((change) => change.update)))
      for (const change of part) change.frame = this.#frames
      this.#unclaimed = false
      part = []
    }
    let bytes = 0
    for (const change of this.#changes) {
      if (change.frame !== null) continue
      if (part.length >= mergedUpdatesMax || bytes + change.update.length > limits.updateBytesMax) {
        sendPart()
        bytes = 0
      }
      part.push(change)
      bytes += change.update.length
    }
    sendPart()
  }

  acknowledged(frames: number): void {
    this.#changes = this.#changes.filter(({ frame }) => frame === null || frame > frames)
  }

  clear(): void {
    this.#changes = []
  }
}

/** The first clock of this client id that these changes use. */
export const firstClock = (updates: readonly Uint8Array[], client: ClientId): number =>
  updates.reduce(
    (first, update) => Math.min(first, Y.parseUpdateMeta(update).from.get(client) ?? limits.clockMax),
    limits.clockMax
  )

/**
 * The same change under another client id: ids of `from` at or beyond `fromClock` become ids of `to`,
 * counted from zero, in structs, in what they hang on and in deletions.
 * Source: yjs 13.6 update format v1; PROTOCOL.md P9.
 */
export const renameClient = (update: Uint8Array, from: ClientId, fromClock: number, to: ClientId): Uint8Array => {
  const { structs, ds } = Y.decodeUpdate(update)
  const rename = (id: Y.ID): Y.ID =>
    id.client === from && id.clock >= fromClock ? Y.createID(to, id.clock - fromClock) : id
  const byClient = new Map<ClientId, (Y.Item | Y.GC)[]>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) && !(struct instanceof Y.GC)) continue
    struct.id = rename(struct.id)
    if (struct instanceof Y.Item) {
      if (struct.origin) struct.origin = rename(struct.origin)
      if (struct.rightOrigin) struct.rightOrigin = rename(struct.rightOrigin)
      if (struct.parent instanceof Y.ID) struct.parent = rename(struct.parent)
    }
    byClient.set(struct.id.client, [...(byClient.get(struct.id.client) ?? []), struct])
  }
  const encoder = new Y.UpdateEncoderV1()
  const out = encoder.restEncoder
  encoding.writeVarUint(out, byClient.size)
  for (const [client, own] of byClient) {
    encoding.writeVarUint(out, own.length)
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, own[0]?.id.clock ?? 0)
    for (const struct of own) struct.write(encoder, 0)
  }
  const deletes = new Map<ClientId, { clock: number; len: number }[]>()
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      const own = client === from ? Math.max(0, Math.min(len, fromClock - clock)) : len
      if (own > 0) deletes.set(client, [...(deletes.get(client) ?? []), { clock, len: own }])
      if (own < len) deletes.set(to, [...(deletes.get(to) ?? []), { clock: clock + own - fromClock, len: len - own }])
    }
  }
  encoding.writeVarUint(out, deletes.size)
  for (const [client, ranges] of deletes) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(out, clock)
      encoding.writeVarUint(out, len)
    }
  }
  return encoder.toUint8Array()
}
