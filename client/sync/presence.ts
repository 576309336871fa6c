import * as v from 'valibot'
import type { Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'

/** Where a person is and what they are doing: the bytes the server passes on without looking. */
export type PresenceState = {
  at: 'board' | 'priority'
  priority?: string | undefined
  field?: FieldPath | undefined
  /** A relative position in the field's text, as JSON. */
  caret?: unknown
  doing: 'writing' | 'reading' | 'away'
  /** Id of whoever they type for; absent for themselves. */
  for?: string | undefined
}

const shape = v.object({
  at: v.picklist(['board', 'priority']),
  priority: v.optional(v.string()),
  field: v.optional(v.string()),
  caret: v.optional(v.unknown()),
  doing: v.picklist(['writing', 'reading', 'away']),
  for: v.optional(v.string())
})

const encodePresenceState = (state: PresenceState): Uint8Array => new TextEncoder().encode(JSON.stringify(state))

/** Lenient: whatever someone else's client sent, this is a state; at worst "reading the board". */
export const decodePresenceState = (bytes: Uint8Array): PresenceState => {
  const fallback: PresenceState = { at: 'board', doing: 'reading' }
  try {
    const parsed = v.safeParse(shape, JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.output : fallback
  } catch {
    // Not JSON: an outside client, which is here all the same.
    return fallback
  }
}

const intervalMs = 1000 / (limits.presencePerSecondMax - 1)

/** Tells where this person is, the latest first, a few times a second at most. */
export class PresencePace {
  #state: PresenceState | undefined
  #sentAt: Ms = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #now: () => Ms
  readonly #send: (bytes: Uint8Array) => boolean

  /** `send` says whether the bytes left; what did not is told again by `resume`. */
  constructor(now: () => Ms, send: (bytes: Uint8Array) => boolean) {
    this.#now = now
    this.#send = send
  }

  set(state: PresenceState): void {
    this.#state = state
    this.resume()
  }

  /** Tells the latest again, for a connection that has not heard it. */
  resume(): void {
    if (!this.#state || this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, this.#sentAt + intervalMs - this.#now()))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #tell(): void {
    this.#timer = undefined
    const bytes = this.#state && encodePresenceState(this.#state)
    if (bytes && bytes.length <= limits.presenceBytesMax && this.#send(bytes)) this.#sentAt = this.#now()
  }
}
