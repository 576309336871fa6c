import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ClientId, Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { encodeAwareness, encodeServerMessage, type PresenceEntry } from '../../shared/wire/messages.ts'

/**
 * Where people are, by connection: opaque bytes from the client under a number and a name that the
 * server gives. The latest wins, one frame a turn, nothing echoed. Source: PROTOCOL.md P19.
 */
export class Presence {
  readonly #shown = new Map<number, { person: string; bytes: Uint8Array }>()
  readonly #changed = new Map<number, PresenceEntry>()

  set(connection: number, person: string, bytes: Uint8Array): void {
    this.#shown.set(connection, { person, bytes })
    this.#changed.set(connection, { connection, person, bytes })
  }

  leave(connection: number): void {
    if (this.#shown.delete(connection)) this.#changed.set(connection, { connection, gone: true })
  }

  /** Everyone who is here, for a newcomer. */
  whole(): Uint8Array | undefined {
    const entries = [...this.#shown].map(([connection, { person, bytes }]) => ({ connection, person, bytes }))
    return entries.length > 0 ? encodeServerMessage({ type: 'presence', entries }) : undefined
  }

  /** What changed since the last turn, as one frame for each connection without its own entry. */
  turn(): ((connection: number) => Uint8Array | undefined) | undefined {
    if (this.#changed.size === 0) return undefined
    const entries = [...this.#changed.values()]
    this.#changed.clear()
    const shared = encodeServerMessage({ type: 'presence', entries })
    return (connection) => {
      const others = entries.filter((entry) => entry.connection !== connection)
      if (others.length === entries.length) return shared
      return others.length > 0 ? encodeServerMessage({ type: 'presence', entries: others }) : undefined
    }
  }
}

/** So many a second from one connection; what comes faster waits as the latest one. */
export class PresencePace {
  #allowedAt: Ms = 0
  waiting: Uint8Array | undefined

  /** @returns whether the bytes may be shown now; else they wait. */
  take(bytes: Uint8Array, now: Ms): boolean {
    if (now < this.#allowedAt) {
      this.waiting = bytes
      return false
    }
    this.#allowedAt = now + 1000 / limits.presencePerSecondMax
    this.waiting = undefined
    return true
  }
}

/** One entry of the stock awareness update. Source: y-protocols 1.0.7 `encodeAwarenessUpdate`. */
export type AwarenessEntry = { client: ClientId; clock: number; state: Record<string, unknown> | null }

/** @returns undefined when the bytes are not an awareness update of plain states. */
export const decodeAwareness = (update: Uint8Array): AwarenessEntry[] | undefined => {
  try {
    const decoder = decoding.createDecoder(update)
    const entries: AwarenessEntry[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const json = decoding.readVarString(decoder)
      if (json.length > limits.presenceBytesMax) return undefined
      const state: unknown = JSON.parse(json)
      if (typeof state !== 'object' || Array.isArray(state) || client > limits.clientIdMax || clock > limits.clockMax)
        return undefined
      entries.push({ client, clock, state: state as Record<string, unknown> | null })
    }
    return decoding.hasContent(decoder) ? undefined : entries
  } catch {
    // Cut short, or not JSON: not an awareness update.
    return undefined
  }
}

export const encodeAwarenessEntries = (entries: readonly AwarenessEntry[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, JSON.stringify(state))
  }
  return encodeAwareness(encoding.toUint8Array(encoder))
}
