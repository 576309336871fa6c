// Other clients than ours: the stock y-websocket provider with a person's session.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { cookieOf, socketUrl, until, type Board } from './people.ts'

/** The stock socket class with the headers a browser would add. */
export const socketAs = (board: Board, cookie: string): typeof globalThis.WebSocket =>
  class extends WebSocket {
    constructor(url: string | URL) {
      super(url, [], { headers: { cookie, origin: board.url } })
    }
  } as unknown as typeof globalThis.WebSocket

export type Outsider = { doc: Y.Doc; provider: WebsocketProvider; closed(): number | undefined; leave(): void }

/** A stock client, exactly as its README shows it, signed in as this person; it has the whole example plan. */
export const outsider = async (board: Board, email: string): Promise<Outsider> => {
  const doc = new Y.Doc()
  for (const root of ['plan', 'priorities', 'actions']) doc.getMap(root)
  const provider = new WebsocketProvider(socketUrl(board), 'sync', doc, {
    WebSocketPolyfill: socketAs(board, await cookieOf(board, email)),
    disableBc: true
  })
  let code: number | undefined
  provider.on('connection-close', (event) => (code = event?.code))
  await until(`${email} to have the plan`, () => provider.synced)
  return {
    doc,
    provider,
    closed: () => code,
    leave: () => provider.destroy()
  }
}

/** A priority or an action. @throws when the plan has none of this id. */
export const itemOf = (doc: Y.Doc, root: string, id: string): Y.Map<unknown> => {
  const map = doc.getMap(root).get(id)
  if (!(map instanceof Y.Map)) throw new Error(`there is no ${root}/${id}`)
  return map as Y.Map<unknown>
}

/** One of its texts. @throws when it has none of this name. */
export const textOf = (doc: Y.Doc, root: string, id: string, key: string): Y.Text => {
  const text = itemOf(doc, root, id).get(key)
  if (!(text instanceof Y.Text)) throw new Error(`there is no text ${root}/${id}/${key}`)
  return text
}
