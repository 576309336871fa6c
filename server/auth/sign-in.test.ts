import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { BoardScene } from '../http/board-scene.ts'

let board: BoardScene
beforeEach(async () => {
  board = await BoardScene.open()
})
afterEach(async () => {
  vi.useRealTimers()
  await board.close()
})

const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? ''
const bodyOf = async (response: Response) => ({ status: response.status, body: await response.text() })
const otherCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('signing in', () => {
  it('a mail holds a link and a code, either signs in, and neither names a plan', async () => {
    const priya = await board.person('Priya')
    await board.plan('sutton', priya, 'Secret title')
    const first = await board.ask('priya@example.org')
    expect(first.text).not.toContain('Secret title')
    expect(first.text).toContain('020 7946 0000')
    expect(first.token.length).toBeGreaterThanOrEqual(22)
    const byLink = await board.post('/api/sign-in/redeem', { token: first.token })
    expect(byLink.status).toBe(204)
    const me = await board.fetch('/api/me', { cookie: cookieOf(byLink) })
    expect(await me.json()).toMatchObject({ id: 'priya', name: 'Priya Shah', firstName: 'Priya' })
    const second = await board.ask('PRIYA@example.org')
    const code = `${second.code.slice(0, 3)} ${second.code.slice(3)}`
    const byCode = await board.post('/api/sign-in/redeem', { email: 'Priya@Example.org', code })
    expect(byCode.status).toBe(204)
  })

  it('[promise 25] an address nobody has gets the same answer, and a mail that says how to be invited', async () => {
    await board.person('Priya')
    const known = await board.post('/api/sign-in', { email: 'priya@example.org' })
    const unknown = await board.post('/api/sign-in', { email: 'nobody@example.org' })
    expect(await bodyOf(unknown)).toEqual(await bodyOf(known))
    expect([...unknown.headers.keys()].sort()).toEqual([...known.headers.keys()].sort())
    const letter = (await board.letters()).find(({ to }) => to === 'nobody@example.org')
    expect(letter?.token).toBeUndefined()
    expect(letter?.text).toContain('ask the person who told you about the plan')
    const wrongKnown = await board.post('/api/sign-in/redeem', { email: 'priya@example.org', code: '000000' })
    const wrongUnknown = await board.post('/api/sign-in/redeem', { email: 'nobody@example.org', code: '000000' })
    expect(await bodyOf(wrongUnknown)).toEqual(await bodyOf(wrongKnown))
  })

  it('[promise 25] the answer does not wait for anything that depends on the address', async () => {
    const held: (() => void)[] = []
    const store = board.store
    const real = store.readPersonByEmail.bind(store)
    vi.spyOn(store, 'readPersonByEmail').mockImplementation(async (email) => {
      await new Promise<void>((done) => held.push(done))
      return real(email)
    })
    const asked = await board.post('/api/sign-in', { email: 'priya@example.org' })
    expect(asked.status).toBe(202)
    while (held.length === 0) await new Promise((done) => setImmediate(done))
    held.forEach((release) => release())
    expect(await board.letters()).toHaveLength(1)
  })

  it('[promise 18] a scanner may open and look as often as it likes: the person still gets in, once', async () => {
    await board.person('Priya')
    const { token } = await board.ask('priya@example.org')
    for (let turn = 0; turn < 5; turn++) {
      await board.fetch('/s/', { method: 'HEAD' })
      await board.fetch('/s/')
      const look = await board.post('/api/sign-in/look', { token })
      expect(await look.json()).toEqual({ name: 'Priya' })
      const get = await board.fetch(`/api/sign-in/redeem?token=${token}`)
      expect(get.status).toBe(404)
      expect(get.headers.get('set-cookie')).toBeNull()
    }
    expect((await board.post('/api/sign-in/redeem', { token })).status).toBe(204)
    const again = await board.post('/api/sign-in/redeem', { token })
    expect(await again.json()).toMatchObject({ error: 'link-used' })
    expect((await board.post('/api/sign-in/look', { token })).status).toBe(400)
  })

  it('a link or code raced from many places signs in exactly one of them', async () => {
    await board.person('Priya')
    const { token } = await board.ask('priya@example.org')
    const tries = await Promise.all(Array.from({ length: 8 }, () => board.post('/api/sign-in/redeem', { token })))
    expect(tries.filter(({ status }) => status === 204)).toHaveLength(1)
    const { code } = await board.ask('priya@example.org')
    const typed = { email: 'priya@example.org', code }
    const codes = await Promise.all(Array.from({ length: 8 }, () => board.post('/api/sign-in/redeem', typed)))
    expect(codes.filter(({ status }) => status === 204)).toHaveLength(1)
  })

  it('a link that was used takes its code with it', async () => {
    await board.person('Priya')
    const { token, code } = await board.ask('priya@example.org')
    await board.post('/api/sign-in/redeem', { token })
    expect((await board.post('/api/sign-in/redeem', { email: 'priya@example.org', code })).status).toBe(400)
  })

  it('five wrong codes, sent all at once, burn the code, never the link or the account', async () => {
    await board.person('Priya')
    const email = 'priya@example.org'
    const { code, token } = await board.ask(email)
    const wrong = await Promise.all(
      Array.from({ length: limits.codeTriesMax }, () =>
        board.post('/api/sign-in/redeem', { email, code: otherCode(code) })
      )
    )
    expect(wrong.map(({ status }) => status)).toEqual(wrong.map(() => 400))
    expect((await board.post('/api/sign-in/redeem', { email, code })).status).toBe(400)
    expect((await board.post('/api/sign-in/redeem', { token })).status).toBe(204)
    const fresh = await board.ask(email)
    expect((await board.post('/api/sign-in/redeem', { email, code: fresh.code })).status).toBe(204)
  })

  it('four wrong codes burn nothing', async () => {
    await board.person('Priya')
    const email = 'priya@example.org'
    const { code } = await board.ask(email)
    for (let turn = 1; turn < limits.codeTriesMax; turn++)
      await board.post('/api/sign-in/redeem', { email, code: otherCode(code) })
    expect((await board.post('/api/sign-in/redeem', { email, code })).status).toBe(204)
  })

  it('[promise 23] 200 people behind one address all get in; wrong codes for one account are limited', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `Person${index}`)
    await Promise.all(names.map((name) => board.person(name)))
    await Promise.all(names.map((name) => board.post('/api/sign-in', { email: `${name.toLowerCase()}@example.org` })))
    const letters = await board.letters()
    expect(letters).toHaveLength(200)
    const wrong = { email: 'person0@example.org', code: '000000' }
    const failures: number[] = []
    for (let turn = 0; turn <= limits.failuresPerAccountAndSourceMax; turn++)
      failures.push((await board.post('/api/sign-in/redeem', wrong)).status)
    expect(failures.slice(0, -1)).toEqual(failures.slice(0, -1).map(() => 400))
    expect(failures.at(-1)).toBe(429)
    const redeemed = await Promise.all(
      letters.map(({ to, code, token }, index) =>
        // The account that was limited still gets in by its link.
        board.post('/api/sign-in/redeem', index % 2 === 0 || to === wrong.email ? { token } : { email: to, code })
      )
    )
    expect(redeemed.map(({ status }) => status)).toEqual(letters.map(() => 204))
  }, 60_000)

  it('one address gets a bounded number of mails an hour, and the answers stay the same', async () => {
    await board.person('Priya')
    const answers = await Promise.all(
      Array.from({ length: limits.mailsPerHourMax + 3 }, async () =>
        bodyOf(await board.post('/api/sign-in', { email: 'priya@example.org' }))
      )
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await board.letters()).toHaveLength(limits.mailsPerHourMax)
  })

  it('the board cannot be made to bother strangers without end, and its own people still get their mail', async () => {
    await board.person('Priya')
    for (let turn = 0; turn < limits.strangerMailsPerHourMax + 5; turn++)
      expect((await board.post('/api/sign-in', { email: `made.up${turn}@example.org` })).status).toBe(202)
    expect(await board.letters()).toHaveLength(limits.strangerMailsPerHourMax)
    expect((await board.ask('priya@example.org')).code).toMatch(/^\d{6}$/)
  })

  it('links and codes end after fifteen minutes', async () => {
    await board.person('Priya')
    const { token, code } = await board.ask('priya@example.org')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + limits.signInMinutes * 60_000 + 1 })
    expect((await board.post('/api/sign-in/redeem', { email: 'priya@example.org', code })).status).toBe(400)
    expect((await board.post('/api/sign-in/redeem', { token })).status).toBe(400)
    expect((await board.post('/api/sign-in/look', { token })).status).toBe(400)
  })

  it('[promise 17] the data folder holds no token, code or session id that was given out', async () => {
    await board.person('Priya')
    const given: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      const { token } = await board.ask('priya@example.org')
      const redeemed = await board.post('/api/sign-in/redeem', { token })
      given.push(token, cookieOf(redeemed).split('=')[1] ?? '')
    }
    const { token } = await board.ask('priya@example.org')
    given.push(token)
    const files = readdirSync(board.folder).filter((name) => name !== 'outbox' && name !== 'client')
    const kept = files.map((name) => readFileSync(join(board.folder, name), 'latin1')).join('')
    // The search itself can find: what stands beside the hashes is there.
    expect(kept).toContain('priya@example.org')
    expect(given.every((secret) => secret.length > 20)).toBe(true)
    expect(given.filter((secret) => kept.includes(secret))).toEqual([])
  })

  it('what is not an address, a code or a token is refused at the door', async () => {
    for (const body of [{}, { email: 'priya' }, { email: 'a@b.c', more: 1 }, [], 'x', null])
      expect((await board.post('/api/sign-in', body)).status).toBe(400)
    for (const body of [{ token: '' }, { code: '123456' }, { email: 'a@b.cd', code: '12345' }, { token: {} }])
      expect((await board.post('/api/sign-in/redeem', body)).status).toBe(400)
    const broken = await board.fetch('/api/sign-in', {
      method: 'POST',
      headers: { origin: board.origin, 'content-type': 'application/json' },
      body: '{"email":'
    })
    expect(await broken.json()).toEqual({ error: 'bad-request', message: expect.any(String) })
    const large = await board.post('/api/sign-in', { email: 'x'.repeat(limits.jsonBodyBytesMax) })
    expect(large.status).toBe(413)
  })
})

describe('sessions', () => {
  it('the cookie is for this host only, out of reach of scripts, and ends by itself', async () => {
    await board.person('Priya')
    const { token } = await board.ask('priya@example.org')
    const line = (await board.post('/api/sign-in/redeem', { token })).headers.get('set-cookie') ?? ''
    expect(line).toMatch(/^session=\w{30,};/)
    expect(line).toMatch(/; HttpOnly/)
    expect(line).toMatch(/; SameSite=Lax/)
    expect(line).toMatch(/; Path=\/(;|$)/)
    expect(line).toMatch(/; Max-Age=2592000/)
    expect(line).not.toMatch(/Domain|Secure/)
  })

  it('on https the cookie is __Host- and Secure', async () => {
    const secure = await BoardScene.open({ publicUrl: 'https://plan.example.org' })
    try {
      await secure.person('Priya')
      const { token, text } = await secure.ask('priya@example.org')
      expect(text).toContain(`https://plan.example.org/s/#${token}`)
      const line = (await secure.post('/api/sign-in/redeem', { token })).headers.get('set-cookie') ?? ''
      expect(line).toMatch(/^__Host-session=\w{30,};.*; Secure/)
      expect(line).not.toMatch(/Domain/)
    } finally {
      await secure.close()
    }
  })

  it('[promise 16] an id planted before signing in is not taken over', async () => {
    await board.person('Priya')
    const { token } = await board.ask('priya@example.org')
    const planted = `session=${'a'.repeat(40)}`
    const redeemed = await board.post('/api/sign-in/redeem', { token }, { cookie: planted })
    expect(cookieOf(redeemed)).not.toBe(planted)
    expect((await board.fetch('/api/me', { cookie: planted })).status).toBe(401)
  })

  it('signing in again on the same browser ends the session before', async () => {
    await board.person('Priya')
    const before = await board.signIn('priya@example.org')
    const { token } = await board.ask('priya@example.org')
    const after = cookieOf(await board.post('/api/sign-in/redeem', { token }, { cookie: before }))
    expect((await board.fetch('/api/me', { cookie: before })).status).toBe(401)
    expect((await board.fetch('/api/me', { cookie: after })).status).toBe(200)
  })

  it('signing out ends the session for good, and may be done twice', async () => {
    await board.person('Priya')
    const cookie = await board.signIn('priya@example.org')
    const out = await board.post('/api/sign-out', undefined, { cookie })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^session=;.*Max-Age=0/)
    expect((await board.fetch('/api/me', { cookie })).status).toBe(401)
    expect((await board.post('/api/sign-out', undefined, { cookie })).status).toBe(204)
  })

  it('[promise 13] a session ends after its days, and half way a visit prolongs it', async () => {
    await board.person('Priya')
    const cookie = await board.signIn('priya@example.org')
    const start = Date.now()
    const day = 86_400_000
    vi.useFakeTimers({ toFake: ['Date'], now: start + 10 * day })
    expect((await board.fetch('/api/me', { cookie })).headers.get('set-cookie')).toBeNull()
    vi.setSystemTime(start + 20 * day)
    expect((await board.fetch('/api/me', { cookie })).headers.get('set-cookie')).toContain(cookie)
    vi.setSystemTime(start + 40 * day)
    expect((await board.fetch('/api/me', { cookie })).status).toBe(200)
    vi.setSystemTime(start + (40 + limits.sessionDays) * day + 1000)
    expect((await board.fetch('/api/me', { cookie })).status).toBe(401)
  })
})
