import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { BoardScene } from './board-scene.ts'

/** A y-websocket client as it comes, which knows nothing of the board, signed in by this cookie. */
export const stockClient = (board: BoardScene, plan: string, cookie: string) => {
  const closes: number[] = []
  /** Bytes it was ever sent, for looking for words that should not be there. */
  const heard: Buffer[] = []
  class Own extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { origin: board.origin, cookie } })
      this.on('close', (code) => closes.push(code))
      // A door that stays shut is an answer, not a fault of the test.
      this.on('error', () => undefined)
      this.on('message', (data: Buffer | ArrayBuffer) => heard.push(Buffer.from(data as ArrayBuffer)))
    }
  }
  const doc = new Y.Doc()
  const url = `${board.url.replace('http', 'ws')}/api/plans/${plan}`
  // The two WebSocket types differ in their events only; the provider uses what both have.
  const polyfill = Own as unknown as typeof globalThis.WebSocket
  const provider = new WebsocketProvider(url, 'sync', doc, { WebSocketPolyfill: polyfill, disableBc: true })
  return {
    doc,
    provider,
    closes,
    hasHeard: (words: string): boolean => Buffer.concat(heard).includes(words),
    end: (): void => {
      provider.destroy()
      doc.destroy()
    }
  }
}
