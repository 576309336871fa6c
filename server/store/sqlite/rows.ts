import { parsePersonId, parsePlanId, type PersonId, type PlanId } from '../../../shared/ids.ts'
import { parseRecordData, parseRecordKind, type PlanRecord } from '../../../shared/plan/records.ts'
import { parseGroup, type Group } from '../../../shared/plan/vocabulary.ts'
import { parseRole } from '../../../shared/roles.ts'
import type {
  AccessLine,
  Member,
  Owner,
  Person,
  PersonKind,
  RecordVersion,
  Session,
  SignIn,
  Standing,
  Visit
} from '../store.ts'
import { text, textOrNull, whole, type Row } from './database.ts'

/** Rows are parsed like anything else that comes from outside: a file can hold what nobody wrote. */
const known = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new TypeError(`a row holds no ${what}`)
  return value
}

const planOf = (row: Row, column: string): PlanId => known(parsePlanId(text(row, column)), 'plan id')
export const personOf = (row: Row, column: string): PersonId => known(parsePersonId(text(row, column)), 'person id')
const groupOf = (row: Row): Group => known(parseGroup(text(row, 'group')), 'group')

const kinds: readonly PersonKind[] = ['account', 'guest', 'speaker']

export const ownerOf = (row: Row): Owner => {
  const via = text(row, 'via')
  if (via !== 'live' && via !== 'system') throw new TypeError('a row holds no way of binding')
  return {
    client: whole(row, 'client_id'),
    speaker: personOf(row, 'speaker'),
    typist: personOf(row, 'typist'),
    group: groupOf(row),
    via
  }
}

export const personRow = (row: Row): Person => ({
  id: personOf(row, 'id'),
  kind: known(
    kinds.find((kind) => kind === row['kind']),
    'kind of person'
  ),
  name: text(row, 'name'),
  email: textOrNull(row, 'email')
})

export const memberRow = (row: Row): Member => ({
  plan: planOf(row, 'plan'),
  person: personOf(row, 'person'),
  name: text(row, 'name'),
  role: known(parseRole(text(row, 'role')), 'role'),
  group: groupOf(row),
  voice: whole(row, 'voice') === 1
})

export const signInRow = (row: Row): SignIn => ({
  id: text(row, 'id'),
  person: personOf(row, 'person'),
  email: text(row, 'email'),
  tokenHash: text(row, 'token_hash'),
  codeHash: text(row, 'code_hash'),
  expiresAt: whole(row, 'expires_at'),
  triesLeft: whole(row, 'tries_left'),
  used: whole(row, 'used') === 1
})

export const sessionRow = (row: Row): Session => ({
  idHash: text(row, 'id_hash'),
  person: personOf(row, 'person'),
  expiresAt: whole(row, 'expires_at'),
  createdAt: whole(row, 'created_at')
})

export const standingOf = (row: Row, was = ''): Standing => ({
  role: known(parseRole(text(row, `${was}role`)), 'role'),
  group: known(parseGroup(text(row, `${was}group`)), 'group'),
  voice: whole(row, `${was}voice`) === 1
})

export const accessRow = (row: Row): AccessLine => ({
  at: whole(row, 'at'),
  by: row['by'] === null ? null : personOf(row, 'by'),
  person: personOf(row, 'person'),
  was: row['was_role'] === null ? null : standingOf(row, 'was_'),
  now: row['now_role'] === null ? null : standingOf(row, 'now_')
})

/** A record with what it says now. */
export const recordColumns = `SELECT records.n, records.news, records.id, kind, about, records."by", "group", records.at, records.version,
    data, said."by" AS changed_by, said.at AS changed_at, withdrawn
  FROM records JOIN record_versions AS said ON said.record = records.id AND said.version = records.version`

const dataOf = (row: Row, kind: PlanRecord['kind']): PlanRecord['data'] =>
  known(parseRecordData(kind, JSON.parse(text(row, 'data'))), `${kind} that fits`)

export const recordRow = (row: Row): PlanRecord => {
  const kind = known(parseRecordKind(row['kind']), 'kind of record')
  return {
    id: text(row, 'id'),
    kind,
    about: text(row, 'about'),
    data: dataOf(row, kind),
    by: personOf(row, 'by'),
    group: groupOf(row),
    at: whole(row, 'at'),
    version: whole(row, 'version'),
    changedBy: personOf(row, 'changed_by'),
    changedAt: whole(row, 'changed_at'),
    withdrawn: whole(row, 'withdrawn') === 1
  }
}

export const versionRow = (row: Row): RecordVersion => ({
  version: whole(row, 'version'),
  data: dataOf(row, known(parseRecordKind(row['kind']), 'kind of record')),
  by: personOf(row, 'by'),
  at: whole(row, 'at'),
  withdrawn: whole(row, 'withdrawn') === 1
})

export const visitRow = (row: Row): Visit => ({
  person: personOf(row, 'person'),
  at: whole(row, 'at'),
  previousAt: row['previous_at'] === null ? null : whole(row, 'previous_at')
})

export const planIdOf = (row: Row): PlanId => planOf(row, 'id')
