import { describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { ExportDesk } from './desk.ts'
import { smallScene } from './paper-scene.ts'
import type { Source } from './worker.ts'

const source = (): Promise<Source> => Promise.resolve({ is: 'paper', paper: smallScene().paper() })
/** What no writer can write from. */
const broken = (): Promise<Source> =>
  Promise.resolve({
    is: 'live',
    live: {
      ...{
        state: new Uint8Array([7, 7, 7]),
        repeats: [],
        authors: [],
        records: [],
        sealed: [],
        heard: null,
        references: {}
      },
      ...{ seq: 1, head: null, board: 'Board', plan: 'own', names: 'groups', at: 1 }
    }
  })

describe('the desk of exports', () => {
  it('writes in a thread and hands the file over whole', async () => {
    const desk = new ExportDesk(() => undefined)
    const bytes = await desk.write('markdown', source)
    expect('refused' in bytes).toBe(false)
    if ('refused' in bytes) return
    expect(new TextDecoder().decode(bytes)).toMatch(/^# A plan for our families/)
  })

  it('a file that cannot be written is refused and told, and the next one is written', async () => {
    const told: string[] = []
    const desk = new ExportDesk(({ event, format }) => void told.push(`${event} ${format ?? ''}`))
    expect(await desk.write('json', broken)).toEqual({ refused: 'export-not-made' })
    expect(told).toEqual(['export-failed json'])
    expect(await desk.write('json', source)).toBeInstanceOf(Uint8Array)
  })

  it('one that takes too long is ended', async () => {
    const told: unknown[] = []
    const desk = new ExportDesk(({ error }) => void told.push(error), 1)
    expect(await desk.write('plan-pdf', source)).toEqual({ refused: 'export-not-made' })
    expect(String(told[0])).toContain('longer than 1 ms')
  })

  it('reads what it writes only when it is its turn, few at once, and refuses when too many wait', async () => {
    const desk = new ExportDesk(() => undefined)
    let reading = 0
    let most = 0
    const refusals: unknown[] = []
    const stop = new Error('not today')
    let letGo = (): void => undefined
    const gate = new Promise<void>((open) => (letGo = open))
    const read = async (): Promise<Source> => {
      most = Math.max(most, ++reading)
      await gate
      reading--
      throw stop
    }
    const all = Array.from({ length: limits.exportsAtOnceMax + limits.exportsWaitingMax + 3 }, () =>
      desk.write('csv', read).then(
        (answer) => refusals.push(answer),
        (error: unknown) => expect(error).toBe(stop)
      )
    )
    letGo()
    await Promise.all(all)
    expect(most).toBe(limits.exportsAtOnceMax)
    expect(refusals).toEqual(Array(3).fill({ refused: 'export-not-made' }))
    // Nobody who failed keeps their place.
    expect(await desk.write('csv', source)).toBeInstanceOf(Uint8Array)
  })
})
