// What it takes to write each file of a large plan: time over HTTP, and the memory of the server's one process.
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { gatherCrowd } from './crowd.ts'
import { startBoard, until, type Board } from '../people.ts'

export type Exported = {
  format: string
  bytes: number
  seconds: number
  peakBytes: number
  /** How long an answer of the board took at most while it was written: others wait so long. */
  waitMs: number
  pages: number | undefined
}

const peakOf = (pid: number): number => {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kibibytes === undefined) throw new Error('the system does not tell the memory of the server')
  return Number(kibibytes) * 1024
}
/** The peak begins anew. Source: proc(5), clear_refs. */
const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** Asks the board for something small, over and over, until told to stop. @returns the longest it took, in ms */
const askOnAndOn = (board: Board): (() => Promise<number>) => {
  let over = false
  let longest = 0
  const asking = (async () => {
    while (!over) {
      const from = performance.now()
      await (await fetch(`${board.url}/healthz`)).arrayBuffer()
      longest = Math.max(longest, performance.now() - from)
      await pause(5)
    }
  })()
  return async () => {
    over = true
    await asking
    return longest
  }
}

const actions = 150

/** @throws when the board lists no format, or one does not answer */
export async function exportEverything(): Promise<Exported[]> {
  const board = await startBoard()
  try {
    const crowd = await gatherCrowd(board, { people: 1, writers: 0, priorities: 5, actions, success: 60 })
    const headers = { cookie: crowd.cookie }
    // Whoever writes has their own words at once; the board has them a little later.
    await until(
      'the board to have every action',
      async () => {
        const answer = await fetch(`${board.url}/api/plans/${crowd.plan}/snapshot`, { headers })
        const { priorities } = (await answer.json()) as { priorities: { actions: unknown[] }[] }
        return priorities.flatMap((priority) => priority.actions).length === actions
      },
      60_000
    )
    crowd.leave()
    const list = `${board.url}/api/plans/${crowd.plan}/exports`
    const formats = (await (await fetch(list, { headers })).json()) as { id: string; extension: string }[]
    if (formats.length === 0) throw new Error('no format is listed')
    const written: Exported[] = []
    for (const { id, extension } of formats) {
      forgetPeak(board.pid)
      const stop = askOnAndOn(board)
      const from = performance.now()
      const answer = await fetch(`${list}/${id}`, { headers })
      const body = Buffer.from(await answer.arrayBuffer())
      const seconds = (performance.now() - from) / 1000
      const waitMs = await stop()
      if (!answer.ok) throw new Error(`${id} answered ${answer.status}`)
      const pages = extension === 'pdf' ? (body.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0) : undefined
      written.push({ format: id, bytes: body.length, seconds, peakBytes: peakOf(board.pid), waitMs, pages })
    }
    return written
  } finally {
    await board.close()
  }
}
