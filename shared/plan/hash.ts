import { digest } from 'lib0/hash/sha256'
import * as Y from 'yjs'
import { ROOTS } from './schema.ts'
import { eachText } from './snapshot.ts'
import { walkText } from './text.ts'

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const sha256 = (text: string): string => hex(digest(new TextEncoder().encode(text)))

/** JSON with sorted keys, so that equal values have equal bytes. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
  }
  // What JSON does not have (a value someone left undefined) reads as null.
  return value === undefined ? 'null' : JSON.stringify(value)
}

const delta = (text: Y.Text): [string, Record<string, unknown>][] => {
  const runs: [string, Record<string, unknown>][] = []
  walkText(text, (run) => {
    const last = runs.at(-1)
    const attributes = { ...run.attributes }
    if (last && canonical(last[1]) === canonical(attributes)) last[0] += run.text
    else runs.push([run.text, attributes])
  })
  return runs
}

const plainMap = (map: Y.Map<unknown>): Record<string, unknown> =>
  Object.fromEntries(
    [...map.entries()].map(([key, value]) => [
      key,
      value instanceof Y.Text ? delta(value) : value instanceof Y.Map ? plainMap(value) : value
    ])
  )

/** SHA-256 of the whole plan as canonical JSON: removed items left out, deltas normalised. */
export const contentHash = (doc: Y.Doc): string => {
  const whole: Record<string, unknown> = { plan: plainMap(doc.getMap('plan')) }
  for (const root of [ROOTS.priority, ROOTS.action]) {
    const kept = [...doc.getMap(root).entries()].filter(
      ([, item]) => item instanceof Y.Map && item.get('removed') !== true
    )
    whole[root] = Object.fromEntries(kept.map(([id, item]) => [id, plainMap(item as Y.Map<unknown>)]))
  }
  return sha256(canonical(whole))
}

/** SHA-256 of who wrote every visible letter: sorted (client, clock range, speaker). */
export const authorshipHash = (doc: Y.Doc, speakerOf: (client: number) => string | undefined): string => {
  const runs: [number, number, number][] = []
  eachText(doc, (_path, text) => walkText(text, (run) => runs.push([run.client, run.clock, run.text.length])), true)
  runs.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: [number, number, number][] = []
  for (const run of runs) {
    const last = merged.at(-1)
    if (last && last[0] === run[0] && last[1] + last[2] === run[1]) last[2] += run[2]
    else merged.push([...run])
  }
  return sha256(canonical(merged.map(([client, clock, length]) => [client, clock, length, speakerOf(client) ?? null])))
}
