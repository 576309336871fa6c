import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { BoardScene } from '../http/board-scene.ts'

let board: BoardScene
let plan: PlanId
let helen: string
let anna: string
let annaId: PersonId
beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('own', await board.person('Helen'), 'Our plan')
  annaId = await board.person('Anna')
  await board.member(plan, annaId, 'member', 'health')
  helen = await board.signIn('helen@example.org')
  anna = await board.signIn('anna@example.org')
}, 60_000)
afterAll(() => board.close())

const at = (path: string): string => `/api/plans/own/${path}`
const begin = async (cookie: string, wish: object): Promise<string> => {
  const answer = await board.post(at('files'), wish, { cookie })
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { id: string }).id
}
type News = { is: string; name?: string; mailed: boolean }
/** Asks as the page does, until there is an end. */
const ended = async (cookie: string, id: string): Promise<News> => {
  for (;;) {
    const answer = await board.fetch(at(`files/${id}?news`), { cookie })
    expect(answer.status).toBe(200)
    const news = (await answer.json()) as News
    if (news.is === 'ready' || news.is === 'failed') return news
  }
}
type Row = { n: number; by: string; group: string; name: string; extension: string | null; reason: string } & {
  mayRemove: boolean
  since: string | null
  words: { is: string; seq?: number; number?: number; hash?: string }[]
}
const takings = async (cookie: string): Promise<Row[]> =>
  (await (await board.fetch(at('takings'), { cookie })).json()) as Row[]

describe('files that are made while somebody waits', () => {
  it('are ready for who asked, and for nobody else', async () => {
    const id = await begin(anna, { what: 'markdown', version: 'draft', reason: 'For the health board' })
    expect(await ended(anna, id)).toMatchObject({
      is: 'ready',
      mailed: false,
      name: expect.stringMatching(/^Our plan, Plan, draft, .*\.md$/)
    })
    const file = await board.fetch(at(`files/${id}/content`), { cookie: anna })
    expect(file.headers.get('cache-control')).toBe('no-store')
    expect(await file.text()).toContain('# Our plan')
    expect((await board.fetch(at(`files/${id}/content`), { cookie: helen })).status).toBe(404)
    expect((await board.fetch(at(`files/${id}`), { cookie: helen })).status).toBe(404)
  })

  it('[promise 55] everyone in the plan sees who took what away, and what for; an asked-for answer is noted too', async () => {
    expect((await board.fetch(at('exports/csv'), { cookie: helen })).status).toBe(200)
    const [csv, markdown] = await takings(anna)
    expect(csv).toMatchObject({ by: 'Helen Shah', group: 'council', name: 'Actions', extension: 'csv', reason: '' })
    expect(markdown).toMatchObject({
      by: 'Anna Shah',
      group: 'health',
      reason: 'For the health board',
      mayRemove: true,
      words: [{ is: 'draft', seq: 1 }]
    })
    const id = await begin(helen, { what: 'review-pack', since: '2026-01-01' })
    await ended(helen, id)
    expect((await takings(anna))[0]).toMatchObject({ name: 'Review pack', since: '2026-01-01' })
  })

  it('[promise 55] a link on another website takes no file in anybody’s name', async () => {
    const before = (await takings(anna)).length
    for (const from of ['cross-site', 'same-site'])
      expect((await board.fetch(at('exports/csv'), { cookie: anna, headers: { 'sec-fetch-site': from } })).status).toBe(
        403
      )
    expect(await takings(anna)).toHaveLength(before)
  })

  it('shows the first page of a file before it is taken, which takes nothing', async () => {
    const before = (await takings(anna)).length
    const answer = await board.fetch(at('preview/plan-pdf?version=draft'), { cookie: anna })
    const page = (await answer.json()) as { standing: string; isDraft: boolean; blocks: { is: string }[] }
    expect(page).toMatchObject({ isDraft: true })
    expect(page.blocks[0]).toEqual({ is: 'title', pieces: [{ text: 'Our plan' }] })
    expect((await board.fetch(at('preview/csv'), { cookie: anna })).status).toBe(404)
    expect((await board.fetch(at('preview/plan-pdf?version=7'), { cookie: anna })).status).toBe(404)
    expect(await takings(anna)).toHaveLength(before)
  })

  it('refuses a wish that is none, and a reason of several lines or too long', async () => {
    for (const wish of [
      { what: 'exe' },
      { what: 'compare', from: 'draft' },
      { what: 'csv', version: '0' },
      { what: 'csv', reason: 'One\nTwo' },
      { what: 'csv', reason: 'x'.repeat(201) },
      { what: 'csv', names: 'people' }
    ])
      expect((await board.post(at('files'), wish, { cookie: anna })).status).toBe(400)
    expect((await board.post(at('files'), { what: 'csv', version: '9' }, { cookie: anna })).status).toBe(404)
  })

  it('who may export no longer gets nothing, though the file was begun', async () => {
    const kofi = await board.person('Kofi')
    await board.member(plan, kofi, 'member', 'young-people')
    const cookie = await board.signIn('kofi@example.org')
    const before = (await takings(helen)).length
    const id = await begin(cookie, { what: 'csv' })
    await ended(cookie, id)
    await board.member(plan, kofi, 'reader', 'young-people')
    expect((await board.fetch(at(`files/${id}/content`), { cookie })).status).toBe(403)
    expect(await takings(cookie)).toHaveLength(before + 1)
  })

  it('a reason goes by the hand of who gave it or of who removes words by law, and by no other', async () => {
    const kofi = await board.signIn('kofi@example.org')
    const row = (await takings(anna)).find(({ reason }) => reason !== '')
    const path = at(`takings/${row?.n ?? 0}/reason`)
    const remove = (cookie: string) =>
      board.fetch(path, { method: 'DELETE', cookie, headers: { origin: board.origin } })
    expect((await remove(kofi)).status).toBe(403)
    expect((await remove(helen)).status).toBe(204)
    expect((await takings(anna)).every(({ reason }) => reason === '')).toBe(true)
  })

  it('words removed by law take waiting files with them', async () => {
    const id = await begin(helen, { what: 'csv' })
    await ended(helen, id)
    const record = await board.post(
      at('records'),
      { kind: 'comment', about: 'plan', data: { words: 'A name', anchor: null, mentions: [] } },
      { cookie: helen }
    )
    const { id: comment } = (await record.json()) as { id: string }
    const removed = await board.post(at('redactions'), { record: comment, why: 'A name.' }, { cookie: helen })
    expect(removed.status).toBe(201)
    expect((await board.fetch(at(`files/${id}`), { cookie: helen })).status).toBe(404)
    expect((await board.fetch(at(`files/${id}/content`), { cookie: helen })).status).toBe(404)
  })

  it('of who was erased only the group is told', async () => {
    expect(await board.store.erasePerson(annaId)).toBeUndefined()
    const rows = await takings(helen)
    expect(rows.filter(({ group }) => group === 'health').map(({ by }) => by)).toEqual(['Someone from Health'])
    expect(JSON.stringify(rows)).not.toContain('Anna')
  })
})
