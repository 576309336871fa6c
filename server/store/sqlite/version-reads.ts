import { parsePersonId, type Ms, type PlanId } from '../../../shared/ids.ts'
import { canonical } from '../../../shared/plan/hash.ts'
import { parseEntryData, parseEntryKind, type VersionEntry } from '../../../shared/versions/version.ts'
import { sameBytes } from '../chain.ts'
import { isSigned } from '../seal.ts'
import type { StoredVersion, VersionContent } from '../store.ts'
import { versionHeadBytes, versionLinkOf, versionStart } from '../version-chain.ts'
import { blob, text, textOrNull, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { planIdOf } from './rows.ts'
import { publicKeyOf } from './tombstones.ts'

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
  const entries: VersionEntry[] = []
  let link = versionStart
  for (const row of rows) {
    const n = entries.length + 1
    const entry = entryOf(row)
    if (entry?.n !== n) return broken(`entry ${n} is not what was kept`)
    entries.push(entry)
    link = versionLinkOf(link, plan, number, entry)
  }
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
