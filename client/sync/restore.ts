import * as Y from 'yjs'
import type { DeviceCopy, KeptPlan } from './device-copy.ts'
import { applyIfWhole, newDoc } from './plan-doc.ts'

/** A device that has not answered by then is not waited for. Milliseconds. */
const patienceMs = 1_000

export type Restored = {
  kept: KeptPlan | undefined
  /** Changes not sent yet that fit on the copy. */
  unsent: readonly Uint8Array[]
  /** The same when they do not: they wait until the plan is here. */
  carry: readonly Uint8Array[]
  /** Who they were typed for; undefined for oneself. */
  speaker: string | undefined
}

/**
 * Puts what the device keeps of a plan into an empty document, as something that came from the board.
 * @returns undefined when the device keeps nothing, cannot be read or does not answer.
 */
export const restore = async (device: DeviceCopy, doc: Y.Doc, origin: unknown): Promise<Restored | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patienceMs)))
  const found = await Promise.race([device.load(), late])
  clearTimeout(timer)
  if (!found) return undefined
  const kept = found.kept && isWhole([found.kept.state]) ? found.kept : undefined
  if (kept) Y.applyUpdate(doc, kept.state, origin)
  const fits = kept !== undefined && isWhole([kept.state, ...found.unsent])
  return { kept, unsent: fits ? found.unsent : [], carry: fits ? [] : found.unsent, speaker: found.speaker }
}

/** Whether these updates, one after the other, make a document that misses nothing. */
const isWhole = (updates: readonly Uint8Array[]): boolean => {
  const doc = newDoc()
  try {
    return updates.every((update) => applyIfWhole(doc, update))
  } catch {
    // Bytes that are no update: whatever wrote them, they are not used.
    return false
  } finally {
    doc.destroy()
  }
}
