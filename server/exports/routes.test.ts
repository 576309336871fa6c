import { monitorEventLoopDelay } from 'node:perf_hooks'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BoardScene, personId } from '../http/board-scene.ts'
import { largeScene } from './paper-scene.ts'
import { FORMATS, FORMAT_IDS } from './registry.ts'

let board: BoardScene
let lead: string
const title = 'Plan “für alle” / 2026'
beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  await board.plan('own', helen, title)
  const large = Y.encodeStateAsUpdate(largeScene().doc)
  await board.plan('large', helen, 'A large plan', (doc) => {
    // A founder's words are theirs alone, whoever wrote them elsewhere.
    const from = new Y.Doc()
    Y.applyUpdate(from, large)
    for (const root of ['priorities', 'actions'] as const)
      for (const [id, item] of from.getMap(root).entries())
        if (item instanceof Y.Map) doc.getMap(root).set(id, item.clone())
  })
  lead = await board.signIn('helen@example.org')
}, 60_000)
afterAll(() => board.close())

const get = (plan: string, path = '', cookie = lead): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/exports${path}`, { cookie })

describe('exports over HTTP', () => {
  it('lists what can be taken away, and every listed format answers without parameters, never kept by a cache', async () => {
    const listed = (await (await get('own')).json()) as {
      id: string
      name: string
      extension: string
      purpose: string
    }[]
    expect(listed.map(({ id }) => id)).toEqual(FORMAT_IDS)
    for (const { id, name, extension, purpose } of listed) {
      expect(name.length * extension.length * purpose.length).toBeGreaterThan(0)
      const answer = await get('own', `/${id}`)
      expect(answer.status, id).toBe(200)
      expect(answer.headers.get('content-type'), id).toBe(FORMATS[id as keyof typeof FORMATS].mediaType)
      expect(answer.headers.get('cache-control'), id).toBe('no-store')
      expect(answer.headers.get('x-content-type-options'), id).toBe('nosniff')
      const bytes = new Uint8Array(await answer.arrayBuffer())
      expect(bytes.length, id).toBe(Number(answer.headers.get('content-length')))
      expect(bytes.length, id).toBeGreaterThan(100)
    }
  }, 60_000)

  it('names the file after the plan, in both forms of RFC 6266, without letters that lead elsewhere', async () => {
    const named = (await get('own', '/csv')).headers.get('content-disposition') ?? ''
    expect(named).toMatch(
      /^attachment; filename="Plan _f_r alle_ 2026, Actions, draft, \d{4}-\d\d-\d\d\.csv"; filename\*=UTF-8''/
    )
    const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(named) ?? []
    expect(decodeURIComponent(encoded)).toMatch(/^Plan “für alle” 2026, Actions, draft, \d{4}-\d\d-\d\d\.csv$/)
  })

  it('reads what was kept up to now, and says by which group', async () => {
    const json = (await (await get('own', '/json')).json()) as {
      standing: { says: string }
      sources: { seq: number; hash: string }
      plan: { vision: { lines: { runs: { text: string; group: string }[] }[] } }
    }
    expect(json.standing.says).toBe('Draft, not agreed')
    expect(json.sources.seq).toBe(1)
    expect(json.sources.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(json.plan.vision.lines[0]?.runs).toEqual([{ text: 'Together.', group: 'council' }])
    expect(JSON.stringify(json)).not.toMatch(/helen|Shah/i)
  })

  it('gives the latest words that were agreed, a version by its number, and today’s draft when asked for', async () => {
    const at = '/api/plans/agreed'
    const headers = { cookie: lead }
    const plan = await board.plan('agreed', personId('helen'), 'Agreed plan')
    const voice = { plan, person: personId('helen'), role: 'lead', group: 'council', voice: true } as const
    await board.store.setMember(voice, { by: null, at: 1 })
    const looked = await board.fetch(`${at}/versions/draft`, headers)
    const { seq, hash } = (await looked.json()) as { seq: number; hash: string }
    const asks = { scope: null, seq, hash, ask: { asked: ['council'], closesAt: null } }
    expect((await board.post(`${at}/versions`, asks, headers)).status).toBe(201)
    const says = async (query: string): Promise<string> => {
      const answer = await get('agreed', `/json${query}`)
      const { standing, plan: words } = (await answer.json()) as {
        standing: { says: string; hash?: string }
        plan: { answers: { note: string }[] }
      }
      if (standing.hash !== undefined) expect(standing.hash).toBe(hash)
      const [, file] =
        /filename="Agreed plan, Everything, ([^"]*), \d{4}-/.exec(answer.headers.get('content-disposition') ?? '') ?? []
      return [answer.status, standing.says, file, ...words.answers.map(({ note }) => note)].join(' | ')
    }
    // Proposed is not agreed.
    expect(await says('')).toBe('200 | Draft, not agreed | draft')
    expect(await says('?version=1')).toBe('200 | Version 1, proposed, not agreed yet | version 1')
    const said = { answer: 'agree-with-note', note: 'With one wish.', formal: null }
    const answered = await board.post(`${at}/versions/1/answers`, { said, hash }, headers)
    expect(answered.status).toBe(201)
    const { entries } = (await answered.json()) as { entries: number }
    const closed = await board.post(
      `${at}/versions/1/moves`,
      { move: 'close', after: entries, ask: null, note: '' },
      headers
    )
    expect(closed.status).toBe(200)
    expect(await says('')).toBe('200 | Version 1, agreed | version 1 | With one wish.')
    expect(await says('?version=draft')).toBe('200 | Draft, not agreed | draft')
    expect((await get('agreed', '/json?version=2')).status).toBe(404)
  })

  it('refuses a format that is not listed, a version that is not there, and a number that is none', async () => {
    expect((await get('own', '/exe')).status).toBe(404)
    expect((await get('own', '/constructor')).status).toBe(404)
    expect((await get('own', '/csv?version=1')).status).toBe(404)
    expect((await get('own', '/csv?version=0')).status).toBe(400)
    expect((await get('own', '/csv?version=1%20or%201')).status).toBe(400)
  })

  it('writes many files at once without holding anybody up', async () => {
    // The first reading of a plan opens it, which is no part of an export.
    await get('large', '/csv')
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const from = performance.now()
    // Each is read as soon as it comes: a connection with nobody at it is closed after a while.
    const answers = await Promise.all(
      ['committee-paper', 'plan-pdf', 'plan-word', 'spreadsheet'].map(async (id) => {
        const answer = await get('large', `/${id}`)
        return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) }
      })
    )
    delay.disable()
    const tookMs = performance.now() - from
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(Object.keys(unzipSync(answers[0]?.body ?? new Uint8Array()))).toContain('word/document.xml')
    // Each of the four takes a good part of this time without a pause; here nobody was away for as long, however busy the machine.
    expect(delay.max / 1e6).toBeLessThan(tookMs / 5)
  }, 60_000)
})
