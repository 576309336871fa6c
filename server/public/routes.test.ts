import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { addAction, addPriority, fieldText } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import { Player } from '../relay/scene.ts'
import type { Member } from '../store/store.ts'
import { tagsOf } from './page-scene.ts'

let board: BoardScene
let plan: PlanId
let helen: PersonId
const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>`

beforeAll(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  await board.person('Priya')
  plan = await board.plan('sutton', helen, 'Our plan for families', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a1' }, { title: 'Waiting too long', why: 'Because it is too long.' })
    addAction(doc, 'a1' as ItemId, { order: 'b1', priority: 'p1' }, { text: 'See every child within 18 weeks' })
  })
  await board.store.setMember(
    { plan, person: 'priya' as PersonId, role: 'member', group: 'parents', voice: true },
    { by: null, at: 1 }
  )
})
afterAll(() => board.close())

const room = async () => {
  const opened = await board.lobby.room(plan)
  if (isRefusal(opened)) throw new Error(opened.refused)
  return opened
}
const lead = async (): Promise<Member> => {
  const member = await board.store.readMember(plan, helen)
  if (!member) throw new Error('no lead')
  return member
}
const sure = <T>(answer: T): Exclude<T, { refused: unknown }> => {
  if (isRefusal(answer)) throw new Error(answer.refused)
  return answer as Exclude<T, { refused: unknown }>
}
const freeze = async (scope: ItemId | null = null): Promise<number> => {
  const { seq, hash } = sure(await board.versions.moment(await room(), scope))
  return sure(
    await board.versions.freeze(await room(), await lead(), {
      scope,
      seq,
      hash,
      ask: { asked: ['parents'], closesAt: null }
    })
  ).number
}
const step = async (number: number, move: 'close' | 'publish' | 'withdraw'): Promise<void> => {
  const { version } = sure(await board.versions.one(plan, number))
  sure(
    await board.versions.move(plan, await lead(), number, {
      move,
      after: version.entries,
      ask: null,
      note: 'Helen Shah says'
    })
  )
}
const publish = async (): Promise<number> => {
  const number = await freeze()
  await step(number, 'close')
  await step(number, 'publish')
  return number
}
/** Somebody writes into the live plan, through the gate and past every form. */
const write = async (words: string): Promise<void> => {
  const seat = { session: '', person: helen, name: 'Helen', role: 'lead' as const, group: 'council' as const }
  const player = new Player({ ...seat, expiresAt: Number.MAX_SAFE_INTEGER }, room, false)
  await player.come()
  await until('a welcome', () => player.received.some(({ type }) => type === 'welcome'))
  for (const path of ['priorities/p1/why', 'priorities/p1/title', 'actions/a1/text', 'plan/title'])
    fieldText(player.doc, path)?.insert(0, words)
  await (await room()).drained()
}
const plain = (text: string): string => text.replace(/\s+/g, ' ')
const read = (path = ''): Promise<Response> => board.fetch(`/public/${plan}${path}`)

describe('the public page', () => {
  it('is the same page for a plan that is not there and for one that is not published', async () => {
    const number = await freeze()
    await step(number, 'close')
    const answers = await Promise.all([
      read(),
      read('/how'),
      read(`/v/${number}`),
      board.fetch('/public/no-such-plan'),
      board.fetch('/public/%3Cscript%3E')
    ])
    const pages = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    expect(new Set(pages).size).toBe(1)
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1)
    for (const path of [`/v/${number}/words`, `/v/${number}/files/csv`]) expect((await read(path)).status).toBe(404)
  })

  it('has no page of the board under it: a last slash leads on, anything else is not there, and all without scripts', async () => {
    const slash = await board.fetch(`/public/${plan}/?open=all`, { redirect: 'manual' })
    expect([slash.status, slash.headers.get('location')]).toEqual([308, `/public/${plan}?open=all`])
    for (const path of ['', '/', `/${plan}/nothing`, `/${plan}/v`, `/${plan}/v/1/nothing`]) {
      const answer = await board.fetch(`/public${path}`)
      const page = await answer.text()
      expect([path, answer.status]).toEqual([path, 404])
      expect(page).toContain('There is no published plan here')
      expect(tagsOf(page).filter(({ name }) => name === 'script')).toEqual([])
    }
  })

  it('shows published words and never the live plan; names nobody; sets nothing; runs nothing', async () => {
    const number = await publish()
    await write('LIVE ')
    const answer = await read()
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('Waiting too long')
    expect(page).toContain(`Version ${number}`)
    expect(page).not.toContain('LIVE')
    const people = await board.store.readPeople([helen, 'priya' as PersonId])
    expect(people).toHaveLength(2)
    for (const { id, name } of people)
      for (const who of [id, name, name.split(' ')[0] ?? '']) expect(page).not.toContain(who)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(tagsOf(page).filter(({ name }) => name === 'script')).toEqual([])
    expect(answer.headers.get('content-security-policy')).toBe(
      (await board.fetch('/')).headers.get('content-security-policy')
    )
    for (const { attributes } of tagsOf(page))
      for (const [key, value] of attributes) if (key === 'href' || key === 'src') expect(value).toMatch(/^[/#]/)
  })

  it('is asked about by its tag, and not sent again', async () => {
    const first = await read()
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toBe('public, no-cache')
    const again = await board.fetch(`/public/${plan}`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const other = await board.fetch(`/public/${plan}`, { headers: { 'if-none-match': '"other"' } })
    expect(other.status).toBe(200)
  })

  it('offers the exact words, whose sum is the one on the page', async () => {
    const page = await (await read()).text()
    const number = /Version (\d+)/.exec(page)?.[1] ?? ''
    const words = await read(`/v/${number}/words`)
    const bytes = new Uint8Array(await words.arrayBuffer())
    expect(words.headers.get('content-disposition')).toContain('attachment')
    const sum = createHash('sha256').update(bytes).digest('hex')
    expect(page).toContain(sum)
    expect(new TextDecoder().decode(bytes)).not.toContain('helen')
  })

  it('offers files of it, and none that say who wrote what', { timeout: 30_000 }, async () => {
    const page = await (await read()).text()
    const offered = tagsOf(page).flatMap(({ attributes }) =>
      attributes.flatMap(([key, value]) => (key === 'href' && value.includes('/files/') ? [value] : []))
    )
    expect(offered.length).toBeGreaterThan(3)
    const csv = await board.fetch(offered.find((href) => href.endsWith('/csv')) ?? '')
    expect(csv.status).toBe(200)
    const text = await csv.text()
    expect(text).toContain('See every child within 18 weeks')
    expect(text).not.toMatch(/Helen|Priya|Shah|LIVE/)
    const number = /Version (\d+)/.exec(page)?.[1] ?? ''
    for (const format of ['json', 'evidence-csv', 'committee-paper', 'nothing'])
      expect((await read(`/v/${number}/files/${format}`)).status).toBe(404)
  })

  it('takes hostile words for words', async () => {
    const before = tagsOf(await (await read('?open=all')).text()).map(({ name }) => name)
    await write(hostile)
    await publish()
    const page = await (await read('?open=all')).text()
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;')
    const after = tagsOf(page).map(({ name }) => name)
    // One more version to choose from is all that differs.
    expect(
      after.filter((name) => name !== 'li' && name !== 'a' && name !== 'section' && name !== 'h2' && name !== 'ul')
    ).toEqual(
      before.filter((name) => name !== 'li' && name !== 'a' && name !== 'section' && name !== 'h2' && name !== 'ul')
    )
  })

  it('keeps earlier versions readable, and takes one that is checked away at once', async () => {
    const latest = await publish()
    const earlier = await (await read(`/v/${latest - 1}`)).text()
    expect(plain(earlier)).toContain('This is an earlier version.')
    expect(earlier).toContain(`/public/${plan}/v/${latest}"`)
    const etag = (await read()).headers.get('etag') ?? ''
    await step(latest, 'withdraw')
    const answer = await board.fetch(`/public/${plan}`, { headers: { 'if-none-match': etag } })
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('This version is being checked')
    expect(page).toContain(`Read version ${latest - 1}`)
    expect(page).not.toContain('Because it is too long')
    for (const path of [`/v/${latest}/words`, `/v/${latest}/files/csv`]) {
      const gone = await read(path)
      // Whoever kept a link reads what happened, and not what a program would.
      expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
      expect(await gone.text()).toContain('This version is being checked')
    }
    expect((await read(`/v/${latest - 1}`)).status).toBe(200)
  })

  it('is found under one address, with what it is; earlier words and notices are left out of searches', async () => {
    const number = await publish()
    const metaOf = async (path: string): Promise<Map<string, string>> => {
      const tags = tagsOf(await (await read(path)).text())
      return new Map(
        tags.flatMap(({ name, attributes }): [string, string][] => {
          const own = new Map(attributes)
          const key = own.get('name') ?? own.get('property') ?? own.get('rel')
          return (name === 'meta' || name === 'link') && key !== undefined
            ? [[key, own.get('content') ?? own.get('href') ?? '']]
            : []
        })
      )
    }
    for (const path of ['', `/v/${number}`]) {
      const meta = await metaOf(path)
      expect(meta.get('canonical')).toBe(`/public/${plan}`)
      expect(meta.get('description')).toMatch(/^Published on \d+ \w+ \d{4}\. /)
      expect(meta.get('og:description')).toBe(meta.get('description'))
      expect(meta.get('robots')).toBeUndefined()
    }
    for (const path of [`/v/${number - 2}`, '/v/99']) {
      expect((await metaOf(path)).get('robots'), path).toBe('noindex')
      expect((await metaOf(path)).get('canonical'), path).toBeUndefined()
    }
    const scoped = await freeze('p1' as ItemId)
    await step(scoped, 'close')
    await step(scoped, 'publish')
    expect((await metaOf(`/v/${scoped}`)).get('canonical'), 'it stands, beside the whole').toBe(
      `/public/${plan}/v/${scoped}`
    )
    expect(plain(await (await read(`/v/${scoped}`)).text())).toContain('This version is about priority 1.')
    expect(plain(await (await read()).text())).toMatch(
      new RegExp(`Version ${scoped}</a ?>, about priority 1, published`)
    )
    const robots = async (path: string) => (await read(path)).headers.get('x-robots-tag')
    expect(await robots(`/v/${number}/words`)).toBe('noindex')
    expect(await robots(`/v/${number}/files/csv`)).toBeNull()
    expect(await robots(`/v/${number - 2}/files/csv`)).toBe('noindex')
  })

  it('is not there for numbers that are none', async () => {
    for (const number of ['0', '-1', '01', '1e3', '99', '9999999999', 'x'])
      expect((await read(`/v/${number}`)).status, number).toBe(404)
  })
})

describe('GET …/balance', () => {
  it('counts groups, and names nobody', async () => {
    const cookie = await board.signIn('helen@example.org')
    const answer = await board.fetch(`/api/plans/${plan}/balance`, { cookie })
    const text = await answer.text()
    expect(answer.status).toBe(200)
    const balance = JSON.parse(text) as { whole: Record<string, { words: number; first: number | null }> }
    expect(balance.whole['council']?.words).toBeGreaterThan(5)
    expect(balance.whole['council']?.first).toBeGreaterThan(0)
    expect(balance.whole['parents']).toMatchObject({ words: 0, first: null })
    expect(text).not.toContain('helen')
  })
})
