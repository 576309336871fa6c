import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { fieldText, type Group } from '../../shared/plan/schema.ts'
import type { Role } from '../../shared/roles.ts'
import { encodeHello, encodeSync } from '../../shared/wire/messages.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import { stockClient } from '../http/stock-scene.ts'
import type { PersonRow } from './routes.ts'
import { VisitBook } from './visits.ts'

let board: BoardScene
let helen: PersonId
let plan: PlanId
let helens: string
beforeAll(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  plan = await board.plan('sutton', helen, 'A plan\nfor all')
  helens = await board.signIn('helen@example.org')
})
afterAll(() => board.close())

const send = (method: string, path: string, cookie: string, body?: unknown): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/people${path}`, {
    method,
    cookie,
    headers: { origin: board.origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
type Change = {
  by: string | null
  byName: string | null
  person: string
  personName: string
  was: unknown
  now: unknown
}
const list = async (cookie = helens): Promise<{ version: number; people: PersonRow[]; changes: Change[] }> =>
  (await send('GET', '', cookie)).json() as Promise<{ version: number; people: PersonRow[]; changes: Change[] }>
const errorOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { error: string }).error
]

let people = 0
const member = async (role: Role = 'member', group: Group = 'parents') => {
  const person = await board.person(`Person${people++}`)
  await board.member(plan, person, role, group)
  return { person, cookie: await board.signIn(`${person}@example.org`) }
}
const place = { role: 'member', group: 'health', voice: false }

/** Our client's words on a real socket: HELLO, and everything it is ever sent. */
const ours = (cookie: string) => {
  const heard: Buffer[] = []
  const closes: number[] = []
  const socket = new WebSocket(`${board.url.replace('http', 'ws')}/api/plans/${plan}/sync`, {
    headers: { origin: board.origin, cookie }
  })
  socket.on('open', () => {
    socket.send(encodeHello({ epoch: 0, lastSeq: 0, client: people + 77, ownClock: 0, page: 'p', person: '' }))
    socket.send(encodeSync('step1', Y.encodeStateVector(new Y.Doc())))
  })
  socket.on('message', (data: Buffer) => heard.push(data))
  socket.on('close', (code) => closes.push(code))
  return { socket, closes, hasHeard: (said: string): boolean => Buffer.concat(heard).includes(said) }
}

describe('inviting', () => {
  it('a person nobody knows is added, gets a mail in words, and comes in by its link', async () => {
    const asked = await send('POST', '', helens, { email: ' New.Nurse@Example.org ', name: 'Nell Nurse', ...place })
    expect(asked.status).toBe(201)
    const row = (await asked.json()) as PersonRow
    expect(row).toMatchObject({
      name: 'new.nurse@example.org',
      ...place,
      email: 'new.nurse@example.org',
      lastHere: null
    })
    const letter = (await board.letters()).find(({ to }) => to === 'new.nurse@example.org')
    expect(letter?.subject).toBe('Helen Shah invites you to The board')
    expect(letter?.text).toContain('Helen Shah asks you to write a plan together: “A plan for all”.')
    expect(letter?.text).toContain('Your group: Health\nWhat you can do: Can write')
    const redeemed = await board.post('/api/sign-in/redeem', { token: letter?.token })
    const cookie = redeemed.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect((await list(cookie)).people.map(({ name }) => name)).toContain('Nell Nurse')
    const code = await board.post('/api/sign-in/redeem', { email: 'new.nurse@example.org', code: letter?.code })
    expect(await errorOf(code), 'one of them works, once').toEqual([400, 'code-wrong'])
  })

  it('the code of an invitation works too, days later', async () => {
    await send('POST', '', helens, { email: 'slow@example.org', name: 'Slow', ...place })
    const letter = (await board.letters()).find(({ to }) => to === 'slow@example.org')
    const [open] = await board.store.readSignInsByEmail('slow@example.org', Date.now() + 6 * 24 * 3_600_000)
    expect(open?.expiresAt).toBeGreaterThan(Date.now() + (limits.invitationMinutes - 1) * 60_000)
    const redeemed = await board.post('/api/sign-in/redeem', { email: 'slow@example.org', code: letter?.code })
    expect(redeemed.status).toBe(204)
  })

  it('somebody who is known keeps their own name, and is in the plan once', async () => {
    const person = await board.person('Known')
    const invite = { email: 'KNOWN@example.org', name: 'Other Name', ...place }
    const row = (await (await send('POST', '', helens, invite)).json()) as PersonRow
    expect(row).toMatchObject({ id: person, name: 'known@example.org' })
    expect((await board.store.readPerson(person))?.name).toBe('Known Shah')
    expect(await errorOf(await send('POST', '', helens, invite))).toEqual([409, 'already-in-plan'])
  })

  it('[promise 25] nobody learns the name of an address by inviting it, until its person has come in', async () => {
    const known = await board.person('Quiet')
    const others = await member()
    const lead = stockClient(board, plan, helens)
    const own = ours(helens)
    await until('the plan to arrive', () => lead.provider.synced && own.hasHeard('Together.'))
    const invite = { email: 'quiet@example.org', name: 'Who is it', ...place }
    const said = await (await send('POST', '', helens, invite)).text()
    const nobody = { ...invite, email: 'unheard@example.org' }
    const unheard = (await (await send('POST', '', helens, nobody)).json()) as PersonRow
    const whole = async (cookie: string): Promise<string> =>
      JSON.stringify([
        await list(cookie),
        await (await board.fetch(`/api/plans/${plan}`, { cookie })).json(),
        await (await board.fetch('/api/plans', { cookie })).json()
      ])
    const changed = await (await send('PUT', `/${known}`, helens, { ...place, voice: true })).text()
    for (const seen of [said, changed, await whole(helens), await whole(others.cookie)])
      expect(seen).not.toMatch(/Quiet Shah|Who is it/)
    const seenBy = async (cookie: string, id: string) => (await list(cookie)).people.find((row) => row.id === id)
    expect(await seenBy(helens, known)).toMatchObject({ name: 'quiet@example.org', email: 'quiet@example.org' })
    for (const id of [known, unheard.id])
      expect(await seenBy(others.cookie, id), 'nor an address').toMatchObject({ name: 'Somebody invited', email: null })
    expect(own.hasHeard('Quiet Shah')).toBe(false)
    const cookie = await board.signIn('quiet@example.org')
    expect((await seenBy(cookie, known))?.name, 'to themselves they have their name').toBe('Quiet Shah')

    const visitor = stockClient(board, plan, cookie)
    await until('the visitor to be in', () => visitor.provider.synced)
    await until('everyone to be told', () => own.hasHeard('Quiet Shah'))
    let seen = await seenBy(helens, known)
    while (seen?.name !== 'Quiet Shah') seen = await seenBy(helens, known)
    expect((await seenBy(others.cookie, known))?.name).toBe('Quiet Shah')
    expect(await whole(helens)).not.toContain('Who is it')
    for (const client of [lead, visitor]) client.end()
    own.socket.terminate()
  })

  it('[promise 25] an invitation that is taken back tells no name either', async () => {
    const known = await board.person('Unmet')
    await send('POST', '', helens, { email: 'unmet@example.org', name: 'U', ...place })
    expect((await send('DELETE', `/${known}`, helens)).status).toBe(204)
    const { changes } = await list()
    expect(changes.filter(({ person }) => person === known)).toMatchObject([
      { personName: 'unmet@example.org', now: null },
      { personName: 'unmet@example.org', was: null }
    ])
  })

  it('two invitations of one new address at the same moment make one person', async () => {
    const invite = { email: 'twice@example.org', name: 'Twice', ...place }
    const answers = await Promise.all([send('POST', '', helens, invite), send('POST', '', helens, invite)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await list()).people.filter(({ email }) => email === 'twice@example.org')).toHaveLength(1)
  })

  it.each([
    { email: 'no address', name: 'N', ...place },
    { email: 'a@example.org', name: ' ', ...place },
    { email: 'a@example.org', name: 'two\nlines', ...place },
    { email: 'a@example.org', name: 'N', ...place, role: 'owner' },
    { email: 'a@example.org', name: 'N', ...place, role: 'public' },
    { email: 'a@example.org', name: 'N', ...place, group: 'press' }
  ])('%j does not fit, and nobody is written to', async (body) => {
    expect(await errorOf(await send('POST', '', helens, body))).toEqual([400, 'bad-request'])
    expect((await board.letters()).some(({ to }) => to === 'a@example.org')).toBe(false)
    expect(await board.store.readPersonByEmail('a@example.org')).toBeUndefined()
  })

  it('is sent again on request, and one address is not flooded', async () => {
    await send('POST', '', helens, { email: 'again@example.org', name: 'Again', ...place })
    const { id } = (await list()).people.find(({ email }) => email === 'again@example.org') ?? {}
    const sent = await Promise.all(
      Array.from({ length: limits.mailsPerHourMax + 3 }, () => send('POST', `/${id}/invite`, helens))
    )
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([202]))
    const letters = (await board.letters()).filter(({ to }) => to === 'again@example.org')
    expect(letters).toHaveLength(limits.mailsPerHourMax)
    expect(await errorOf(await send('POST', '/nobody/invite', helens))).toEqual([404, 'not-found'])
  })

  it('[P20] nobody sends more invitations in an hour than a big meeting needs', async () => {
    const { person, cookie } = await member('lead', 'council')
    const here = { email: 'helen@example.org', name: 'Helen', ...place }
    const answers: number[] = []
    for (let count = 0; count <= limits.invitationsPerHourMax; count++)
      answers.push((await send('POST', '', cookie, here)).status)
    expect(answers.filter((status) => status === 409)).toHaveLength(limits.invitationsPerHourMax)
    expect(await errorOf(await send('POST', '', cookie, here))).toEqual([429, 'too-many-invitations'])
    expect(await errorOf(await send('POST', `/${person}/invite`, cookie))).toEqual([429, 'too-many-invitations'])
    await board.store.removeMember(plan, person, { by: helen, at: 1 })
  }, 60_000)
})

describe('who is in a plan', () => {
  it('[promise 21] addresses are for those who look after people, and for oneself; so is the log', async () => {
    const { person, cookie } = await member('reader')
    const { people: seen, changes } = await list(cookie)
    expect(changes).toEqual([])
    expect(seen.filter(({ email }) => email !== null)).toMatchObject([{ id: person, email: `${person}@example.org` }])
    expect((await list()).people.every(({ email }) => email !== null)).toBe(true)
  })

  it('[P23] the counter rises with every change, and the log says who, whom, from what and to what', async () => {
    const { person } = await member()
    const before = await list()
    expect((await send('PUT', `/${person}`, helens, { role: 'reader', group: 'council', voice: false })).status).toBe(
      200
    )
    expect((await send('DELETE', `/${person}`, helens)).status).toBe(204)
    const after = await list()
    expect(after.version).toBe(before.version + 2)
    const was = { role: 'reader', group: 'council', voice: false }
    expect(after.changes.slice(0, 3)).toMatchObject([
      { by: helen, byName: 'Helen Shah', person, was, now: null },
      { by: helen, person, was: { role: 'member', group: 'parents', voice: false }, now: was },
      { by: null, byName: null, person, was: null }
    ])
    const letters = (await board.letters()).filter(({ to }) => to === `${person}@example.org`)
    expect(letters.map(({ subject }) => subject).slice(-2)).toEqual([
      'What you can do has changed on The board',
      'You are no longer in a plan on The board'
    ])
    expect(letters.at(-2)?.text).toContain('Your group: Local authority\nWhat you can do: Can read')
  })

  it('a change that changes nothing is told to nobody', async () => {
    const { person } = await member()
    const { version } = await list()
    await send('PUT', `/${person}`, helens, { role: 'member', group: 'parents', voice: false })
    expect((await list()).version).toBe(version)
    expect(
      (await board.letters()).some(({ to, subject }) => to.startsWith(`${person}@`) && /changed/.test(subject))
    ).toBe(false)
  })

  it('the last lead stays until somebody else leads; anybody else may leave', async () => {
    const down = { role: 'member', group: 'council', voice: false }
    expect(await errorOf(await send('PUT', `/${helen}`, helens, down))).toEqual([409, 'last-lead'])
    expect(await errorOf(await send('DELETE', `/${helen}`, helens))).toEqual([409, 'last-lead'])
    const { person, cookie } = await member('reader')
    expect((await send('DELETE', `/${person}`, cookie)).status).toBe(204)
    expect(await errorOf(await send('GET', '', cookie))).toEqual([404, 'no-such-plan'])
    expect(
      (await board.letters()).some(({ to, subject }) => to.startsWith(`${person}@`) && /longer/.test(subject))
    ).toBe(false)
    expect(await errorOf(await send('DELETE', `/${person}`, helens))).toEqual([404, 'not-found'])
  })

  it('says when somebody was last here, to ten minutes, and nobody is looked at again for it', async () => {
    const { person, cookie } = await member()
    const version = await board.store.accessVersion()
    const client = stockClient(board, plan, cookie)
    await until('the plan to arrive', () => client.provider.synced)
    const at = await until('the visit', () => board.store.readVisits(plan).then(() => true))
    expect(at).toBe(true)
    const lastHere = async () => (await list()).people.find(({ id }) => id === person)?.lastHere
    let seen = await lastHere()
    while (seen === null) seen = await lastHere()
    expect(Date.now() - (seen ?? 0)).toBeLessThan(10_000)
    expect(await board.store.accessVersion()).toBe(version)
    client.end()
  })

  it('a visit is written once in ten minutes, and one that cannot be kept disturbs nobody', async () => {
    const written: number[] = []
    const reports: string[] = []
    let now = 1_000_000
    const book = new VisitBook({
      store: {
        noteVisit: (_plan, _person, at) => (written.push(at), Promise.reject(new Error('away')))
      },
      now: () => now,
      report: ({ event }) => reports.push(event)
    })
    for (let minute = 0; minute < 25; minute++) {
      book.note(plan, helen)
      now += 60_000
    }
    await new Promise((done) => setImmediate(done))
    expect(written).toEqual([1_000_000, 1_600_000, 2_200_000])
    expect(reports).toHaveLength(3)
  })
})

describe('[promise 10] changes of access and open sockets', () => {
  const words = (doc: Y.Doc): string => String(fieldText(doc, 'plan/vision') ?? '')
  const type = (doc: Y.Doc, said: string): void => fieldText(doc, 'plan/vision')?.insert(0, said)

  it('[P3] once a removal is answered, no word written after it reaches the person, on any client', async () => {
    const { person, cookie } = await member()
    const [stock, own, lead] = [stockClient(board, plan, cookie), ours(cookie), stockClient(board, plan, helens)]
    await until('all to be in', () => stock.provider.synced && own.hasHeard('Together.') && lead.provider.synced)
    type(lead.doc, 'before-removal ')
    await until('words to arrive', () => stock.hasHeard('before-removal') && own.hasHeard('before-removal'))
    const at = performance.now()
    expect((await send('DELETE', `/${person}`, helens)).status).toBe(204)
    type(lead.doc, 'canary-after-removal ')
    await until('both to be closed', () => stock.closes.length > 0 && own.closes.length > 0)
    expect(performance.now() - at).toBeLessThan(1000)
    expect([stock.closes[0], own.closes[0]]).toEqual([4404, 4404])
    const witness = stockClient(board, plan, helens)
    await until('the canary to be kept', () => words(witness.doc).includes('canary-after-removal'))
    expect([stock.hasHeard('canary-after'), own.hasHeard('canary-after'), words(stock.doc).includes('canary')]).toEqual(
      [false, false, false]
    )
    for (const client of [stock, lead, witness]) client.end()
    own.socket.terminate()
  })

  it('[P9] after a change of group a stock client’s new words are not kept for either group under its old id', async () => {
    const { person, cookie } = await member('member', 'parents')
    const stock = stockClient(board, plan, cookie)
    await until('it to be in', () => stock.provider.synced)
    type(stock.doc, 'as a parent ')
    const lead = stockClient(board, plan, helens)
    await until('words to be kept', () => words(lead.doc).includes('as a parent'))
    await send('PUT', `/${person}`, helens, { role: 'member', group: 'health', voice: false })
    await until('it to be closed', () => stock.closes.includes(4503))
    type(stock.doc, 'as a nurse ')
    await until('it to be refused', () => stock.closes.includes(4403))
    expect(words(lead.doc)).not.toContain('as a nurse')
    const fresh = stockClient(board, plan, cookie)
    await until('a fresh page to be in', () => fresh.provider.synced)
    type(fresh.doc, 'as a nurse now ')
    await until('those words to be kept', () => words(lead.doc).includes('as a nurse now'))
    const authors = (await (await board.fetch(`/api/plans/${plan}/authors`, { cookie: helens })).json()) as {
      field: string
      runs: { text: string; person: { id: string }; group: string }[]
    }[]
    const runs = authors.find(({ field }) => field === 'plan/vision')?.runs.filter((run) => run.person.id === person)
    expect(runs?.map(({ text, group }) => [text, group])).toEqual([
      ['as a nurse now ', 'health'],
      ['as a parent ', 'parents']
    ])
    for (const client of [stock, lead, fresh]) client.end()
  })

  it('[promise 54] a lead does not move into another group, nor make themselves its voice', async () => {
    const own = (await (await board.fetch('/api/me', { cookie: helens })).json()) as { id: string }
    for (const wish of [
      { role: 'lead', group: 'parents', voice: true },
      { role: 'lead', group: 'parents', voice: false }
    ]) {
      const answer = await send('PUT', `/${own.id}`, helens, wish)
      expect([answer.status, await answer.json()]).toMatchObject([403, { error: 'own-group' }])
    }
  })

  it('a reader made of a member is closed, comes back, and writes nothing', async () => {
    const { person, cookie } = await member()
    const own = ours(cookie)
    await until('it to be in', () => own.hasHeard('Together.'))
    await send('PUT', `/${person}`, helens, { role: 'reader', group: 'parents', voice: false })
    await until('it to be closed', () => own.closes[0] === 4503)
    const stock = stockClient(board, plan, cookie)
    await until('it to read', () => stock.provider.synced)
    type(stock.doc, 'not mine to write ')
    await until('it to be refused', () => stock.closes.includes(4403))
    stock.end()
  })
})
