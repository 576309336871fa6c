import { parsePersonId, type Ms, type PlanId } from '../../../shared/ids.ts'
import { canonical } from '../../../shared/plan/hash.ts'
import { parseEntryData, parseEntryKind, type VersionEntry } from '../../../shared/versions/version.ts'
import { sameBytes } from '../chain.ts'
import { isSigned, versionTombstoneBytes, type Seal, type VersionTombstone } from '../seal.ts'
import type { StoredVersion, VersionContent } from '../store.ts'
import { versionHeadBytes, versionLinkOf, versionStart } from '../version-chain.ts'
import { blob, text, textOrNull, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { planIdOf } from './rows.ts'
import { isSealed, publicKeyOf } from './tombstones.ts'
import type { Sql } from './writes.ts'

const entryIn = (row: Row): VersionEntry | undefined => {
  const kind = parseEntryKind(row['kind'])
  const by = textOrNull(row, 'by')
  const person = by === null ? null : parsePersonId(by)
  if (!kind || person === undefined) return undefined
  const written = text(row, 'data')
  const data = parseEntryData(kind, JSON.parse(written))
  // Other bytes that happen to say the same were not what was kept.
  if (!data || canonical(data) !== written) return undefined
  return { n: whole(row, 'n'), at: whole(row, 'at'), by: person, kind, data } as VersionEntry
}

const entryOf = (row: Row): VersionEntry | undefined => {
  try {
    return entryIn(row)
  } catch {
    // Bytes that are no JSON, or no text at all, are told like any other change.
    return undefined
  }
}

/** By the entry they stand for. */
export type Stones = ReadonlyMap<number, VersionTombstone & Seal>

export const stonesOf = (sql: Sql, plan: PlanId, number: number): Stones =>
  new Map(
    sql('SELECT * FROM version_tombstones WHERE plan = ? AND number = ?')
      .all(plan, number)
      .map((row) => {
        const by = textOrNull(row, 'by')
        const stone = {
          plan,
          number,
          n: whole(row, 'n'),
          at: whole(row, 'at'),
          by: by === null ? null : (parsePersonId(by) ?? null),
          why: text(row, 'why'),
          oldLink: blob(row, 'old_link'),
          newLink: blob(row, 'new_link'),
          keyId: text(row, 'key_id'),
          signature: blob(row, 'signature')
        }
        return [stone.n, stone]
      })
  )

/**
 * Each entry with the link to all before it. Where words went by law the stone says which link it had.
 * @returns one without an entry, at the end, where a row is not what was kept
 */
export const linksOf = (
  plan: PlanId,
  number: number,
  rows: readonly Row[],
  stones: Stones
): { entry: VersionEntry | undefined; link: Uint8Array }[] => {
  const links: { entry: VersionEntry | undefined; link: Uint8Array }[] = []
  let link = versionStart
  for (const row of rows) {
    const n = links.length + 1
    const entry = entryOf(row)
    const found = entry?.n === n ? versionLinkOf(link, plan, number, entry) : undefined
    const stone = stones.get(n)
    if (!found || (stone && !sameBytes(stone.newLink, found))) return [...links, { entry: undefined, link }]
    link = stone ? stone.oldLink : found
    links.push({ entry, link })
  }
  return links
}

/** Signatures that were found to be good, by everything they rest on: rows are read and linked anew each time. */
const known = new Set<string>()
const knownMax = 10_000

const isHeadSealed = (reader: Reader, bytes: Uint8Array, keyId: string, signature: Uint8Array): boolean => {
  const publicKey = publicKeyOf(reader, keyId)
  if (!publicKey) return false
  const all = [bytes, signature, publicKey].map((each) => Buffer.from(each).toString('base64')).join(' ')
  if (known.has(all)) return true
  if (!isSigned(bytes, signature, publicKey)) return false
  if (known.size >= knownMax) known.clear()
  known.add(all)
  return true
}

/** What one version's rows say, when they prove themselves. */
const readVersion = (reader: Reader, plan: PlanId, number: number, head: Row | undefined): StoredVersion => {
  const broken = (what: string): StoredVersion => ({ number, broken: what })
  if (!head) return broken('its row is gone')
  const rows = reader
    .sql('SELECT n, at, "by", kind, data FROM version_entries WHERE plan = ? AND number = ? ORDER BY n')
    .all(plan, number)
  const stones = stonesOf((statement) => reader.sql(statement), plan, number)
  const unsigned = [...stones.values()].find((stone) => !isSealed(reader, versionTombstoneBytes(stone), stone))
  if (unsigned) return broken(`the removal from entry ${unsigned.n} is not signed`)
  const links = linksOf(plan, number, rows, stones)
  const entries = links.flatMap(({ entry }) => entry ?? [])
  if (entries.length < links.length) return broken(`entry ${links.length} is not what was kept`)
  if ([...stones.keys()].some((n) => n > entries.length)) return broken('words went from an entry that is gone')
  const link = links.at(-1)?.link ?? versionStart
  const said = { plan, number, entries: whole(head, 'entries'), link: blob(head, 'link') }
  if (entries.length !== said.entries) return broken(`${entries.length} entries stand where ${said.entries} were kept`)
  if (!sameBytes(link, said.link)) return broken('an entry is not what was kept')
  return isHeadSealed(reader, versionHeadBytes(said), text(head, 'key_id'), blob(head, 'signature'))
    ? { number, entries }
    : broken('its seal is not the one of its entries')
}

export const readVersions = (reader: Reader, plan: PlanId): StoredVersion[] => {
  const counted = reader.sql('SELECT versions FROM plans WHERE id = ?').get(plan)
  if (!counted) return []
  const heads = new Map(
    reader
      .sql('SELECT number, entries, link, key_id, signature FROM versions WHERE plan = ? ORDER BY number')
      .all(plan)
      .map((row) => [whole(row, 'number'), row])
  )
  const numbers = new Set([
    ...Array.from({ length: whole(counted, 'versions') }, (_, index) => index + 1),
    ...heads.keys()
  ])
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number) =>
      number > whole(counted, 'versions')
        ? { number, broken: 'there is no version of this number' }
        : readVersion(reader, plan, number, heads.get(number))
    )
}

/** Bytes that are no text are told as no words at all: no hash is of those. */
const decoded = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return ''
  }
}

export const readVersionContent = (reader: Reader, plan: PlanId, number: number): VersionContent | undefined => {
  const row = reader.sql('SELECT words, signed FROM versions WHERE plan = ? AND number = ?').get(plan, number)
  return row && { words: decoded(blob(row, 'words')), signed: decoded(blob(row, 'signed')) }
}

export const versionsDue = (reader: Reader, now: Ms): { plan: PlanId; number: number }[] =>
  reader
    .sql(
      `SELECT plan AS id, number FROM version_entries AS moved
       WHERE kind = 'moved' AND json_extract(data, '$.state') = 'proposed' AND json_extract(data, '$.ask.closesAt') <= ?
         AND NOT EXISTS (SELECT 1 FROM version_entries AS later WHERE later.plan = moved.plan
           AND later.number = moved.number AND later.kind = 'moved' AND later.n > moved.n)`
    )
    .all(now)
    .map((row) => ({ plan: planIdOf(row), number: whole(row, 'number') }))
