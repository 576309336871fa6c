import * as encoding from 'lib0/encoding'
import type { Id, Range } from './update.ts'

/** Words for updates that no honest client would send: every field of every struct by hand. */
export type RawStruct = {
  origin?: Id | undefined
  rightOrigin?: Id | undefined
  /** Needed when there is neither origin. */
  parent?: string | Id
  key?: string
} & (
  | { letters: string }
  | { value: unknown }
  | { format: string; to: unknown }
  | { gone: number }
  | { bare: number }
  | { type: 'map' | 'text' }
)
export type RawRun = { client: number; clock: number; structs: RawStruct[] }

const kindOf = (struct: RawStruct): number => {
  if ('bare' in struct) return 0
  if ('gone' in struct) return 1
  if ('letters' in struct) return 4
  if ('format' in struct) return 6
  return 'type' in struct ? 7 : 8
}

const writeId = (encoder: encoding.Encoder, { client, clock }: Id): void => {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

const writeStruct = (encoder: encoding.Encoder, struct: RawStruct): void => {
  const { origin, rightOrigin, parent, key } = struct
  const kind = kindOf(struct)
  if ('bare' in struct) {
    encoding.writeUint8(encoder, kind)
    return encoding.writeVarUint(encoder, struct.bare)
  }
  const flags = (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (key === undefined ? 0 : 0x20)
  encoding.writeUint8(encoder, kind | flags)
  if (origin) writeId(encoder, origin)
  if (rightOrigin) writeId(encoder, rightOrigin)
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
    else writeId(encoder, parent ?? { client: 0, clock: 0 })
    if (key !== undefined) encoding.writeVarString(encoder, key)
  }
  if ('gone' in struct) encoding.writeVarUint(encoder, struct.gone)
  else if ('letters' in struct) encoding.writeVarString(encoder, struct.letters)
  else if ('format' in struct) {
    encoding.writeVarString(encoder, struct.format)
    encoding.writeVarString(encoder, JSON.stringify(struct.to))
  } else if ('type' in struct) encoding.writeVarUint(encoder, struct.type === 'map' ? 1 : 2)
  else {
    encoding.writeVarUint(encoder, 1)
    encoding.writeAny(encoder, struct.value as null)
  }
}

/** A Yjs v1 update of these runs, one a client, and these deletions. */
export const rawUpdate = (runs: readonly RawRun[], deletes: readonly Range[] = []): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, runs.length)
  for (const { client, clock, structs } of runs) {
    encoding.writeVarUint(encoder, structs.length)
    writeId(encoder, { client, clock })
    for (const struct of structs) writeStruct(encoder, struct)
  }
  encoding.writeVarUint(encoder, deletes.length)
  for (const { client, clock, length } of deletes) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 1)
    writeId(encoder, { client: clock, clock: length })
  }
  return encoding.toUint8Array(encoder)
}
