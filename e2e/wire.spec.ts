import { expect, test } from '@playwright/test'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { outsider as joins, socketAs, textOf, type Outsider } from './outsider.ts'
import { cookieOf, examplePlan, runAdmin, socketUrl, startBoard, until, type Board } from './people.ts'

// Other clients than ours: the stock y-websocket provider, and whatever a person with a session sends by hand.

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const outsider = (email: string): Promise<Outsider> => joins(board, email)
const why = (doc: Y.Doc): Y.Text => textOf(doc, 'priorities', 'co-production', 'why')

type AuthorRow = { field: string; runs: { text: string; person: { id: string; name: string }; group: string }[] }

const authorsOf = async (cookie: string): Promise<AuthorRow[]> => {
  const answer = await fetch(`${board.url}/api/plans/${examplePlan}/authors`, { headers: { cookie } })
  expect(answer.status).toBe(200)
  return (await answer.json()) as AuthorRow[]
}

const namesFor = (rows: AuthorRow[], field: string, words: string): string[] =>
  (rows.find((row) => row.field === field)?.runs ?? [])
    .filter((run) => run.text.includes(words))
    .map((run) => run.person.name)

test('[P1] a stock y-websocket client with a session cookie reads and writes, and is named for it', async () => {
  const [priya, tom] = [await outsider('priya@example.org'), await outsider('tom@example.org')]
  why(priya.doc).insert(0, 'Stock words. ')
  await until('Tom to read it', () => why(tom.doc).toString().startsWith('Stock words.'))
  const rows = await authorsOf(await cookieOf(board, 'helen@example.org'))
  expect(namesFor(rows, 'priorities/co-production/why', 'Stock words.')).toEqual(['Priya Shah'])
  priya.leave()
  tom.leave()
})

test('[P11] structs under an id that Priya announced or wrote with change nothing for anyone and end the socket', async () => {
  const priya = await outsider('priya@example.org')
  why(priya.doc).insert(0, 'Mine. ')
  const witness = await outsider('anna@example.org')
  await until('Anna to read it', () => why(witness.doc).toString().startsWith('Mine.'))
  for (const kind of [1, 2]) {
    const tom = await outsider('tom@example.org')
    const before = why(witness.doc).toString()
    const forger = new Y.Doc()
    Y.applyUpdate(forger, Y.encodeStateAsUpdate(tom.doc))
    forger.clientID = priya.doc.clientID
    const state = Y.encodeStateVector(forger)
    why(forger).insert(0, 'FORGED ')
    const update = Y.encodeStateAsUpdate(forger, state)
    const frame = new Uint8Array(update.length + 8)
    // Type 0, SyncStep2 or Update, length as a varint, the update.
    const head = [0, kind, ...varint(update.length)]
    frame.set(head)
    frame.set(update, head.length)
    tom.provider.ws?.send(frame.slice(0, head.length + update.length))
    await until('Tom to be closed', () => tom.closed())
    expect(tom.closed()).toBe(4403)
    why(priya.doc).insert(0, 'Still. ')
    await until('Anna to read on', () => why(witness.doc).toString() === `Still. ${before}`)
    tom.leave()
  }
  priya.leave()
  witness.leave()
})

test('[P17] a reader’s update is refused and nobody sees it; a reader who has everything stays', async () => {
  const [reader, witness] = [await outsider('reader@example.org'), await outsider('anna@example.org')]
  const priya = await outsider('priya@example.org')
  why(priya.doc).delete(0, 3)
  await until('the reader to see it', () => why(reader.doc).toString() === why(priya.doc).toString())
  const everything = Y.encodeStateAsUpdate(reader.doc)
  reader.provider.ws?.send(new Uint8Array([0, 1, ...varint(everything.length), ...everything]))
  why(priya.doc).insert(0, 'After. ')
  for (const one of [reader, witness])
    await until('all to see the next', () => why(one.doc).toString() === why(priya.doc).toString())
  const before = why(witness.doc).toString()
  why(reader.doc).insert(0, 'I may only read. ')
  await until('the reader to be closed', () => reader.closed())
  expect(reader.closed()).toBe(4403)
  why(priya.doc).insert(0, 'Next. ')
  await until('Anna to read on', () => why(witness.doc).toString() === `Next. ${before}`)
  for (const one of [reader, witness, priya]) one.leave()
})

test('[P3] signing out, a changed role and a new member reach what is open within a second', async () => {
  const cookie = await cookieOf(board, 'marcus@example.org')
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(socketUrl(board), 'sync', doc, {
    WebSocketPolyfill: socketAs(board, cookie),
    disableBc: true
  })
  let code: number | undefined
  provider.on('connection-close', (event) => (code = event?.code))
  await until('Marcus to have the plan', () => provider.synced)
  await fetch(`${board.url}/api/sign-out`, {
    method: 'POST',
    headers: { cookie, origin: board.url, 'content-type': 'application/json' },
    body: '{}'
  })
  await until('Marcus to be signed out', () => code, 1000)
  expect(code).toBe(4401)
  provider.destroy()

  const leila = await outsider('leila@example.org')
  await runAdmin(board, 'add-member', examplePlan, 'leila@example.org', 'reader', 'young-people')
  await until('Leila to be told', () => leila.closed(), 2000)
  expect(leila.closed()).toBe(4503)
  leila.leave()
})

test('[P3] a socket without a session, from elsewhere, or to a plan one is not in is turned away before it opens', async () => {
  const cookie = await cookieOf(board, 'priya@example.org')
  const status = (path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${board.url.replace('http', 'ws')}${path}`, { headers })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => resolve(101))
      socket.on('error', reject)
    })
  const path = `/api/plans/${examplePlan}/sync`
  expect(await status(path, { origin: board.url })).toBe(401)
  expect(await status(path, { cookie })).toBe(403)
  expect(await status(path, { cookie, origin: 'null' })).toBe(403)
  expect(await status(path, { cookie, origin: 'https://evil.example' })).toBe(403)
  expect(await status('/api/plans/another/sync', { cookie, origin: board.url })).toBe(404)
})

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
