// How long a key and somebody else's letter take to be seen, on a full board in a real browser.
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import type { Board } from '../people.ts'
import { gatherCrowd, type Crowd } from './crowd.ts'

/** Milliseconds, or a count of nodes. */
export type Latency = { ownKeyP95: number; ownKeys: number; remoteP95: number; remotes: number; nodes: number }

type Seen = { keys: number[]; remotes: number[] }
declare global {
  interface Window {
    boardBench?: Seen
  }
}

const watch = fileURLToPath(new URL('./watch.js', import.meta.url))

const p95 = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
}

async function writeOn(page: Page, crowd: Crowd, keys: number): Promise<Latency> {
  const card = page.getByText(crowd.words).first()
  await card.waitFor()
  await card.click()
  await page.getByRole('textbox').first().waitFor()
  await page.keyboard.press('End')
  await page.evaluate(() => {
    const seen = window.boardBench
    if (seen) seen.keys.length = seen.remotes.length = 0
  })
  for (let n = 0; n < keys; n++) {
    await page.keyboard.press('a')
    await pause(80)
  }
  const seen = await page.evaluate(() => window.boardBench)
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  if (!seen || seen.keys.length < keys * 0.9 || seen.remotes.length < 20) throw new Error('too little was seen to tell')
  return {
    ownKeyP95: p95(seen.keys),
    ownKeys: seen.keys.length,
    remoteP95: p95(seen.remotes),
    remotes: seen.remotes.length,
    nodes
  }
}

/** Opens the plan of a crowd as one more person and writes in a card. @throws when too little was seen to tell. */
export async function latencyInCrowd(browser: Browser, board: Board, keys = 150): Promise<Latency> {
  const crowd = await gatherCrowd(board)
  try {
    const context = await browser.newContext({ baseURL: board.url, viewport: { width: 1440, height: 900 } })
    await context.addInitScript({ path: watch })
    const pairs = crowd.cookie.split('; ').map((pair) => pair.split('=') as [string, string])
    await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: board.url })))
    const page = await context.newPage()
    await page.goto(`/p/${crowd.plan}`)
    const latency = await writeOn(page, crowd, keys)
    await context.close()
    return latency
  } finally {
    crowd.leave()
  }
}
