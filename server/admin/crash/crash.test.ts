import { describe, expect, it } from 'vitest'
import { crash } from './harness.ts'

const seed = Number(process.env.SEED ?? 20_261_121)
const cycles = Number(process.env.CYCLES ?? 10)

describe('kill -9 under typing', () => {
  it('[P2][P22] catches a relay that acknowledges before it commits', async () => {
    const report = await crash({ cycles: 3, clients: 10, seed, ackEarly: true })
    console.log('ack before commit:', JSON.stringify(report))
    expect(report.lost).toBeGreaterThan(0)
  }, 120_000)

  it(`[P2][P22] ${cycles} kills, 10 people writing: nothing acknowledged is lost, doubled or misnamed`, async () => {
    const report = await crash({ cycles, clients: 10, seed })
    console.log('kill -9:', JSON.stringify(report))
    expect(report).toMatchObject({ lost: 0, doubled: 0, misnamed: 0, unequal: 0, told: [] })
    expect(report.acked).toBeGreaterThan(cycles * 20)
  }, 600_000)
})
