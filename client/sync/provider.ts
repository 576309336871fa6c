import type * as decoding from 'lib0/decoding'
import type * as encoding from 'lib0/encoding'
import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { limits } from '../../shared/limits.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { own, readServerMessage, wire, type ServerMessage } from '../../shared/wire/messages.ts'
import { codeOfClose, type LinkOptions } from './link-state.ts'
import { watchedSocket, type SocketWatch } from './socket.ts'

/** The longest wait between tries, before everyone's own spread. Milliseconds. */
const backoffMs = 2500
export const backoffWithin = (spreadMs: number): number => backoffMs + Math.random() * spreadMs

const pageSocketUrl = (plan: string): string => `${location.origin.replace(/^http/, 'ws')}/api/plans/${plan}`

/** What the link does with what a provider tells. */
export type ProviderEars = SocketWatch & {
  sync(reply: encoding.Encoder, decoder: decoding.Decoder, provider: WebsocketProvider): void
  message(message: ServerMessage): void
  lost(close: { code: number; reason: string } | undefined): void
  /** The server said no for good. */
  ended(code: RefusalCode): void
  localUpdate(update: Uint8Array): void
  transaction(transaction: Y.Transaction, isRemote: boolean): void
}

/**
 * y-websocket's provider for this document, not connected yet, with our messages and without its awareness.
 * Once `isCurrent` says no, nothing of it is heard any more.
 */
export const newProvider = (
  plan: string,
  doc: Y.Doc,
  options: LinkOptions,
  isCurrent: (provider: WebsocketProvider) => boolean,
  ears: ProviderEars
): WebsocketProvider => {
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)
  const provider: WebsocketProvider = new WebsocketProvider(options.socketUrl ?? pageSocketUrl(plan), 'sync', doc, {
    connect: false,
    disableBc: true,
    awareness,
    maxBackoffTime: backoffWithin(limits.reconnectSpreadMs),
    // A frame too large stays too large, so 1009 is final too; the rest is the stock rule.
    shouldReconnect: ({ code }) => code !== 1009 && !(code >= 4400 && code < 4500),
    WebSocketPolyfill: watchedSocket(
      {
        opened: () => ears.opened(),
        counted: (kind) => (isCurrent(provider) ? ears.counted(kind) : undefined)
      },
      options.WebSocket
    )
  })
  const handlers = provider.messageHandlers
  handlers[wire.sync] = (reply, decoder) => {
    if (isCurrent(provider)) ears.sync(reply, decoder, provider)
  }
  handlers[wire.awareness] = () => undefined
  for (const type of Object.values(own)) {
    handlers[type] = (_reply, decoder) => {
      if (isCurrent(provider)) ears.message(readServerMessage(type, decoder))
    }
  }
  provider.on('connection-close', (event) => {
    if (isCurrent(provider)) ears.lost(event ?? undefined)
  })
  provider.on('closed', ({ code, reason }) => {
    if (isCurrent(provider)) ears.ended(codeOfClose(code, reason))
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (isCurrent(provider) && origin !== provider) ears.localUpdate(update)
  })
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (isCurrent(provider)) ears.transaction(transaction, transaction.origin === provider)
  })
  return provider
}

/** Lets go of a provider and of what it started. */
export const endProvider = (provider: WebsocketProvider): void => {
  provider.destroy()
  provider.awareness.destroy()
}
