import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { addAction, addPriority, setValue } from '../../shared/plan/schema.ts'
import { encodeHello, encodeSync, own, readServerMessage, type News } from '../../shared/wire/messages.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import { stockClient } from '../http/stock-scene.ts'

let board: BoardScene
let plan: PlanId
let helen: string
let parent: string
let other: string
let nurse: string
beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('sutton', await board.person('Helen'), 'Plan', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One' })
    addPriority(doc, 'gone' as ItemId, { order: 'a1', removed: true }, { title: 'Taken out' })
    const leads = [{ group: 'health' as const, role: 'Lead' }]
    addAction(doc, 'a1' as ItemId, { order: 'a0', priority: 'p1', leads }, { text: 'Do it' })
  })
  helen = await board.signIn('helen@example.org')
  for (const [name, group] of [
    ['Parent', 'parents'],
    ['Other', 'parents'],
    ['Nurse', 'health']
  ] as const)
    await board.member(plan, await board.person(name), 'member', group)
  parent = await board.signIn('parent@example.org')
  other = await board.signIn('other@example.org')
  nurse = await board.signIn('nurse@example.org')
})
afterAll(() => board.close())

const send = (method: 'POST' | 'PUT', path: string, body: unknown, cookie: string): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/records${path}`, {
    method,
    cookie,
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
const list = async (after = 0) =>
  (await (await board.fetch(`/api/plans/${plan}/records?after=${after}`, { cookie: nurse })).json()) as {
    version: number
    records: PlanRecord[]
    people: { id: string; name: string; group: string | null }[]
  }
const words = (said: string, held: 'group' | 'person' = 'group') => ({ words: said, source: '', held })
const view = (said: string, held: 'group' | 'person' = 'group') => ({
  kind: 'view',
  about: 'priorities/p1',
  data: words(said, held)
})
const kept = async (answer: Response): Promise<PlanRecord> => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as PlanRecord
}
const refusedWith = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { error: string }).error
]

describe('records over HTTP', () => {
  it('[P23] what is said is signed, named, and told again only when it changed', async () => {
    const { version: before } = await list()
    const said = await kept(await send('POST', '', view('  Too slow. '), parent))
    expect(said).toMatchObject({ kind: 'view', by: 'parent', group: 'parents', version: 1, withdrawn: false })
    expect(said.data).toEqual(words('Too slow.'))
    const { version, records, people } = await list(before)
    expect([version, records]).toEqual([before + 1, [said]])
    expect(people).toEqual([{ id: 'parent', name: 'Parent Shah', group: 'parents' }])
    expect((await list(version)).records).toEqual([])
    expect((await board.fetch(`/api/plans/${plan}/records?after=x`, { cookie: nurse })).status).toBe(400)
  })

  it('a change of what has changed meanwhile is refused, and what stands is not lost', async () => {
    const { id } = await kept(await send('POST', '', view('One'), parent))
    const changed = await kept(await send('PUT', `/${id}`, { version: 1, data: words('Two') }, other))
    expect(changed).toMatchObject({ version: 2, by: 'parent', changedBy: 'other', data: words('Two') })
    const late = await send('PUT', `/${id}`, { version: 1, data: words('Mine') }, parent)
    expect(await refusedWith(late)).toEqual([409, 'changed-meanwhile'])
    const early = await send('PUT', `/${id}`, { version: 3, data: words('Mine') }, parent)
    expect(await refusedWith(early)).toEqual([409, 'changed-meanwhile'])
    const history = (await (
      await board.fetch(`/api/plans/${plan}/records/${id}/history`, { cookie: nurse })
    ).json()) as unknown
    expect(history).toMatchObject([
      { version: 1, data: words('One'), by: 'parent', withdrawn: false },
      { version: 2, data: words('Two'), by: 'other', withdrawn: false }
    ])
  })

  it('a withdrawn view stays in the list as withdrawn, and comes back by whoever may withdraw it', async () => {
    const { id } = await kept(await send('POST', '', view('Gone soon'), parent))
    expect(await refusedWith(await send('POST', `/${id}/withdraw`, { version: 1 }, helen))).toEqual([
      403,
      'not-allowed'
    ])
    await kept(await send('POST', `/${id}/withdraw`, { version: 1 }, other))
    expect((await list()).records.find((record) => record.id === id)).toMatchObject({
      withdrawn: true,
      version: 2,
      kind: 'view',
      about: 'priorities/p1',
      group: 'parents',
      changedBy: 'other'
    })
    const answer = { kind: 'reply', about: `records/${id}`, data: { words: 'Too late.' } }
    expect(await refusedWith(await send('POST', '', answer, helen))).toEqual([404, 'not-found'])
    const back = await kept(await send('POST', `/${id}/put-back`, { version: 2 }, parent))
    expect(back).toMatchObject({ withdrawn: false, version: 3, data: words('Gone soon') })
    expect(await kept(await send('POST', '', answer, helen))).toMatchObject({ kind: 'reply', group: 'council' })
  })

  it('[P23] what was withdrawn keeps who and when for everyone, and its words only for whoever may put it back', async () => {
    const said: readonly { body: { kind: string; about: string; data: object }; by: string; keeps: string[] }[] = [
      { body: view('canary one'), by: parent, keeps: [parent, other] },
      { body: view('canary two', 'person'), by: parent, keeps: [parent] },
      {
        body: {
          kind: 'evidence',
          about: 'priorities/p1',
          data: {
            how: 'link',
            words: 'canary',
            link: 'https://canary.example',
            date: '2026-01-01',
            source: 'canary',
            noChild: true
          }
        },
        by: nurse,
        keeps: [nurse, helen]
      },
      {
        body: {
          kind: 'finding',
          about: 'priorities/p1',
          data: { words: 'canary', source: 'canary', date: '2026-01-01' }
        },
        by: helen,
        keeps: [helen]
      }
    ]
    for (const { body, by, keeps } of said) {
      const { id } = await kept(await send('POST', '', body, by))
      const told = async (cookie: string): Promise<string> => {
        const read = async (path: string): Promise<unknown> =>
          (await board.fetch(`/api/plans/${plan}/records${path}`, { cookie })).json()
        const { records } = (await read('')) as { records: PlanRecord[] }
        return JSON.stringify([records.filter((record) => record.id === id), await read(`/${id}/history`)])
      }
      const hears = async (): Promise<string[]> => {
        const everyone = [helen, parent, other, nurse]
        const heard = await Promise.all(everyone.map(async (cookie) => (await told(cookie)).includes('canary')))
        return everyone.filter((_cookie, index) => heard[index])
      }
      expect(await hears(), `${body.kind}, standing`).toHaveLength(4)
      const gone = await kept(await send('POST', `/${id}/withdraw`, { version: 1 }, by))
      expect(gone.data, 'who withdraws it still has it').toEqual(body.data)
      expect((await hears()).sort(), `${body.kind}, withdrawn`).toEqual([...keeps].sort())
      expect((await list()).records.find((record) => record.id === id)).toMatchObject({
        withdrawn: true,
        by: gone.by,
        at: gone.at,
        changedBy: gone.changedBy,
        changedAt: gone.changedAt,
        about: body.about
      })
      await kept(await send('POST', `/${id}/put-back`, { version: 2 }, by))
      expect(await hears(), `${body.kind}, put back`).toHaveLength(4)
    }
  })

  it('no lead and nobody of the group makes a view the view of one person who did not say so', async () => {
    const { id } = await kept(await send('POST', '', view('Ours'), parent))
    const taken = await send('PUT', `/${id}`, { version: 1, data: words('Ours', 'person') }, other)
    expect(await refusedWith(taken)).toEqual([403, 'not-allowed'])
    const mine = await kept(await send('PUT', `/${id}`, { version: 1, data: words('Mine', 'person') }, parent))
    expect(mine.data).toEqual(words('Mine', 'person'))
    const notTheirs = await send('PUT', `/${id}`, { version: 2, data: words('x', 'person') }, other)
    expect(await refusedWith(notTheirs)).toEqual([403, 'not-allowed'])
  })

  it('is about something that is in the plan now', async () => {
    for (const about of ['priorities/none', 'priorities/gone', 'actions/p1', 'actions/none'])
      expect([about, ...(await refusedWith(await send('POST', '', { ...view('x'), about }, parent)))]).toEqual([
        about,
        404,
        'not-found'
      ])
    for (const about of ['plan', 'priorities/', 'priorities/p1/why', 'records/none', '../p1', 'roots/p1', ''])
      expect([about, (await send('POST', '', { ...view('x'), about }, parent)).status]).toEqual([about, 400])
    const elsewhere = await board.plan('elsewhere', 'helen' as PersonId, 'Elsewhere', (doc) =>
      addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One' })
    )
    const record = await board.store.addRecord(elsewhere, {
      id: 'foreign-view',
      kind: 'view',
      about: 'priorities/p1',
      data: words('Theirs'),
      by: 'helen' as PersonId,
      group: 'council',
      at: 1
    })
    expect(record).toHaveProperty('version', 1)
    const across = { kind: 'reply', about: 'records/foreign-view', data: { words: 'x' } }
    expect(await refusedWith(await send('POST', '', across, helen))).toEqual([404, 'not-found'])
  })

  it.each([
    { ...view('x'), kind: 'poem' },
    { ...view(' ') },
    { ...view('x'.repeat(4001)) },
    { ...view('x'), data: { ...words('x'), more: 1 } },
    { ...view('x'), more: 1 },
    {
      kind: 'evidence',
      about: 'actions/a1',
      data: { how: 'family', words: 'x', link: null, date: '2026-01-01', source: '', noChild: false }
    },
    {
      kind: 'evidence',
      about: 'actions/a1',
      data: { how: 'link', words: 'x', link: 'javascript:alert(1)', date: '2026-01-01', source: '', noChild: true }
    },
    { kind: 'measure', about: 'actions/a1', data: {} },
    { kind: 'update', about: 'priorities/p1', data: { words: 'x' } }
  ])('%j does not fit and keeps nothing', async (body) => {
    const { version } = await list()
    expect(await refusedWith(await send('POST', '', body, parent))).toEqual([400, 'bad-request'])
    expect((await list()).version).toBe(version)
  })

  it('an update is for the groups that lead the action now, and stays as it was said', async () => {
    const update = { kind: 'update', about: 'actions/a1', data: { words: 'Half done.' } }
    expect(await refusedWith(await send('POST', '', update, parent))).toEqual([403, 'not-allowed'])
    expect(await refusedWith(await send('POST', '', update, helen)), 'not even whoever leads the plan').toEqual([
      403,
      'not-allowed'
    ])
    const { id } = await kept(await send('POST', '', update, nurse))
    const page = stockClient(board, plan, helen)
    await until('the plan', () => page.provider.synced)
    setValue(page.doc, { kind: 'action', id: 'a1' as ItemId }, 'leads', [{ group: 'parents', role: 'Co-chair' }])
    const seen = stockClient(board, plan, nurse)
    await until('the change to be kept', () => JSON.stringify(seen.doc.getMap('actions').toJSON()).includes('Co-chair'))
    page.end()
    seen.end()
    expect((await send('POST', '', update, nurse)).status).toBe(403)
    expect((await send('POST', '', update, parent)).status).toBe(201)
    expect((await send('PUT', `/${id}`, { version: 1, data: { words: 'No.' } }, nurse)).status).toBe(403)
    expect((await send('POST', `/${id}/withdraw`, { version: 1 }, helen)).status).toBe(403)
  })

  it('[P23] everyone in the plan is told before the answer is out, and finds it by asking', async () => {
    const news: News[] = []
    const socket = new WebSocket(`${board.url.replace('http', 'ws')}/api/plans/${plan}/sync`, {
      headers: { origin: board.origin, cookie: nurse }
    })
    socket.on('open', () => {
      socket.send(encodeHello({ epoch: 0, lastSeq: 0, client: 7, ownClock: 0, page: 'p', person: '' }))
      socket.send(encodeSync('step1', Y.encodeStateVector(new Y.Doc())))
    })
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      const type = decoding.readVarUint(decoder)
      if (type !== own.welcome && type !== own.news) return
      const message = readServerMessage(type, decoder)
      if (message.type === 'welcome') news.push(message.welcome.news)
      if (message.type === 'news') news.push(message.news)
    })
    await until('to be greeted', () => news.length > 0)
    expect(news[0]?.records).toBe((await list()).version)
    const { id } = await kept(await send('POST', '', view('News'), parent))
    const told = await until('the news', () => news.find(({ records }) => records > (news[0]?.records ?? 0)))
    expect((await list(told.records - 1)).records.map((record) => record.id)).toEqual([id])
    socket.terminate()
  })

  it('[fault 3] on a full disk nothing is kept and nobody is told', async () => {
    const add = board.store.addRecord.bind(board.store)
    const { version } = await list()
    board.store.addRecord = () => Promise.resolve({ refused: 'store-full' })
    try {
      expect(await refusedWith(await send('POST', '', view('Full'), parent))).toEqual([503, 'store-full'])
    } finally {
      board.store.addRecord = add
    }
    expect((await list()).version).toBe(version)
  })
})
