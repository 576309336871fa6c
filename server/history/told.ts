import type { Who } from '../../shared/authorship/history.ts'
import type { StoredHistory } from '../store/store.ts'
import type { Answers } from './questions.ts'

/** The answers that may be long: written out where they are put together, so that whoever passes them on reads nothing of them. */
export type Long = 'moment' | 'compare'
/** JSON of an answer, and the ids of the people it speaks of. */
export type Told = { json: Uint8Array<ArrayBuffer>; people: string[] }

/**
 * JSON of a plain value; of what is written out already, what is written.
 * @param written objects whose JSON is known
 */
export const jsonOf = (value: unknown, written: (known: object) => string | undefined): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const known = written(value)
  if (known !== undefined) return known
  const list = (all: readonly unknown[]): string =>
    `[${all.map((each) => (each === undefined ? 'null' : jsonOf(each, written))).join(',')}]`
  if (Array.isArray(value)) return list(value)
  const fields = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${jsonOf(each, written)}`).join(',')}}`
}

/** Everyone that is credited or typed, wherever an answer says so. */
export const idsOf = (whos: readonly Who[]): string[] => whos.flatMap(({ speaker, typist }) => [speaker, typist])

export const tellLong = (
  answer: Exclude<Answers[Long], 'none'>,
  written: (known: object) => string | undefined
): Told => {
  const whos = 'authors' in answer ? answer.authors : [...answer.owners, ...(answer.change ? [answer.change.who] : [])]
  return { json: new TextEncoder().encode(jsonOf(answer, written)), people: [...new Set(idsOf(whos))] }
}

/** What a kept history lies in, to be given to another thread; not what else lies in the same memory. */
export const buffersOf = ({ state, fold }: Pick<StoredHistory, 'state' | 'fold'>): ArrayBuffer[] =>
  [state, fold].flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
  )

/** The same with one more field, the last one. */
export const withField = ({ json }: Told, key: string, value: unknown): Uint8Array<ArrayBuffer> => {
  const more = new TextEncoder().encode(`,${JSON.stringify(key)}:${JSON.stringify(value)}}`)
  const whole = new Uint8Array(json.length - 1 + more.length)
  whole.set(json.subarray(0, -1))
  whole.set(more, json.length - 1)
  return whole
}
