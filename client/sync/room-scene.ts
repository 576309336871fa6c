import { scene, scenePlan, seatOf, whyPath, type Scene } from '../../server/relay/scene.ts'
import { fieldText, type Group } from '../../shared/plan/schema.ts'
import type { Role } from '../../shared/roles.ts'
import { DeviceCopy, type DeviceStore } from './device-copy.ts'
import { newPageName } from './page-name.ts'
import { PlanLink } from './plan-link.ts'

/** Words for tests of the link: real pages of people in one real room, sockets that can be cut, devices in memory. */

/** Waits for something the network does; @throws after four seconds with the name of what did not come. */
export const until = async (what: string, holds: () => boolean): Promise<void> => {
  const end = Date.now() + 4_000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A device whose store is a map: written as structured clones, as a browser does. */
export class MemoryDevice implements DeviceStore {
  readonly copies = new Map<string, unknown>()
  readonly unsent = new Map<string, unknown>()
  readonly pages = new Set<string>()
  /** Awaited before every write. */
  beforeWrite: () => Promise<void> = () => Promise.resolve()

  read(person: string, plan: string): Promise<{ copy: unknown; unsent: unknown[] }> {
    const start = `${person} ${plan} `
    const unsent = [...this.unsent].flatMap(([key, value]) => (key.startsWith(start) ? [value] : []))
    return Promise.resolve(structuredClone({ copy: this.copies.get(`${person} ${plan}`), unsent }))
  }
  async writeCopy(person: string, plan: string, copy: unknown): Promise<void> {
    await this.beforeWrite()
    this.copies.set(`${person} ${plan}`, structuredClone(copy))
  }
  async writeUnsent(person: string, plan: string, page: string, changes: unknown, adopted: readonly string[]) {
    const clone = structuredClone(changes)
    await this.beforeWrite()
    for (const other of adopted) this.unsent.delete(`${person} ${plan} ${other}`)
    if (clone === undefined) this.unsent.delete(`${person} ${plan} ${page}`)
    else this.unsent.set(`${person} ${plan} ${page}`, clone)
  }
  forgetCopy(person: string, plan: string): Promise<void> {
    this.copies.delete(`${person} ${plan}`)
    return Promise.resolve()
  }
  forgetPlan(person: string, plan: string): Promise<void> {
    for (const key of this.unsent.keys()) if (key.startsWith(`${person} ${plan} `)) this.unsent.delete(key)
    return this.forgetCopy(person, plan)
  }
  stay(page: string): () => void {
    this.pages.add(page)
    return () => this.pages.delete(page)
  }
  open(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.pages))
  }
}

export type Page = {
  link: PlanLink
  /** The network goes: the socket is cut, and no other opens. */
  cut(): void
  /** The network is back; the next try of the link gets through. */
  mend(): void
  type(words: string, at?: number, path?: string): void
  words(path?: string): string
  /** The page is gone as in a crash: nothing more of it is written anywhere. */
  crash(): void
  close(): void
}

type Sat = { group?: Group; role?: Role; device?: MemoryDevice; page?: string; epoch?: number }

export class RealRoom {
  readonly scene: Scene
  readonly #pages: Page[] = []

  constructor(opened: Scene) {
    this.scene = opened
  }

  /** Words of a text as the room has them kept. */
  async words(path = whyPath): Promise<string> {
    const room = await this.scene.room()
    return room.settled(({ doc }) => fieldText(doc, path)?.toString() ?? '')
  }

  /** Opens the plan on a page of this person. */
  page(name: string, { group = 'parents', role = 'member', device, page = newPageName() }: Sat = {}): Page {
    const wire = { isCut: false, sockets: new Set<{ cut(): void }>() }
    const seat = seatOf(name, role, group)
    const opened = this.scene
    class RoomSocket extends EventTarget {
      static readonly OPEN = 1
      readonly OPEN = 1
      readyState = 0
      binaryType = 'blob'
      onopen: (() => void) | null = null
      onmessage: ((event: { data: ArrayBufferLike }) => void) | null = null
      onclose: ((event: { code: number; reason: string }) => void) | null = null
      onerror: (() => void) | null = null
      #connection: { receive(bytes: Uint8Array): void; left(): void } | undefined

      constructor() {
        super()
        wire.sockets.add(this)
        void this.#open()
      }
      async #open(): Promise<void> {
        const room = await opened.room()
        if (wire.isCut) return this.#closed(1006, '')
        const peer = {
          send: (frame: Uint8Array) => queueMicrotask(() => this.onmessage?.({ data: frame.slice().buffer })),
          hold: () => undefined,
          release: () => undefined,
          waitingBytes: () => 0,
          close: (code: number, reason: string) => queueMicrotask(() => this.#closed(code, reason))
        }
        this.#connection = room.join(peer, { ...seat, ...opened.renewed.get(seat.person) })
        this.readyState = 1
        this.dispatchEvent(new Event('open'))
        this.onopen?.()
      }
      send(data: Uint8Array): void {
        const bytes = data.slice()
        if (this.readyState === 1) queueMicrotask(() => !wire.isCut && this.#connection?.receive(bytes))
      }
      cut(): void {
        this.#connection?.left()
        this.#closed(1006, '')
      }
      close(): void {
        this.cut()
      }
      #closed(code: number, reason: string): void {
        if (this.readyState === 3) return
        this.readyState = 3
        wire.sockets.delete(this)
        const { onclose } = this
        queueMicrotask(() => onclose?.({ code, reason }))
      }
    }
    const gone = { isGone: false }
    const store =
      device &&
      (new Proxy(device, {
        get: (target, key: keyof MemoryDevice) => {
          const value = target[key]
          if (typeof value !== 'function' || !gone.isGone)
            return typeof value === 'function' ? value.bind(target) : value
          return () => Promise.reject(new Error('the page is gone'))
        }
      }) as DeviceStore)
    const link = new PlanLink(scenePlan, {
      socketUrl: 'ws://board.test/api/plans/plan',
      WebSocket: RoomSocket as unknown as typeof WebSocket,
      device: store && new DeviceCopy({ store, person: seat.person, plan: scenePlan, page, mayKeep: () => true })
    })
    const leave = link.open()
    const cut = (): void => {
      wire.isCut = true
      for (const socket of [...wire.sockets]) socket.cut()
    }
    const opening: Page = {
      link,
      cut,
      mend: () => (wire.isCut = false),
      type: (words, at = 0, path = whyPath) => fieldText(link.doc, path)?.insert(at, words, {}),
      words: (path = whyPath) => fieldText(link.doc, path)?.toString() ?? '',
      crash: () => {
        gone.isGone = true
        device?.pages.delete(page)
        cut()
        leave()
      },
      close: leave
    }
    this.#pages.push(opening)
    return opening
  }

  close(): void {
    for (const page of this.#pages) page.close()
    this.scene.close()
  }
}

/** The relay's scene with nobody in it yet: a plan with one priority that says "Because.". */
export const realRoom = async (): Promise<RealRoom> => new RealRoom(await scene())
export const isLive = (page: Page) => (): boolean => page.link.state.at === 'live'
