import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { decodeUpdate, type Range } from './update.ts'
import { blotted } from '../../shared/plan/removed-words.ts'
import { isRefusal } from '../../shared/refusals.ts'

export { removedLetter } from '../../shared/plan/removed-words.ts'

/**
 * One `removedLetter` stands for each: every id, neighbour, author and deletion stays as it was, so that all that
 * was built on them still applies.
 */
const without = (text: string, from: number, to: number): string =>
  text.slice(0, from) + blotted(text.slice(from, to)) + text.slice(to)

/** The same stretch, wider by a half of a surrogate pair where it would leave the other one behind. */
export const wholeLetters = (text: string, from: number, to: number): [from: number, to: number] => [
  /^[\uDC00-\uDFFF]/.test(text.slice(from, from + 1)) ? Math.max(from - 1, 0) : from,
  /^[\uD800-\uDBFF]/.test(text.slice(to - 1, to)) ? Math.min(to + 1, text.length) : to
]

/** Whether anything of an item was changed, in place. */
type Change = (item: Y.Item) => boolean

/** The same update with other content; the very same bytes when nothing is changed. */
export const rewritten = (update: Uint8Array, change: Change): Uint8Array => {
  const decoded = decodeUpdate(update)
  if (isRefusal(decoded)) throw new TypeError('a kept update that cannot be read')
  const { structs } = Y.decodeUpdate(update)
  let isChanged = false
  for (const struct of structs) if (struct instanceof Y.Item && change(struct)) isChanged = true
  return isChanged ? encoded(structs, update.subarray(decoded.deletesAt)) : update
}

/** Takes these letters out of an item. */
const blotting =
  (ranges: readonly Range[]): Change =>
  ({ id: { client, clock }, content }) => {
    if (!(content instanceof Y.ContentString)) return false
    const was = content.str
    for (const range of ranges) {
      if (range.client !== client) continue
      const text = content.str
      const from = Math.max(range.clock - clock, 0)
      const to = Math.min(range.clock + range.length - clock, text.length)
      if (from < to) content.str = without(text, ...wholeLetters(text, from, to))
    }
    return content.str !== was
  }

/** The same update without these letters; the very same bytes when it holds none of them. */
export const withoutLetters = (update: Uint8Array, ranges: readonly Range[]): Uint8Array =>
  rewritten(update, blotting(ranges))

/** Structs in the order they came in, and the deletions byte for byte. */
const encoded = (structs: readonly (Y.Item | Y.GC | Y.Skip)[], deletes: Uint8Array): Uint8Array => {
  const byClient = new Map<number, (Y.Item | Y.GC | Y.Skip)[]>()
  for (const struct of structs) {
    const own = byClient.get(struct.id.client)
    if (own) own.push(struct)
    else byClient.set(struct.id.client, [struct])
  }
  const encoder = new Y.UpdateEncoderV1()
  encoding.writeVarUint(encoder.restEncoder, byClient.size)
  for (const [client, own] of byClient) {
    encoding.writeVarUint(encoder.restEncoder, own.length)
    encoder.writeClient(client)
    encoding.writeVarUint(encoder.restEncoder, own[0]?.id.clock ?? 0)
    for (const struct of own) struct.write(encoder, 0)
  }
  encoding.writeUint8Array(encoder.restEncoder, deletes)
  return encoding.toUint8Array(encoder.restEncoder)
}
