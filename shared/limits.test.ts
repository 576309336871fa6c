import { describe, expect, it } from 'vitest'
import { limits } from './limits.ts'

/** Type, kind, length: what a sync frame adds to its update. */
const envelopeBytesMax = 16

describe('limits, held against each other', () => {
  it('[P20] every limit is a whole number above zero', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect(Number.isSafeInteger(value), name).toBe(true)
      expect(value, name).toBeGreaterThan(0)
    }
  })

  it('[P20] what our client packs fits one frame, and one frame fits every queue behind it', () => {
    expect(limits.updateBytesMax + envelopeBytesMax).toBeLessThanOrEqual(limits.frameBytesMax)
    // Three bytes a letter, and a third of the room for marks and lines.
    expect(limits.pasteLettersMax * 3 * 1.5).toBeLessThanOrEqual(limits.updateBytesMax)
    expect(limits.frameBytesMax).toBeLessThanOrEqual(limits.batchBytesMax)
    expect(limits.frameBytesMax).toBeLessThanOrEqual(limits.stashBytesMax)
    expect(limits.frameBytesMax).toBeLessThanOrEqual(limits.inboxBytesMax)
    expect(limits.frameBytesMax).toBeLessThanOrEqual(limits.outboxBytesMax)
  })

  it('[P20] a batch, a stash and a catch-up fit the queues they come from and go to', () => {
    expect(limits.batchUpdatesMax).toBeLessThanOrEqual(limits.inboxFramesMax)
    expect(limits.stashUpdatesMax).toBeLessThanOrEqual(limits.inboxFramesMax)
    expect(limits.batchBytesMax).toBeLessThanOrEqual(limits.outboxBytesMax)
    expect(limits.resumeBytesMax).toBeLessThanOrEqual(limits.outboxBytesMax)
    expect(limits.snapshotEveryRows).toBeLessThanOrEqual(limits.resumeRowsMax)
  })

  it('[P20] what one value, link or unknown key may hold is far below one frame', () => {
    for (const bytes of [limits.controlledTextMax * 4, limits.linkLengthMax * 4, limits.unknownKeyBytesMax])
      expect(bytes).toBeLessThan(limits.updateBytesMax / 8)
  })

  it('[P20] ids and clocks are the 32 bits that every program agrees on', () => {
    expect(limits.clientIdMax).toBe(2 ** 32 - 1)
    expect(limits.clockMax).toBe(2 ** 32 - 1)
    expect(limits.phantomLengthMax).toBeLessThanOrEqual(1024 * 1024)
  })

  it('a sign-out closes sockets and takes presence away within a second', () => {
    expect(limits.revokeCheckMs * 2).toBeLessThanOrEqual(1000)
    expect(limits.presenceGoneMs).toBeLessThanOrEqual(1000)
  })

  it('presence: at most ten frames a second leave a room and at most five enter it from one person', () => {
    expect(limits.presenceTurnMs).toBeGreaterThanOrEqual(100)
    expect(limits.presencePerSecondMax).toBeLessThanOrEqual(5)
    expect(limits.presenceBytesMax).toBeLessThanOrEqual(1024)
  })

  it('the stock client leaves after 30 silent seconds: a lost keepalive must not cost the connection', () => {
    expect(limits.keepaliveMs).toBeLessThanOrEqual(15_000)
    expect(limits.keepaliveMs * 2).toBeLessThan(30_000)
  })
})
