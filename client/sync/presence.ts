import * as v from 'valibot'
import type { FieldPath } from '../../shared/plan/schema.ts'

/** Where a person is and what they are doing: the bytes the server passes on without looking. */
export type PresenceState = {
  at: 'board' | 'priority'
  priority?: string | undefined
  field?: FieldPath | undefined
  /** A relative position in the field's text, as JSON. */
  caret?: unknown
  doing: 'writing' | 'reading' | 'away'
}

const shape = v.object({
  at: v.picklist(['board', 'priority']),
  priority: v.optional(v.string()),
  field: v.optional(v.string()),
  caret: v.optional(v.unknown()),
  doing: v.picklist(['writing', 'reading', 'away'])
})

export const encodePresenceState = (state: PresenceState): Uint8Array => new TextEncoder().encode(JSON.stringify(state))

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
