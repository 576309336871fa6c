import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { BoardScene, personId, type Letter } from '../http/board-scene.ts'
import { closedMail } from '../mail/version-mail.ts'
import type { VersionDoing } from '../people/plan-letters.ts'
import { systemClock } from '../system-clock.ts'
import { VersionDesk } from './desk.ts'
import { VersionLetters } from './letters.ts'

let board: BoardScene
beforeAll(async () => {
  board = await BoardScene.open()
}, 60_000)
afterAll(() => board.close())

const voices: Record<string, Group> = { anna: 'health', nadia: 'health', priya: 'parents' }
const headers = new Map<string, { cookie: string }>()
const as = async (name: string): Promise<{ cookie: string }> => {
  const known = headers.get(name) ?? { cookie: await board.signIn(`${name}@example.org`) }
  headers.set(name, known)
  return known
}
const agree = { answer: 'agree', note: '', formal: null }
const noted = { answer: 'agree-with-note', note: 'Only with a date.', formal: null }

/** A plan of its own with a lead, the voices above, and a parent who is no voice. */
const planned = async (id: string): Promise<{ plan: PlanId; at: string; hash: string; seq: number }> => {
  if (!headers.has('lena')) for (const name of ['Lena', 'Priya', 'Tom']) await board.person(name)
  const plan = await board.plan(id, personId('lena'), 'A plan of ours')
  for (const [name, group] of Object.entries(voices))
    await board.store.setMember(
      { plan, person: personId(name), role: 'member', group, voice: true },
      { by: null, at: 1 }
    )
  await board.member(plan, personId('tom'), 'member', 'parents')
  const at = `/api/plans/${id}/versions`
  const draft = (await (await board.fetch(`${at}/draft`, await as('lena'))).json()) as { seq: number; hash: string }
  return { plan, at, hash: draft.hash, seq: draft.seq }
}
const freeze = async (
  { at, seq, hash }: { at: string; seq: number; hash: string },
  closesAt: number | null = null
): Promise<void> => {
  const ask = { asked: ['parents', 'health'], closesAt }
  expect((await board.post(at, { scope: null, seq, hash, ask }, await as('lena'))).status).toBe(201)
}
const told = async (link: string, subject: RegExp): Promise<Letter[]> =>
  (await board.letters()).filter((each) => subject.test(each.subject) && each.text.includes(link))
const namesOf = (letters: readonly Letter[]): string[] => letters.map(({ to }) => to.split('@')[0] ?? '').sort()

it('[promise 53] each letter about exact words names their full hash and where the log ended when it was written', async () => {
  const plan = await board.plan('own', await board.person('Helen'), 'Our plan')
  await board.person('Anna')
  await board.person('Nadia')
  for (const name of ['anna', 'nadia'])
    await board.store.setMember(
      { plan, person: personId(name), role: 'member', group: 'health', voice: true },
      { by: null, at: 1 }
    )
  const helen = { cookie: await board.signIn('helen@example.org') }
  const anna = { cookie: await board.signIn('anna@example.org') }
  const at = '/api/plans/own/versions'
  const { seq, hash } = (await (await board.fetch(`${at}/draft`, helen)).json()) as { seq: number; hash: string }
  const ask = { asked: ['health'], closesAt: null }
  expect((await board.post(at, { scope: null, seq, hash, ask }, helen)).status).toBe(201)
  const said = { answer: 'agree', note: '', formal: null }
  expect((await board.post(`${at}/1/answers`, { hash, said }, anna)).status).toBe(201)
  const letters = (await board.letters()).filter(({ text }) => text.includes('version 1'))
  expect(letters.map(({ subject }) => subject).sort()).toEqual([
    'Every group has answered on The board',
    'Your group has answered on The board',
    'Your group is asked to agree on The board',
    'Your group is asked to agree on The board'
  ])
  const head = Buffer.from((await board.store.readChain(plan, seq)) ?? []).toString('hex')
  for (const { text } of letters) {
    expect(text).toContain(`Full hash of the words (SHA-256): ${hash}`)
    expect(text).toContain(`Head of the plan’s log at change ${seq}: ${head}`)
  }
})

it('asks the people of a group what they think, and nobody else', async () => {
  const own = await planned('polled')
  await freeze(own)
  const { at, hash } = own
  expect((await board.post(`${at}/1/poll`, { hash }, await as('tom'))).status).toBe(403)
  expect((await board.post(`${at}/1/poll`, { hash }, await as('priya'))).status).toBe(204)
  expect((await board.post(`${at}/1/poll`, { hash }, await as('priya'))).status).toBe(409)
  const letters = await told('/p/polled/agree/1', /what you think/)
  expect(namesOf(letters)).toEqual(['tom'])
  expect(letters[0]?.text).toContain('Priya Shah asks everyone in parents and carers')
  expect(letters[0]?.text).toContain(`Full hash of the words (SHA-256): ${hash}`)
  expect(letters[0]?.subject).not.toContain('A plan of ours')
})

it('tells what came of a version: the lead once all have answered, everyone who was asked once it is closed', async () => {
  const own = await planned('closed')
  await freeze(own)
  const { at, hash } = own
  const give = async (name: string, said: typeof agree, more: { voice?: string } = {}): Promise<number> =>
    (await board.post(`${at}/1/answers`, { hash, said, ...more }, await as(name))).status
  expect(await give('lena', agree, { voice: 'anna' })).toBe(201)
  const link = '/p/closed/agree/1'
  expect(namesOf(await told(link, /Is this what you said/))).toEqual(['anna'])
  const before = (await (await board.fetch(at, await as('anna'))).json()) as {
    versions: { answers: { n: number }[] }[]
  }
  const of = before.versions[0]?.answers[0]?.n
  expect((await board.post(`${at}/1/confirmations`, { of }, await as('anna'))).status).toBe(201)
  // A co-voice is told of what was confirmed as of what was given.
  expect(namesOf(await told(link, /Your group has answered/))).toEqual(['nadia'])
  expect(await told(link, /Every group has answered/)).toEqual([])
  expect(await give('priya', noted)).toBe(201)
  expect(namesOf(await told(link, /Every group has answered/))).toEqual(['lena'])
  expect(await give('priya', agree)).toBe(201)
  expect(await give('priya', noted)).toBe(201)
  expect(namesOf(await told(link, /Every group has answered/))).toEqual(['lena'])

  const stands = (await (await board.fetch(at, await as('lena'))).json()) as { versions: { entries: number }[] }
  const close = { move: 'close', after: stands.versions[0]?.entries, ask: null, note: '' }
  expect((await board.post(`${at}/1/moves`, close, await as('lena'))).status).toBe(200)
  const closed = await told(link, /Everyone asked has agreed/)
  expect(namesOf(closed)).toEqual(['anna', 'nadia', 'priya'])
  for (const { text, subject } of closed) {
    expect(text).toContain('Lena Shah has closed the answers.')
    expect(text).toContain('version 1 of the plan “A plan of ours”, the whole plan')
    expect(text).toContain('Agreed by all 2, 1 with a note.')
    expect(text).toContain('Parents and carers: “We agree, with a note”\nHealth: “We agree”')
    expect(text).toContain(`Full hash of the words (SHA-256): ${hash}`)
    expect(text).toMatch(/Head of the plan’s log at change \d+: [0-9a-f]{64}/)
    expect(text).not.toContain(noted.note)
    expect(subject).not.toContain('A plan of ours')
  }
})

it('tells everyone who was asked, and who leads, when the last day to answer is over', async () => {
  const closesAt = Date.now() + 3_600_000
  const own = await planned('over')
  await freeze(own, closesAt)
  const told: { person: string; about: VersionDoing }[] = []
  const unheard = { asked: () => 0, answered: () => 0, recorded: () => 0, complete: () => 0, polled: () => 0 }
  const { store, lobby, history } = board
  const letters = new VersionLetters({
    store,
    lobby,
    letters: { ...unheard, closed: ({ id }, about) => void told.push({ person: id, about }) }
  })
  const versions = new VersionDesk({
    store,
    lobby,
    history,
    clock: { ...systemClock, now: () => closesAt },
    closed: (...said) => letters.closed(...said),
    report: () => undefined
  })
  await versions.closeDue()
  expect(told.map(({ person }) => person).sort()).toEqual(['anna', 'lena', 'nadia', 'priya'])
  for (const { about } of told) {
    expect(about).toMatchObject({ by: null, title: 'A plan of ours', reference: undefined })
    expect(about.version).toMatchObject({ state: 'answered', hash: own.hash })
  }
})

it('says in the letter that the day came, and that words nobody answered about are not agreed', () => {
  const about = { by: '', title: 'A plan of ours', number: 4, code: 'ABCD-1234', hash: 'ab'.repeat(32), log: undefined }
  const version = { asked: ['health' as const], answers: [], state: 'answered' as const }
  const { text, subject } = closedMail({ name: 'The board' }, { email: 'a@example.org', firstName: 'Anna' }, about, {
    version,
    reference: '8',
    link: 'https://board.example/p/over/agree/4'
  })
  expect(subject).toBe('The answers are closed on The board')
  expect(text).toContain(
    'The last day to answer is over. It is about version 4 of the plan “A plan of ours”, priority 8,'
  )
  expect(text).toContain('it is not agreed. Nobody has answered yet.')
  expect(text).toContain('Health: no answer')
})
