import type { PlanId } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'
import { canonical } from '../../../shared/plan/hash.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import type { NewEntry, VersionEntry } from '../../../shared/versions/version.ts'
import type { Signer } from '../seal.ts'
import type { VersionAsker, VersionContent } from '../store.ts'
import { versionHeadBytes, versionLinkOf, versionStart } from '../version-chain.ts'
import { blob, whole } from './database.ts'
import { raised } from './record-writes.ts'
import { standingOf } from './rows.ts'
import type { Sql } from './writes.ts'

export type AddVersion = {
  do: 'addVersion'
  plan: PlanId
  entries: readonly NewEntry[]
  content: VersionContent
  asker: VersionAsker
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

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Judged by what somebody was a moment ago: it counts only if they still are. */
const stillIs = (sql: Sql, plan: PlanId, asker: VersionAsker): boolean => {
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
  const { plan, entries, content, asker } = write
  const row = sql('SELECT versions FROM plans WHERE id = ?').get(plan)
  if (!row) return refuse('no-such-plan')
  if (!stillIs(sql, plan, asker)) return refuse('changed-meanwhile')
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
  if (after + entries.length > limits.versionEntriesMax) return refuse('too-many')
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
