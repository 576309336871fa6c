import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import * as Y from 'yjs'
import type { Room } from '../relay/room.ts'

/** The whole document of one moment. `etag` without quotes; two encodings of it are two representations. */
export type PlanState = { etag: string; bytes: Uint8Array; packed: Uint8Array }

const pack = promisify(gzip)
const encode = async (epoch: number, head: number, bytes: Uint8Array): Promise<PlanState> => ({
  etag: `${epoch}-${head}`,
  bytes,
  packed: await pack(bytes)
})

/**
 * Kept state of each open plan as Yjs v1 bytes, encoded and packed once per commit however many ask:
 * when a workshop joins, everybody asks at once.
 */
export class States {
  readonly #latest = new WeakMap<Room, { epoch: number; head: number; state: Promise<PlanState> }>()

  of(room: Room): Promise<PlanState> {
    return room
      .settled(({ doc, epoch, head }) => {
        const known = this.#latest.get(room)
        if (known && known.epoch === epoch && known.head === head) return known
        const fresh = { epoch, head, state: encode(epoch, head, Y.encodeStateAsUpdate(doc)) }
        this.#latest.set(room, fresh)
        return fresh
      })
      .then(({ state }) => state)
  }
}
