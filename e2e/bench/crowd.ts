// A large plan and a full room: 8 priorities, 150 actions, 60 people present over real sockets, some of them writing.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { generateNKeysBetween } from 'fractional-indexing'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { cookieOf, socketUrl, until, type Board } from '../people.ts'

const groups = ['parents', 'young-people', 'health', 'education', 'social-care', 'council'] as const
const words = 'families children schools support together listen change plan health review early clear'.split(' ')
const hello = 110
const presence = 117
const ownTypes = Array.from({ length: 9 }, (_, index) => hello + index)

export type Crowd = {
  plan: string
  /** Cookie of a member who is not among those present. */
  cookie: string
  /** Words of an action nobody else writes in; the board shows it. */
  words: string
  /** Letters typed by others so far. */
  typed(): number
  leave(): void
}

type Person = { provider: WebsocketProvider; doc: Y.Doc }

const frame = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const post = async (board: Board, cookie: string, path: string, body: unknown): Promise<Response> => {
  const answer = await fetch(`${board.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: board.url, cookie },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

/** The newest link that was mailed to this address. */
const mailedToken = (board: Board, email: string): string | undefined => {
  const folder = join(board.dataDir, 'outbox')
  // The first mail makes the folder.
  if (!existsSync(folder)) return undefined
  for (const name of readdirSync(folder).sort().reverse()) {
    const letter = readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', '')
    if (letter.includes(email)) return /\/s\/#([\w-]+)/.exec(letter)?.[1]
  }
  return undefined
}

const invited = async (board: Board, lead: string, plan: string, index: number): Promise<string> => {
  const email = `crowd-${index}@example.org`
  const group = groups[index % groups.length] ?? 'parents'
  await post(board, lead, `/api/plans/${plan}/people`, {
    email,
    name: `Person ${index}`,
    role: 'member',
    group,
    voice: false
  })
  const token = await until(`a mail to ${email}`, () => mailedToken(board, email))
  const answer = await post(board, '', '/api/sign-in/redeem', { token })
  return answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0] ?? '')
    .join('; ')
}

const enter = (board: Board, plan: string, cookie: string): Person => {
  const doc = new Y.Doc()
  class Announced extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie, origin: board.url } })
      this.once('open', () =>
        this.send(
          frame(hello, (encoder) => {
            // Protocol, epoch, last seq, client id, own clock, page, person, whom they type for.
            for (const number of [2, 0, 0, doc.clientID, 0]) encoding.writeVarUint(encoder, number)
            encoding.writeVarString(encoder, `bench${doc.clientID}`)
            encoding.writeVarString(encoder, '')
            encoding.writeVarString(encoder, '')
          })
        )
      )
    }
  }
  const provider = new WebsocketProvider(socketUrl(board, plan), 'sync', doc, {
    disableBc: true,
    WebSocketPolyfill: Announced as unknown as typeof globalThis.WebSocket
  })
  for (const type of ownTypes) provider.messageHandlers[type] = () => undefined
  return { provider, doc }
}

const isAt = ({ provider }: Person, state: Record<string, unknown>): void =>
  provider.ws?.send(
    frame(presence, (encoder) =>
      encoding.writeVarUint8Array(encoder, new TextEncoder().encode(JSON.stringify(state)))
    ) as Uint8Array<ArrayBuffer>
  )

const sentence = (from: number, length: number): string =>
  Array.from({ length }, (_, index) => words[(from * 7 + index * 5) % words.length] ?? '').join(' ')

const born = (map: Y.Map<unknown>, texts: Record<string, string>, values: Record<string, unknown>): Y.Map<unknown> => {
  for (const [key, text] of Object.entries(texts)) map.set(key, new Y.Text(text))
  for (const [key, value] of Object.entries(values)) map.set(key, value)
  return map
}

const actionText = (index: number): string => `We will ${sentence(index, 9)}, as number ${index + 1}`

/** `success`: words of how each action will be known to have worked. */
const fill = (doc: Y.Doc, priorities: number, actions: number, success: number): string[] => {
  const priorityIds = Array.from({ length: priorities }, (_, index) => `bench-priority-${index + 1}`)
  const actionIds = Array.from({ length: actions }, (_, index) => `bench-action-${index + 1}`)
  const status = { word: 'on-track', why: '' }
  doc.transact(() => {
    const keys = generateNKeysBetween(null, null, priorities)
    for (const [index, id] of priorityIds.entries()) {
      const lines = Object.fromEntries(
        ['why', 'now', 'outcome', 'know', 'commitments', 'told'].map((key) => [key, `${sentence(index, 40)}.\n`])
      )
      const title = `Priority about ${sentence(index, 3)}`
      const values = { order: keys[index], kind: 'theme', status, impact: 'not-yet', leads: [] }
      doc.getMap('priorities').set(id, born(new Y.Map(), { title, ...lines }, values))
    }
  })
  const keys = generateNKeysBetween(null, null, actions)
  for (let from = 0; from < actions; from += 20) {
    doc.transact(() => {
      for (const [offset, id] of actionIds.slice(from, from + 20).entries()) {
        const index = from + offset
        const known = success === 0 ? '\n' : `${sentence(index, success)}.\n`
        const texts = { text: actionText(index), success: known, answers: '\n', impact: '\n' }
        const values = {
          order: keys[index],
          priority: priorityIds[index % priorities],
          leads: [{ group: groups[index % groups.length], role: 'Programme lead' }],
          partners: [],
          start: null,
          due: '2027-03-31',
          status,
          felt: 'not-yet',
          cost: null
        }
        doc.getMap('actions').set(id, born(new Y.Map(), texts, values))
      }
    })
  }
  return actionIds
}

const actionWords = (doc: Y.Doc, id: string): Y.Text => {
  const map = doc.getMap('actions').get(id)
  const text: unknown = map instanceof Y.Map ? map.get('text') : undefined
  if (!(text instanceof Y.Text)) throw new Error(`there is no action ${id}`)
  return text
}

/**
 * Fills a plan and lets so many people in; `writers` of them then type a letter every `keyEveryMs`, each in an
 * action of their own that the board shows, until `leave`.
 * @throws when somebody is not let in
 */
export async function gatherCrowd(
  board: Board,
  { people = 60, writers = 6, priorities = 8, actions = 150, success = 0, keyEveryMs = 200 } = {}
): Promise<Crowd> {
  process.setMaxListeners(people + process.listenerCount('exit') + 10)
  const lead = await cookieOf(board, 'helen@example.org')
  const made = await post(board, lead, '/api/plans', {
    title: 'A plan as large as they come',
    type: 'improvement-plan',
    area: 'Anywhere',
    group: 'council'
  })
  const { id: plan } = (await made.json()) as { id: string }
  const here: Person[] = []
  for (let index = 1; index <= people; index++) here.push(enter(board, plan, await invited(board, lead, plan, index)))
  const cookie = await invited(board, lead, plan, people + 1)
  await until('everyone to have the plan', () => here.every(({ provider }) => provider.synced), 60_000)
  const [first] = here
  if (!first) throw new Error('nobody came')
  const ids = fill(first.doc, priorities, actions, success)
  const last = ids.at(-1) ?? ''
  await until('everyone to have the actions', () => here.every(({ doc }) => doc.getMap('actions').has(last)), 60_000)
  for (const [index, person] of here.entries()) {
    const field = index < writers ? `actions/${ids[index] ?? ''}/text` : undefined
    isAt(person, { at: 'board', doing: field ? 'writing' : 'reading', ...(field ? { field } : {}) })
  }
  let typed = 0
  let over = false
  const write = async (person: Person, action: string): Promise<void> => {
    for (let n = 0; !over; n++) {
      const text = actionWords(person.doc, action)
      // Now and then they take their words out again, so that the cards keep their size.
      if (n % 40 === 39) text.delete(text.length - 39, 39)
      else text.insert(text.length, n % 6 === 0 ? ' ' : 'a')
      typed++
      await pause(keyEveryMs)
    }
  }
  const writing = here.slice(0, writers).map((person, index) => write(person, ids[index] ?? ''))
  return {
    plan,
    cookie,
    words: actionText(writers),
    typed: () => typed,
    leave: () => {
      over = true
      void Promise.all(writing).then(() => {
        for (const { provider, doc } of here) {
          provider.destroy()
          doc.destroy()
        }
      })
    }
  }
}
