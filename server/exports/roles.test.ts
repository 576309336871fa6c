import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanId } from '../../shared/ids.ts'
import { BoardScene, personId } from '../http/board-scene.ts'

// Who words are credited to: a group, or what its speaker does there; never a name.
let board: BoardScene
let plan: PlanId
const cookies = new Map<string, string>()
const at = (path: string): string => `/api/plans/own/${path}`
const as = (name: string): { cookie: string } => ({ cookie: cookies.get(name) ?? '' })

beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('own', await board.person('Helen'), 'Our plan')
  for (const [name, group] of [
    ['Anna', 'health'],
    ['Priya', 'parents']
  ] as const)
    await board.member(plan, await board.person(name), 'member', group)
  for (const name of ['helen', 'anna', 'priya']) cookies.set(name, await board.signIn(`${name}@example.org`))
  for (const name of ['helen', 'anna', 'priya']) {
    const body = { kind: 'comment', about: 'plan', data: { words: `Said by ${name}`, anchor: null, mentions: [] } }
    const answer = await board.post(at('records'), body, as(name))
    expect(answer.status, await answer.clone().text()).toBe(201)
  }
}, 60_000)
afterAll(() => board.close())

const setPost = async (who: string, whose: string, post: string): Promise<[number, string]> => {
  const headers = { origin: board.origin, 'content-type': 'application/json' }
  const body = JSON.stringify({ post })
  const answer = await board.fetch(at(`people/${whose}/post`), { method: 'PUT', headers, body, ...as(who) })
  const said = (await answer.json()) as { post?: string; error?: string }
  return [answer.status, said.post ?? said.error ?? '']
}
type Everything = {
  plan: { vision: { lines: { runs: { group: string; role?: string }[] }[] } }
  records: { group: string; role?: string }[]
}
const everything = async (names: string): Promise<Everything> =>
  (await (await board.fetch(at(`exports/json?version=draft${names}`), as('anna'))).json()) as Everything

describe('roles of staff', () => {
  it('are said by the person or by a lead, seen by all, and never hold a name', async () => {
    expect(await setPost('anna', 'anna', ' Designated Clinical Officer ')).toEqual([200, 'Designated Clinical Officer'])
    expect(await setPost('helen', 'helen', 'SEND programme lead')).toEqual([200, 'SEND programme lead'])
    expect(await setPost('anna', 'helen', 'Clerk')).toEqual([403, 'not-allowed'])
    expect(await setPost('helen', 'priya', 'Parent carer lead')).toEqual([409, 'staff-only'])
    expect(await setPost('helen', 'anna', 'Nurse (anna  SHAH)')).toEqual([409, 'role-not-name'])
    expect((await setPost('helen', 'anna', 'x'.repeat(81)))[0]).toBe(400)
    const page = (await (await board.fetch(at('people'), as('priya'))).json()) as {
      people: { id: string; post: string | null }[]
    }
    expect(Object.fromEntries(page.people.map(({ id, post }) => [id, post]))).toEqual({
      anna: 'Designated Clinical Officer',
      helen: 'SEND programme lead',
      priya: null
    })
  })

  it('stand beside the group where they were asked for, and of a parent only the group is told', async () => {
    const { plan: words, records } = await everything('&names=roles')
    expect(words.vision.lines[0]?.runs[0]).toMatchObject({ group: 'council', role: 'SEND programme lead' })
    expect(records.map(({ group, role }) => [group, role])).toEqual([
      ['council', 'SEND programme lead'],
      ['health', 'Designated Clinical Officer'],
      ['parents', undefined]
    ])
    const markdown = await board.fetch(at('exports/markdown?version=draft&names=roles'), as('anna'))
    expect(await markdown.text()).toContain('with the role of staff where the board knows it')
  })

  it('are in no file that did not ask for them', async () => {
    for (const names of ['', '&names=groups'])
      expect(JSON.stringify(await everything(names))).not.toMatch(/Clinical|programme lead/)
  })

  it('stay with words said for a service: what somebody says as a parent is a parent’s', async () => {
    await board.member(plan, personId('anna'), 'member', 'parents')
    const { records } = await everything('&names=roles')
    expect(records.map(({ role }) => role)).toEqual(['SEND programme lead', undefined, undefined])
  })
})
