import { unzipSync, strFromU8 } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanId } from '../../shared/ids.ts'
import { standardOrder, type CommitteeOrder } from '../../shared/papers/committee-order.ts'
import { BoardScene } from '../http/board-scene.ts'

// A council's own order of its committee paper: set by a lead, and followed by every paper.
let board: BoardScene
let plan: PlanId
let helen: string
let anna: string
beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('own', await board.person('Helen'), 'Our plan')
  await board.member(plan, await board.person('Anna'), 'member', 'health')
  helen = await board.signIn('helen@example.org')
  anna = await board.signIn('anna@example.org')
}, 60_000)
afterAll(() => board.close())

const path = '/api/plans/own/committee-order'
const save = (cookie: string, order: unknown, version: number): Promise<Response> =>
  board.fetch(path, {
    method: 'PUT',
    cookie,
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ order, version })
  })
type Kept = { order: CommitteeOrder; isStandard: boolean; version: number; by: string | null }
const kept = async (): Promise<Kept> => (await (await board.fetch(path, { cookie: anna })).json()) as Kept
/** Headings of the first level with their place, and what is marked to be filled in. */
const paper = async (): Promise<string> => {
  const answer = await board.fetch('/api/plans/own/exports/committee-paper', { cookie: anna })
  const document = unzipSync(new Uint8Array(await answer.arrayBuffer()))['word/document.xml']
  return strFromU8(document ?? new Uint8Array()).replace(/<[^>]+>/g, '\n')
}

describe('order and headings of the committee paper', () => {
  it('are the usual ones until a lead saves others, which every paper then follows', async () => {
    expect(await kept()).toMatchObject({ order: standardOrder(), isStandard: true, version: 0, by: null })
    const order = standardOrder()
    const [summary, recommendations, background, issues, options, impact] = order.sections
    if (!summary || !recommendations || !background || !issues || !options || !impact) throw new Error('no sections')
    order.sections = [
      recommendations,
      { ...issues, title: 'What stands out' },
      { id: 'blank', title: 'Climate' },
      summary,
      impact,
      background,
      { ...options, title: 'Choices', ...('out' in options ? { out: true } : {}) }
    ]
    order.appendices = 'Papers attached'
    expect((await save(helen, order, 0)).status).toBe(200)
    expect(await kept()).toMatchObject({ order, isStandard: false, version: 1, by: 'Helen Shah' })
    const words = await paper()
    const at = ['Recommendations', 'What stands out', 'Climate', 'Summary', 'Papers attached'].map((heading) =>
      words.indexOf(`\n${heading}\n`)
    )
    expect(at.every((place) => place > 0)).toBe(true)
    expect(at).toEqual([...at].sort((a, b) => a - b))
    expect(words).toContain('[To be completed: Climate]')
    expect(words).toContain('set out in section 2.')
    expect(words).not.toContain('Choices')
    expect(words).not.toContain('Options Considered')
  })

  it('are nobody else’s to change, nor on top of what somebody else has saved, nor anything else than an order', async () => {
    expect((await save(anna, standardOrder(), 1)).status).toBe(403)
    expect((await save(helen, standardOrder(), 0)).status).toBe(409)
    const without = { ...standardOrder(), sections: standardOrder().sections.slice(1) }
    expect((await save(helen, without, 1)).status).toBe(400)
    expect((await save(helen, 'no', 1)).status).toBe(400)
    expect(await kept()).toMatchObject({ version: 1, isStandard: false })
  })

  it('can go back to the usual ones', async () => {
    expect((await save(helen, null, 1)).status).toBe(200)
    expect(await kept()).toMatchObject({ order: standardOrder(), isStandard: true, version: 2 })
    expect(await paper()).toContain('Options Considered')
    await board.restart()
    expect(await kept()).toMatchObject({ version: 2 })
  })
})
