import type { Ms, PersonId, PlanId } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'
import { canonical } from '../../../shared/plan/hash.ts'
import { blotted } from '../../../shared/plan/removed-words.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { parseEntryData, type NewEntry, type VersionEntry } from '../../../shared/versions/version.ts'
import { sameBytes } from '../chain.ts'
import { versionTombstoneBytes, type Signer } from '../seal.ts'
import type { VersionAsker, VersionContent } from '../store.ts'
import { versionHeadBytes, versionLinkOf, versionStart } from '../version-chain.ts'
import { blob, whole } from './database.ts'
import { removalsIn } from './erasure.ts'
import { raised } from './record-writes.ts'
import { standingOf } from './rows.ts'
import { linksOf, stonesOf } from './version-reads.ts'
import type { Sql } from './writes.ts'

export type AddVersion = {
  do: 'addVersion'
  plan: PlanId
  entries: readonly NewEntry[]
  content: VersionContent
  asker: VersionAsker
  removals: number | undefined
}
export type AddVersionEntries = {
  do: 'addVersionEntries'
  plan: PlanId
  number: number
  after: number
  entries: readonly NewEntry[]
  asker: VersionAsker
  content: VersionContent | undefined
}
/** `of`: the entry whose words go. */
export type RemoveNote = {
  do: 'removeNote'
  plan: PlanId
  number: number
  of: number
  by: PersonId | null
  at: Ms
  why: string
  asker: VersionAsker
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Judged by what somebody was a moment ago: it counts only if they still are. */
export const stillIs = (sql: Sql, plan: PlanId, asker: VersionAsker): boolean => {
  if (asker === null) return true
  const row = sql('SELECT role, "group", voice FROM members WHERE plan = ? AND person = ?').get(plan, asker.person)
  if (!row) return false
  const { role, group, voice } = standingOf(row)
  return role === asker.standing.role && group === asker.standing.group && voice === asker.standing.voice
}

type Stands = { entries: number; link: Uint8Array }

/** Links entries to those before them. @returns where the version stands then. */
const append = (sql: Sql, plan: PlanId, number: number, from: Stands, entries: readonly NewEntry[]): Stands => {
  let { entries: n, link } = from
  for (const each of entries) {
    // What could not be read again would take the whole version with it, and all that groups have said of it.
    const said = parseEntryData(each.kind, each.data)
    if (!said || canonical(said) !== canonical(each.data)) throw new TypeError(`an entry says no '${each.kind}'`)
    const entry: VersionEntry = { ...each, n: ++n }
    link = versionLinkOf(link, plan, number, entry)
    sql('INSERT INTO version_entries (plan, number, n, at, "by", kind, data) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      plan,
      number,
      n,
      entry.at,
      entry.by,
      entry.kind,
      canonical(entry.data)
    )
  }
  return { entries: n, link }
}

const sealed = (signer: Signer, plan: PlanId, number: number, { entries, link }: Stands) =>
  [entries, link, signer.keyId, signer.sign(versionHeadBytes({ plan, number, entries, link }))] as const

export const addVersion = (sql: Sql, signer: Signer, write: AddVersion): number | Refusal => {
  const { plan, entries, content, asker, removals } = write
  const row = sql('SELECT versions FROM plans WHERE id = ?').get(plan)
  if (!row) return refuse('no-such-plan')
  if (!stillIs(sql, plan, asker)) return refuse('changed-meanwhile')
  if (removals !== undefined && removals !== removalsIn(sql, plan)) return refuse('words-moved')
  const number = whole(row, 'versions') + 1
  if (number > limits.versionsPerPlanMax) return refuse('too-many')
  // The row goes first, for its entries to belong to; its head is signed once they are there.
  sql(
    'INSERT INTO versions (plan, number, entries, link, key_id, signature, words, signed) VALUES (?, ?, 0, ?, ?, ?, ?, ?)'
  ).run(plan, number, versionStart, signer.keyId, new Uint8Array(0), bytes(content.words), bytes(content.signed))
  const stands = append(sql, plan, number, { entries: 0, link: versionStart }, entries)
  sql('UPDATE versions SET entries = ?, link = ?, key_id = ?, signature = ? WHERE plan = ? AND number = ?').run(
    ...sealed(signer, plan, number, stands),
    plan,
    number
  )
  sql('UPDATE plans SET versions = ? WHERE id = ?').run(number, plan)
  raised(sql, plan)
  return number
}

/** @returns how many entries the version has now. */
export const addVersionEntries = (sql: Sql, signer: Signer, write: AddVersionEntries): number | Refusal => {
  const { plan, number, after, entries, asker, content } = write
  const row = sql('SELECT entries, link FROM versions WHERE plan = ? AND number = ?').get(plan, number)
  if (!row) return refuse('not-found')
  if (whole(row, 'entries') !== after || !stillIs(sql, plan, asker)) return refuse('changed-meanwhile')
  // Moving on, and words that go by law, are never shut out by what people said.
  const isSaid = asker !== null && entries.some(({ kind }) => kind === 'answered' || kind === 'reminded')
  if (isSaid && after + entries.length > limits.versionEntriesMax) return refuse('too-many')
  const stands = append(sql, plan, number, { entries: after, link: blob(row, 'link') }, entries)
  sql('UPDATE versions SET entries = ?, link = ?, key_id = ?, signature = ? WHERE plan = ? AND number = ?').run(
    ...sealed(signer, plan, number, stands),
    plan,
    number
  )
  if (content)
    sql('UPDATE versions SET words = ?, signed = ? WHERE plan = ? AND number = ?').run(
      bytes(content.words),
      bytes(content.signed),
      plan,
      number
    )
  raised(sql, plan)
  return stands.entries
}

/** What was typed into an entry, blotted out letter by letter; undefined where nothing was. */
const withoutTyped = (entry: VersionEntry): VersionEntry | undefined => {
  if (entry.kind === 'moved')
    return entry.data.note === '' ? undefined : { ...entry, data: { ...entry.data, note: blotted(entry.data.note) } }
  if (entry.kind !== 'answered') return undefined
  const { note, formal } = entry.data.said
  if (note === '' && formal === null) return undefined
  const body = formal && { ...formal, body: blotted(formal.body), minute: blotted(formal.minute) }
  return { ...entry, data: { ...entry.data, said: { ...entry.data.said, note: blotted(note), formal: body } } }
}

/**
 * Takes what was typed into one entry of a version out of it, under a signed stone that keeps the link which the
 * entry had: every entry after it stands on that as before. One more entry says so.
 */
export const removeNote = (sql: Sql, signer: Signer, write: RemoveNote): number | Refusal => {
  const { plan, number, of, by, at, why, asker } = write
  const head = sql('SELECT entries, link FROM versions WHERE plan = ? AND number = ?').get(plan, number)
  if (!head || !stillIs(sql, plan, asker)) return refuse(head ? 'changed-meanwhile' : 'not-found')
  const rows = sql('SELECT n, at, "by", kind, data FROM version_entries WHERE plan = ? AND number = ? ORDER BY n').all(
    plan,
    number
  )
  // What does not prove itself is not made to.
  const links = linksOf(plan, number, rows, stonesOf(sql, plan, number))
  const end = links.at(-1)
  if (!end || !sameBytes(end.link, blob(head, 'link'))) return refuse('version-broken')
  const entry = links[of - 1]?.entry
  const left = entry && withoutTyped(entry)
  const before = of > 1 ? links[of - 2]?.link : versionStart
  const oldLink = links[of - 1]?.link
  if (!left || !before || !oldLink || canonical(left.data) === canonical(entry.data)) return refuse('not-found')
  const stone = { plan, number, n: of, at, by, why, oldLink, newLink: versionLinkOf(before, plan, number, left) }
  sql(
    `INSERT INTO version_tombstones (plan, number, n, at, "by", why, old_link, new_link, key_id, signature)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(
    plan,
    number,
    of,
    at,
    by,
    why,
    stone.oldLink,
    stone.newLink,
    signer.keyId,
    signer.sign(versionTombstoneBytes(stone))
  )
  sql('UPDATE version_entries SET data = ? WHERE plan = ? AND number = ? AND n = ?').run(
    canonical(left.data),
    plan,
    number,
    of
  )
  const told: NewEntry = { at, by, kind: 'note-removed', data: { of } }
  const after = whole(head, 'entries')
  return addVersionEntries(sql, signer, {
    do: 'addVersionEntries',
    plan,
    number,
    after,
    entries: [told],
    asker,
    content: undefined
  })
}
