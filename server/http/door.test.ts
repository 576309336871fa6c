import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { PlanUnreadable } from '../store/store.ts'
import { BoardScene, planId } from './board-scene.ts'

let board: BoardScene
let cookie: string
beforeAll(async () => {
  board = await BoardScene.open()
  await board.person('Priya')
  cookie = await board.signIn('priya@example.org')
})
afterAll(() => board.close())

const unsafe = (headers: Record<string, string>, body = '{"email":"x@example.org"}') =>
  board.fetch('/api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })

describe('[promise 45] requests of other websites', () => {
  it('the board’s own page is let in', async () => {
    expect((await unsafe({ origin: board.origin })).status).toBe(202)
    expect((await unsafe({ origin: board.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(202)
    expect((await unsafe({ origin: board.origin.replace('127.0.0.1', 'localhost') })).status).toBe(202)
  })

  it.each([
    ['no Origin', {}],
    ['null', { origin: 'null' }],
    ['another site', { origin: 'https://evil.example' }],
    ['a longer name', { origin: 'http://127.0.0.1.evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://localhost:3000' }],
    ['a cross-site fetch that claims our Origin', { own: '1', 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain that claims our Origin', { own: '1', 'sec-fetch-site': 'same-site' }]
  ])('%s is refused', async (_name, { own, ...headers }: Record<string, string>) => {
    const answer = await unsafe(own === undefined ? headers : { origin: board.origin, ...headers })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ error: 'wrong-origin' })
  })

  it('what a Host header says changes nothing', async () => {
    const headers = { origin: 'http://evil.example', host: 'evil.example' }
    expect((await unsafe(headers)).status).toBe(403)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a body of type "%s" is refused',
    async (type) => {
      const answer = await board.fetch('/api/sign-in', {
        method: 'POST',
        headers: { origin: board.origin, 'content-type': type },
        body: new TextEncoder().encode('{"email":"x@example.org"}')
      })
      expect(answer.status).toBe(400)
    }
  )

  it('no answer lets another website read it', async () => {
    const answer = await board.fetch('/api/me', { headers: { origin: 'https://evil.example' }, cookie })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('headers and pages', () => {
  it('[promise 46] every answer forbids frames, foreign content and inline scripts', async () => {
    for (const path of ['/', '/s/', '/api/me', '/healthz', '/nothing.js']) {
      const { headers } = await board.fetch(path)
      const policy = headers.get('content-security-policy') ?? ''
      for (const rule of ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
        expect(policy.split('; ')).toContain(rule)
      expect(policy).not.toMatch(/unsafe|https?:/)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('strict-transport-security')).toBeNull()
    }
  })

  it('https is remembered only where there is https', async () => {
    const secure = await BoardScene.open({ publicUrl: 'https://plan.example.org' })
    try {
      const { headers } = await secure.fetch('/')
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
      const local = await secure.post('/api/sign-out', undefined, { origin: 'http://localhost:3000' })
      expect(local.status).toBe(403)
    } finally {
      await secure.close()
    }
  })

  it('[promise 47] pages and answers are not kept by caches; hashed files for a year', async () => {
    for (const path of ['/', '/plans/sutton', '/api/me', '/api/board'])
      expect((await board.fetch(path, { cookie })).headers.get('cache-control')).toBe('no-store')
    const asset = await board.fetch('/assets/main-abc123.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it('a screen’s path is the client’s one page, the same for everyone', async () => {
    const page = await (await board.fetch('/')).text()
    for (const path of ['/s/', '/plans/sutton-example', '/help', '/privacy', '/accessibility', '/sign-in/sent']) {
      const answer = await board.fetch(path)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe(page)
    }
  })

  it('[promise 38] a path cannot walk out of the client', async () => {
    for (const path of [
      '/..%2f..%2fpackage.json',
      '/assets/..%2f..%2f..%2fboard.sqlite',
      '/%2e%2e/board.sqlite',
      '/a.b'
    ])
      expect((await board.fetch(path)).status).toBe(404)
  })

  it('an unknown API path is not a page', async () => {
    for (const path of ['/api', '/api/nothing', '/api/plans/x/nothing', '/api/sign-in']) {
      const answer = await board.fetch(path)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toEqual({ error: 'not-found', message: expect.any(String) })
    }
  })

  it('process, disk, version and board answer without signing in', async () => {
    expect(await (await board.fetch('/healthz')).json()).toEqual({ ok: true })
    expect(await (await board.fetch('/readyz')).json()).toEqual({ ok: true })
    expect(await (await board.fetch('/version')).json()).toEqual({ version: '0.0.0', commit: null })
    const facts = { name: 'The board', helpPhone: '020 7946 0000', demo: false }
    expect(await (await board.fetch('/api/board')).json()).toEqual(facts)
  })
})

describe('bodies of requests', () => {
  const inChunks = (text: string): RequestInit => ({
    method: 'POST',
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 1000)
          controller.enqueue(new TextEncoder().encode(text.slice(at, at + 1000)))
        controller.close()
      }
    }),
    // Node asks for it with a stream, and its types do not know it.
    ...{ duplex: 'half' }
  })

  it('[P20] one that comes in chunks, without a length, is read and bounded like any other', async () => {
    const small = await board.fetch('/api/sign-in', inChunks(JSON.stringify({ email: 'nobody@example.org' })))
    expect(small.status).toBe(202)
    const large = await board.fetch(
      '/api/sign-in',
      inChunks(JSON.stringify({ email: 'x'.repeat(limits.jsonBodyBytesMax) }))
    )
    expect([large.status, await large.json()]).toMatchObject([413, { error: 'too-large' }])
    expect(board.reports).toEqual([])
  })

  it('none at all is none, whatever the method', async () => {
    for (const method of ['DELETE', 'PUT', 'POST']) {
      const answer = await board.fetch('/api/nothing', { method, headers: { origin: board.origin } })
      expect([method, answer.status]).toEqual([method, 404])
    }
  })
})

describe('who may know what', () => {
  const mustSignIn = ['/api/me', '/api/plans']
  const ofPlan = ['', '/snapshot', '/state', '/authors', '/records', '/people', '/values?about=plan']

  it('without a session everything about people and plans is 401, whether the plan is there or not', async () => {
    const lead = await board.person('Lead1')
    await board.plan('there', lead)
    const paths = [...mustSignIn, ...ofPlan.flatMap((end) => [`/api/plans/there${end}`, `/api/plans/gone${end}`])]
    for (const path of paths) {
      const answer = await board.fetch(path)
      expect([path, answer.status]).toEqual([path, 401])
    }
    expect((await board.post('/api/plans', {})).status).toBe(400)
    const full = { title: 'T', type: 'other', area: 'A', group: 'council' }
    expect((await board.post('/api/plans', full)).status).toBe(401)
  })

  it('[promise 25] a plan of others and a plan that is not there are the same 404', async () => {
    const lead = await board.person('Lead2')
    await board.plan('others', lead)
    for (const end of ofPlan) {
      const others = await board.fetch(`/api/plans/others${end}`, { cookie })
      const gone = await board.fetch(`/api/plans/gone${end}`, { cookie })
      expect([others.status, await others.text()]).toEqual([gone.status, await gone.text()])
      expect(others.status).toBe(404)
    }
    for (const odd of ['..', '%2e%2e', 'a:b', 'a%00b', 'x'.repeat(65), '-x', '%F0%9F%98%80'])
      expect((await board.fetch(`/api/plans/${odd}/snapshot`, { cookie })).status).toBe(404)
  })

  it('somebody in a plan without the ability is told so: 403', async () => {
    const lead = await board.person('Lead3')
    const plan = await board.plan('published', lead)
    const viewer = await board.person('Viewer')
    await board.member(plan, viewer, 'public', 'parents')
    const theirs = await board.signIn('viewer@example.org')
    expect((await board.fetch('/api/plans/published', { cookie: theirs })).status).toBe(403)
    expect(await (await board.fetch('/api/plans', { cookie: theirs })).json()).toEqual([])
  })

  it('removing somebody takes the plan from them at the next request', async () => {
    const lead = await board.person('Lead4')
    const plan = await board.plan('left', lead)
    const anna = await board.person('Anna')
    await board.member(plan, anna, 'member', 'health')
    const hers = await board.signIn('anna@example.org')
    expect((await board.fetch('/api/plans/left', { cookie: hers })).status).toBe(200)
    await board.store.removeMember(plan, anna, { by: null, at: 1 })
    expect((await board.fetch('/api/plans/left', { cookie: hers })).status).toBe(404)
  })

  it('a plan whose bytes are damaged answers 503 and leaves the others alone', async () => {
    const lead = await board.person('Lead5')
    const plan = await board.plan('sound', lead)
    const hurt = planId('hurt')
    await board.plan('hurt', lead)
    const theirs = await board.signIn('lead5@example.org')
    const read = board.store.readPlan.bind(board.store)
    board.store.readPlan = (id) =>
      id === hurt ? Promise.reject(new PlanUnreadable(hurt, 'a row does not prove itself')) : read(id)
    try {
      const answer = await board.fetch('/api/plans/hurt/snapshot', { cookie: theirs })
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ error: 'plan-unreadable' })
      const list = await (await board.fetch('/api/plans', { cookie: theirs })).json()
      expect(list).toEqual([
        expect.objectContaining({ id: 'hurt', title: null, refused: 'plan-unreadable' }),
        expect.objectContaining({ id: plan, title: 'Our plan', refused: null })
      ])
    } finally {
      board.store.readPlan = read
    }
  })

  it('[promise 59] nothing anybody sent stands in a report', async () => {
    const canary = 'canary-7f3a91c2'
    await board.post('/api/sign-in', { email: `${canary}@example.org` })
    await board.post('/api/sign-in/redeem', { token: `${canary}-${'x'.repeat(30)}` })
    await board.fetch(`/api/plans/${canary}?${canary}=1`, { cookie, headers: { 'user-agent': canary } })
    await board.letters()
    expect(JSON.stringify(board.reports)).not.toContain(canary)
  })
})
