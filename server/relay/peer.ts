/** The socket as a room sees it. Adapters: http/sockets.ts, and the scenes of tests and seeds. */
export interface Peer {
  /** Hands one frame to the socket. Never blocks, never throws. */
  send(frame: Uint8Array): void
  /** Frames sent between these two leave in one write. */
  hold(): void
  release(): void
  /** Bytes handed over that have not left yet. */
  waitingBytes(): number
  close(code: number, reason: string): void
}
