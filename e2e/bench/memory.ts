import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { cookieOf, runAdmin, socketUrl, startBoard, until, type Board } from '../people.ts'

const demoPeople = ['helen', 'priya', 'tom', 'kofi', 'leila', 'anna', 'grace', 'marcus', 'reader']
const writeMs = 5_000
const keyEveryMs = 100

/** Resident memory of the server's one process, and its highest since start; bytes. */
export type Memory = { residentBytes: number; peakBytes: number }

/**
 * Opens a plan over real sockets, each with its own session, lets everyone but the reader write for a few
 * seconds and reads what the server's process holds then.
 * @throws when a socket is not let in, or where the system keeps no /proc
 */
export async function memoryWithPeople(count: number, plan: string): Promise<Memory> {
  const board = await startBoard()
  // Every provider of the library listens for the end of this process.
  process.setMaxListeners(count + process.listenerCount('exit') + 10)
  const open: { provider: WebsocketProvider; doc: Y.Doc; writes: boolean }[] = []
  try {
    for (const email of await addresses(board, plan, count)) {
      const doc = new Y.Doc()
      const cookie = await cookieOf(board, email)
      class SignedIn extends WebSocket {
        constructor(url: string) {
          super(url, { headers: { cookie, origin: board.url } })
        }
      }
      const provider = new WebsocketProvider(socketUrl(board, plan), 'sync', doc, {
        disableBc: true,
        // Only what the provider uses of it is the same in both worlds.
        WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket
      })
      open.push({ provider, doc, writes: !email.startsWith('reader@') })
    }
    await until('everyone to have the plan', () => open.every(({ provider }) => provider.synced), 20_000)
    const endsAt = performance.now() + writeMs
    while (performance.now() < endsAt) {
      for (const { doc, writes } of open) if (writes) writeOneKey(doc)
      await pause(keyEveryMs)
    }
    if (open.some(({ provider }) => !provider.wsconnected)) throw new Error('a socket was closed while writing')
    return readMemory(board.pid)
  } finally {
    for (const { provider, doc } of open) {
      provider.destroy()
      doc.destroy()
    }
    await board.close()
  }
}

function writeOneKey(doc: Y.Doc): void {
  const first: unknown = [...doc.getMap('priorities').values()][0]
  const text: unknown = first instanceof Y.Map ? first.get('now') : undefined
  if (!(text instanceof Y.Text)) throw new Error('the plan has no text to write in')
  text.insert(Math.max(0, text.length - 1), 'a')
}

/** The demo people, and as many guests of the parents' group as are wanted beyond them. */
async function addresses(board: Board, plan: string, count: number): Promise<string[]> {
  const emails = demoPeople.slice(0, count).map((name) => `${name}@example.org`)
  while (emails.length < count) {
    const email = `guest-${emails.length + 1}@example.org`
    await runAdmin(board, 'add-person', email, `Guest ${emails.length + 1}`)
    await runAdmin(board, 'add-member', plan, email, 'member', 'parents')
    emails.push(email)
  }
  return emails
}

function readMemory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (field: string): number => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
    if (kibibytes === undefined) throw new Error(`the system does not tell ${field} of the server`)
    return Number(kibibytes) * 1024
  }
  return { residentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') }
}
