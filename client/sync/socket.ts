import { sync, wire } from '../../shared/wire/messages.ts'

/** What the link wants to know of each socket the provider opens. */
export type SocketWatch = {
  /** The socket is open; what is returned is sent before anything else. */
  opened(): Uint8Array
  /** A frame that the server counts is leaving, a SyncStep2 or an Update; what is returned is sent before it. */
  counted(kind: 'step2' | 'update'): Uint8Array | undefined
}

/**
 * A WebSocket class for y-websocket that says HELLO first and counts the frames the server will
 * acknowledge, so that the provider itself needs no change.
 */
export const watchedSocket = (watch: SocketWatch, Base: typeof WebSocket = WebSocket): typeof WebSocket =>
  class extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      // Registered before the provider sets `onopen`, so it runs before the provider sends anything.
      this.addEventListener('open', () => super.send(watch.opened() as Uint8Array<ArrayBuffer>))
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      if (data instanceof Uint8Array && data[0] === wire.sync) {
        const kind = data[1] === sync.step2 ? 'step2' : data[1] === sync.update ? 'update' : undefined
        const first = kind && watch.counted(kind)
        if (first) super.send(first as Uint8Array<ArrayBuffer>)
      }
      super.send(data as ArrayBufferView<ArrayBuffer>)
    }
  }
