import type { Ms } from '../../shared/ids.ts'
import { REFUSALS, isRefusalCode, type RefusalCode } from '../../shared/refusals.ts'
import type { DeviceCopy } from './device-copy.ts'

/** A state has only its own fields. */
export type LinkState =
  /** Nothing of the plan is here yet, or only what this device kept of it. */
  | { at: 'opening' }
  | { at: 'live' }
  /** No connection; what is written waits here. */
  | { at: 'away'; sinceMs: Ms }
  /** The server said no for good. */
  | { at: 'ended'; code: RefusalCode; sentence: string }

/** A change the plan did not take, with the words to copy. */
export type Notice = { code: RefusalCode; sentence: string; words: string }

/** How a sentence read on this page and on the board before the two came together. */
export type Wordings = { yours: string; theirs: string }

/** Sentences of a text that somebody else changed too while this person was away. */
export type Merged = { path: string; by: readonly string[]; sentences: readonly Wordings[] }

/** Why a page that was held still moves again though nobody asked it to. */
export type HoldEnd = 'too-much' | 'new-start'

export type LinkEvent =
  | 'doc'
  | 'state'
  | 'saved'
  | 'people'
  | 'presence'
  | 'fields'
  | 'notice'
  | 'held'
  | 'news'
  | 'merged'
  | 'repeats'
  | 'references'

export type LinkOptions = {
  /** `ws(s)://host/api/plans/<plan>`; from the page's address when left out. */
  socketUrl?: string
  WebSocket?: typeof WebSocket
  now?(): Ms
  /** Asked when a socket never opened: why the door is shut, if it is. */
  whyShut?(): Promise<RefusalCode | undefined>
  /** What this person's own device keeps of the plan; left out where nothing may be kept. */
  device?: DeviceCopy | undefined
}

/** Who wants to hear of what. */
export class LinkEvents {
  readonly #handlers = new Map<LinkEvent, Set<() => void>>()

  on(event: LinkEvent, handler: () => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  emit(event: LinkEvent): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) handler()
  }
}

/** The refusal a close code stands for, when its reason did not arrive. */
export const codeOfClose = (close: number, reason: string): RefusalCode => {
  if (isRefusalCode(reason)) return reason
  const name = Object.entries(REFUSALS).find(([, row]) => row.close === close)?.[0] ?? 'not-allowed'
  return isRefusalCode(name) ? name : 'not-allowed'
}
