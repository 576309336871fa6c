import * as v from 'valibot'
import { limits } from '../limits.ts'
import { parseFieldPath, textKind } from './schema.ts'

const whole = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max))
/** So many letters from a Yjs id on, wherever they have moved to: client, clock, length. */
const run = v.tuple([whole(2 ** 32 - 1), whole(Number.MAX_SAFE_INTEGER), v.pipe(whole(1_000_000), v.minValue(1))])

/** Words of one text: their letters, left to right, and how they read when they were pointed at. */
export const ANCHOR = v.strictObject({
  field: v.pipe(
    v.string(),
    v.maxLength(200),
    v.check((path) => {
      const at = parseFieldPath(path)
      return at !== undefined && textKind(at.place.kind, at.key) !== undefined
    })
  ),
  letters: v.pipe(v.array(run), v.minLength(1), v.maxLength(limits.anchorRunsMax)),
  quote: v.pipe(v.string(), v.trim(), v.maxLength(limits.quoteMax))
})
export type Anchor = v.InferOutput<typeof ANCHOR>
export type LetterRun = Anchor['letters'][number]

/** A quotation of bounded length: its beginning and its end. */
export const shortened = (words: string): string => {
  const line = words.trim()
  if (line.length <= limits.quoteMax) return line
  const half = Math.floor((limits.quoteMax - 3) / 2)
  return `${line.slice(0, half).trimEnd()} … ${line.slice(line.length - half).trimStart()}`
}
