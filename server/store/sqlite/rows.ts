import { parsePersonId, parsePlanId, type PersonId, type PlanId } from '../../../shared/ids.ts'
import { parseGroup, type Group } from '../../../shared/plan/schema.ts'
import { parseRole } from '../../../shared/roles.ts'
import type { Member, Owner, Person, PersonKind, Session, SignIn, View } from '../store.ts'
import { text, textOrNull, whole, type Row } from './database.ts'

/** Rows are parsed like anything else that comes from outside: a file can hold what nobody wrote. */
const known = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new TypeError(`a row holds no ${what}`)
  return value
}

const planOf = (row: Row, column: string): PlanId => known(parsePlanId(text(row, column)), 'plan id')
const personOf = (row: Row, column: string): PersonId => known(parsePersonId(text(row, column)), 'person id')
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

export const viewRow = (row: Row): View => ({
  id: text(row, 'id'),
  plan: planOf(row, 'plan'),
  priority: text(row, 'priority'),
  group: groupOf(row),
  words: text(row, 'words'),
  source: text(row, 'source'),
  at: whole(row, 'at')
})
