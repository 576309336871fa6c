import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { fieldText } from '../../../shared/plan/schema.ts'
import { encodeHello, encodeSync, own, readServerMessage, sync, wire } from '../../../shared/wire/messages.ts'
import { newPlanDoc } from '../../relay/stored-plan.ts'
import { crashPath } from './words.ts'

/** Something typed: a token nobody else types, and the frame it left in on the present connection. */
type Op = { token: string; frame: number | null; acked: boolean }

/** One person at a keyboard on a real socket, who remembers what the server said it kept. */
export class WriterClient {
  readonly name: string
  readonly doc = newPlanDoc()
  readonly ops: Op[] = []
  #socket: WebSocket | undefined
  #frames = 0
  #lastSeq = 0
  #turn: { seq: number; left: number } | undefined
  #head: number | undefined
  ready = false
  /** What an honest client is never told here. */
  told: string | undefined

  constructor(name: string) {
    this.name = name
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.#socket?.readyState === WebSocket.OPEN) this.#counted(encodeSync('update', update))
    })
  }

  get unacked(): number {
    return this.ops.filter((op) => !op.acked).length
  }

  /** Types one token between others' tokens, never inside one. */
  type(pick: number): void {
    const text = fieldText(this.doc, crashPath)
    if (!text || !this.ready) return
    const token = `‹${this.name}.${this.ops.length}›`
    const words = text.toString()
    const borders = [0, ...[...words.matchAll(/›/g)].map((match) => match.index + 1)]
    const op: Op = { token, frame: null, acked: false }
    this.ops.push(op)
    text.insert(borders[Math.floor(pick * borders.length)] ?? 0, token, {})
    op.frame = this.#frames
  }

  connect(port: number): void {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${this.name}`)
    this.#socket = socket
    this.#frames = 0
    this.#turn = undefined
    this.ready = false
    for (const op of this.ops) op.frame = null
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket !== this.#socket) return
      if (isBinary) this.#take(new Uint8Array(data))
      else this.#greet()
    })
  }

  leave(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.ready = false
    socket?.terminate()
  }

  #greet(): void {
    const client = this.doc.clientID
    const ownClock = Y.getState(this.doc.store, client)
    this.#socket?.send(encodeHello({ epoch: 1, lastSeq: this.#lastSeq, client, ownClock, page: this.name, person: '' }))
    this.#socket?.send(encodeSync('step1', Y.encodeStateVector(this.doc)))
  }

  #counted(frame: Uint8Array): void {
    this.#frames++
    this.#socket?.send(frame)
  }

  #take(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === wire.sync) return this.#takeSync(decoder)
    if (!Object.values(own).some((known) => known === type)) return
    const message = readServerMessage(type, decoder)
    if (message.type === 'welcome') this.#head = message.welcome.catchUp === 'state' ? message.welcome.head : undefined
    if (message.type === 'meta') {
      this.#turn = { seq: message.meta.seq, left: message.meta.authors.length }
      this.#endTurn()
    }
    if (message.type === 'ack') {
      for (const op of this.ops) if (op.frame !== null && op.frame <= message.frames) op.acked = true
    }
    if (message.type === 'rotate') this.told = `rotate: ${message.reason}`
    if (message.type === 'refused') this.told = `refused: ${message.code}`
  }

  #endTurn(): void {
    if (this.#turn?.left === 0) this.#lastSeq = this.#turn.seq
  }

  #takeSync(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === sync.step1) {
      this.#counted(encodeSync('step2', Y.encodeStateAsUpdate(this.doc, bytes)))
      for (const op of this.ops) op.frame ??= this.#frames
      this.ready = true
      return
    }
    Y.applyUpdate(this.doc, bytes, this)
    if (kind === sync.step2) this.#lastSeq = Math.max(this.#lastSeq, this.#head ?? 0)
    else if (this.#turn) {
      this.#turn.left--
      this.#endTurn()
    }
  }
}
