import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { limits } from '../../shared/limits.ts'
import { encodeSync, sync, wire } from '../../shared/wire/messages.ts'
import type { UnsentChanges } from './unsent.ts'

/** Answers the server's question what it lacks: in the reply, or in several frames when one would be too large. */
export const answerState = (
  doc: Y.Doc,
  unsent: UnsentChanges,
  stateVector: Uint8Array,
  reply: encoding.Encoder,
  send: (frame: Uint8Array<ArrayBuffer>) => void
): void => {
  const update = Y.encodeStateAsUpdate(doc, stateVector)
  // It carries every deletion the plan ever saw: one day, or after a long time away, that is too large.
  if (update.length > limits.updateBytesMax) {
    unsent.sendParts((part) => send(encodeSync('update', part) as Uint8Array<ArrayBuffer>))
    return send(encodeSync('step2', Uint8Array.of(0, 0)) as Uint8Array<ArrayBuffer>)
  }
  encoding.writeVarUint(reply, wire.sync)
  encoding.writeVarUint(reply, sync.step2)
  encoding.writeVarUint8Array(reply, update)
}
