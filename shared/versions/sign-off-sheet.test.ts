import { expect, it } from 'vitest'
import type { ItemId } from '../ids.ts'
import type { Group } from '../plan/vocabulary.ts'
import type { Role } from '../roles.ts'
import { isSheetEmpty, sheetFor, type Place, type PlaceChange } from './sign-off-sheet.ts'
import { foldVersion, type AnswerWord, type NewEntry, type Version } from './version.ts'

const place = (role: Role, group: Group, voice = false): Place => ({ role, group, voice })
const change = (at: number, person: string, was: Place | null, now: Place | null): PlaceChange => ({
  at,
  by: 'helen',
  person,
  was,
  now
})
const version = (
  number: number,
  at: number,
  scope: ItemId | null,
  said: Partial<Record<Group, AnswerWord>>
): Version => {
  const hash = '0'.repeat(64)
  const seq = at
  const asked: Group[] = ['parents', 'health']
  const entries: NewEntry[] = [
    { at, by: null, kind: 'frozen', data: { scope, seq, epoch: 1, hash, signed: hash, chain: hash } },
    { at, by: null, kind: 'moved', data: { state: 'proposed', ask: { asked, closesAt: null }, note: '' } },
    ...Object.entries(said).map(([group, answer]): NewEntry => {
      const note = answer === 'agree' ? '' : 'Because.'
      const data = { group: group as Group, voice: 'v', said: { answer, note, formal: null } }
      return { at: at + 1, by: 'v' as never, kind: 'answered', data }
    })
  ]
  const folded = foldVersion(
    number,
    entries.map((entry, index) => ({ ...entry, n: index + 1 }))
  )
  if (!folded) throw new Error('no version')
  return folded
}
const sheet = (versions: readonly Version[], changes: readonly PlaceChange[], now: readonly [string, Place][] = []) => {
  const last = versions.at(-1)
  if (!last) throw new Error('no version')
  const places = new Map(now)
  return sheetFor('parents', { version: last, versions, changes, places, records: [], isAbout: () => true })
}

it('[promise 54] a no to one priority is told where the whole plan holds it, and the other way round', () => {
  const one = 'p1' as ItemId
  const toPriority = version(1, 10, one, { health: 'cannot-agree' })
  const toPlan = version(1, 10, null, { health: 'stand-aside' })
  expect(sheet([toPriority, version(2, 20, null, {})], []).dissent).toMatchObject([{ version: 1, group: 'health' }])
  expect(sheet([toPlan, version(2, 20, one, {})], []).dissent).toMatchObject([{ version: 1, group: 'health' }])
  expect(sheet([toPriority, version(2, 20, 'p2' as ItemId, {})], []).dissent).toEqual([])
})

it('[promise 54] whoever may say nothing any more is told of, though they are still in the plan', () => {
  const agreed = version(1, 10, null, { parents: 'agree' })
  const now = version(2, 30, null, {})
  const member = place('member', 'parents')
  const changes = [
    change(20, 'rosa', member, place('reader', 'parents')),
    change(21, 'jo', member, place('commenter', 'parents')),
    change(22, 'tom', place('member', 'parents', true), place('reader', 'parents', true))
  ]
  const told = sheet([agreed, now], changes, [['rosa', member]])
  expect(told.left.map(({ person, how, isBack }) => [person, how, isBack])).toEqual([
    ['rosa', 'silenced', true],
    ['tom', 'silenced', false]
  ])
})

it('[promise 54] a new voice is told of before it replaces what others said; one that is back is not new', () => {
  const agreed = version(1, 10, null, { parents: 'agree' })
  const now = version(2, 30, null, {})
  const voice = place('member', 'parents', true)
  const changes = [
    change(5, 'priya', null, voice),
    change(20, 'priya', voice, null),
    change(21, 'priya', null, voice),
    change(40, 'puppet', null, voice),
    change(41, 'other', null, place('member', 'education', true)),
    change(42, 'jo', place('member', 'parents'), place('commenter', 'parents', true))
  ]
  const told = sheet([agreed, now], changes)
  expect(told.joined).toEqual([{ at: 40, by: 'helen', person: 'puppet', group: 'parents' }])
  expect(isSheetEmpty({ ...told, left: [] })).toBe(false)
  // Who spoke for a group when it was first asked is no news.
  expect(sheet([version(1, 30, null, {})], changes).joined.map(({ person }) => person)).toEqual(['puppet'])
})
