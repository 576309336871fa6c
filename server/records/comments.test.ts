import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { addAction, addPriority } from '../../shared/plan/schema.ts'
import { CommentLetters } from '../people/comment-letters.ts'
import { BoardScene, personId } from '../http/board-scene.ts'

let board: BoardScene
let plan: PlanId
const cookies = new Map<string, string>()
beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('sutton', await board.person('Helen'), 'Plan of secrets', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One', why: 'Because.' })
    addAction(doc, 'a1' as ItemId, { order: 'a0', priority: 'p1' }, { text: 'Do it' })
  })
  await board.member(plan, await board.person('Pat'), 'commenter', 'parents')
  await board.member(plan, await board.person('Anna'), 'member', 'health')
  await board.member(plan, await board.person('Nurse'), 'member', 'health')
  for (const name of ['helen', 'pat', 'anna', 'nurse']) cookies.set(name, await board.signIn(`${name}@example.org`))
}, 60_000)
afterAll(() => board.close())

const send = async (by: string, method: 'POST' | 'PUT', path: string, body: unknown): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/records${path}`, {
    method,
    cookie: cookies.get(by) ?? '',
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
const say = async (by: string, kind: string, about: string, data: unknown): Promise<PlanRecord> => {
  const answer = await send(by, 'POST', '', { kind, about, data })
  if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as PlanRecord
}
const comment = (words = 'Why not on Saturdays?', mentions: readonly unknown[] = []) => ({
  words,
  anchor: null,
  mentions
})
const anchor = { field: 'priorities/p1/why', letters: [[1, 0, 8]], quote: 'Because.' }
/** Letters about comments, by address. */
const lettersTo = async (name: string) =>
  (await board.letters()).filter(
    ({ to, subject }) => to === `${name}@example.org` && subject.startsWith('There is news for you')
  )

describe('comments over HTTP', () => {
  it('[P23] a comment is about words of what it is about, and stays about them', async () => {
    const said = await say('pat', 'comment', 'priorities/p1', { ...comment(), anchor })
    const elsewhere = { kind: 'comment', about: 'actions/a1', data: { ...comment(), anchor } }
    expect((await send('pat', 'POST', '', elsewhere)).status).toBe(400)
    const moved = { version: 1, data: { ...comment('New words'), anchor: null } }
    expect((await send('pat', 'PUT', `/${said.id}`, moved)).status).toBe(400)
    const changed = { version: 1, data: { ...comment('New words'), anchor } }
    expect((await send('pat', 'PUT', `/${said.id}`, changed)).status).toBe(200)
  })

  it('[P23] replies, fates and closing are about comments, and about nothing else', async () => {
    const said = await say('pat', 'comment', 'plan', comment())
    const view = await say('anna', 'view', 'priorities/p1', { words: 'No.', source: '', held: 'group' })
    for (const [kind, data] of [
      ['answer', { words: 'Yes.', mentions: [] }],
      ['fate', { fate: 'waiting', why: '', to: null }],
      ['closing', { closed: true }]
    ] as const) {
      expect((await send('helen', 'POST', '', { kind, about: `records/${view.id}`, data })).status, kind).toBe(404)
      expect((await send('helen', 'POST', '', { kind, about: 'priorities/p1', data })).status, kind).toBe(400)
      await say('helen', kind, `records/${said.id}`, data)
    }
    const reply = { kind: 'reply', about: `records/${said.id}`, data: { words: 'No.' } }
    expect((await send('helen', 'POST', '', reply)).status).toBe(404)
  })

  it('a withdrawn comment takes no replies, and its words are with its author', async () => {
    const said = await say('pat', 'comment', 'plan', comment('Taken back'))
    expect((await send('pat', 'POST', `/${said.id}/withdraw`, { version: 1 })).status).toBe(200)
    const answer = { kind: 'answer', about: `records/${said.id}`, data: { words: 'Yes.', mentions: [] } }
    expect((await send('helen', 'POST', '', answer)).status).toBe(404)
    const read = await board.fetch(`/api/plans/${plan}/records`, { cookie: cookies.get('helen') ?? '' })
    expect(await read.text()).not.toContain('Taken back')
  })
})

describe('words that are sent twice', () => {
  const count = async (kind: string, words: string): Promise<number> => {
    const read = await board.fetch(`/api/plans/${plan}/records`, { cookie: cookies.get('helen') ?? '' })
    const { records } = (await read.json()) as { records: PlanRecord[] }
    return records.filter((each) => each.kind === kind && 'words' in each.data && each.data.words === words).length
  }

  it('are kept once when the answer to the first try was lost, and again when they are meant again', async () => {
    const words = 'Nobody rang back.'
    const first = await say('pat', 'comment', 'plan', comment(words))
    expect((await say('pat', 'comment', 'plan', comment(words))).id).toBe(first.id)
    expect(await count('comment', words)).toBe(1)
    await say('anna', 'comment', 'plan', comment(words))
    await say('pat', 'comment', 'priorities/p1', comment(words))
    expect(await count('comment', words), 'somebody else, and something else').toBe(3)
    expect((await send('pat', 'POST', `/${first.id}/withdraw`, { version: 1 })).status).toBe(200)
    expect((await say('pat', 'comment', 'plan', comment(words))).id, 'after it was withdrawn').not.toBe(first.id)
    const old = { id: 'old', kind: 'comment', about: 'plan', by: personId('pat'), group: 'parents' } as const
    const data = { words: 'Old words', anchor: null, mentions: [] }
    await board.store.addRecord(plan, { ...old, data, at: Date.now() - limits.sameWordsMs })
    expect((await say('pat', 'comment', 'plan', comment('Old words'))).id, 'later').not.toBe('old')
  })

  it('are news where the latest stands: a thread is closed, opened and closed again', async () => {
    const { id } = await say('pat', 'comment', 'plan', comment('Close me'))
    for (const closed of [true, false, true]) await say('helen', 'closing', `records/${id}`, { closed })
    const read = await board.fetch(`/api/plans/${plan}/records`, { cookie: cookies.get('helen') ?? '' })
    const { records } = (await read.json()) as { records: PlanRecord[] }
    expect(records.filter(({ about }) => about === `records/${id}`)).toHaveLength(3)
  })
})

describe('what people are told about comments', () => {
  it('whoever commented hears once a day at most, without words of the plan or of people, and sees it in the list of plans', async () => {
    const before = (await lettersTo('pat')).length
    expect(before, 'the replies above have been told').toBe(1)
    const said = await say('pat', 'comment', 'plan', comment('About a secret'))
    await say('helen', 'fate', `records/${said.id}`, { fate: 'answered', why: 'Another secret', to: null })
    const letters = await lettersTo('pat')
    expect(letters).toHaveLength(before)
    const [letter] = letters
    expect(letter?.subject).toBe('There is news for you on The board')
    expect(letter?.text).toContain(`/p/${plan}/comments?mine`.replaceAll('=', '=3D'))
    expect(letter?.text).not.toMatch(/Saturdays|About a secret|Another secret/)
    const plans = await board.fetch('/api/plans', { cookie: cookies.get('pat') ?? '' })
    expect(await plans.json()).toMatchObject([{ id: plan, heard: 2 }])
  })

  it('people and groups who are named hear of it, not whoever named them, and not again for the same words', async () => {
    const mentions = [{ group: 'health' }, { person: 'helen' }, { person: 'stranger' }]
    const said = await say('anna', 'comment', 'plan', comment('@Health, @Helen Shah: when?', mentions))
    expect(await lettersTo('nurse')).toHaveLength(1)
    expect(await lettersTo('helen')).toHaveLength(1)
    expect(await lettersTo('anna')).toEqual([])
    const changed = { version: 1, data: comment('@Health, @Helen Shah: when and where?', mentions) }
    expect((await send('anna', 'PUT', `/${said.id}`, changed)).status).toBe(200)
    expect(await lettersTo('nurse')).toHaveLength(1)
  })

  it('what happens on the same day is told together when the day is over, and only to who may still read the plan', async () => {
    let now = 1_000_000
    const sent: { person: string; heard: unknown }[] = []
    const letters = new CommentLetters({
      store: board.store,
      lobby: board.lobby,
      letters: {
        aboutComments: (person, plans) => sent.push({ person: person.id, heard: plans.map((each) => each.heard) })
      },
      now: () => now,
      report: ({ error }) => {
        throw error
      }
    })
    const of = await say('pat', 'comment', 'plan', comment('On one day'))
    const answer = await say('anna', 'answer', `records/${of.id}`, { words: 'Yes.', mentions: [] })
    const fate = await say('helen', 'fate', `records/${of.id}`, { fate: 'answered', why: 'No.', to: null })
    const waiting = await say('helen', 'fate', `records/${of.id}`, { fate: 'waiting', why: '', to: null })
    for (const record of [answer, answer, fate, waiting]) letters.kept(plan, record, of)
    await letters.settled()
    const one = { fates: 0, answers: 1, mentions: 0 }
    expect(sent).toEqual([{ person: 'pat', heard: [one] }])
    now += limits.commentLetterEveryMs - 1
    await letters.sendDue()
    expect(sent).toHaveLength(1)
    now += 1
    await letters.sendDue()
    expect(sent.slice(1)).toEqual([{ person: 'pat', heard: [{ fates: 1, answers: 1, mentions: 0 }] }])
    now += limits.commentLetterEveryMs
    await letters.sendDue()
    expect(sent, 'nothing new').toHaveLength(2)

    now += limits.commentLetterEveryMs
    const thanks = await say('pat', 'answer', `records/${of.id}`, { words: 'Thank you.', mentions: [] })
    letters.kept(plan, thanks, of)
    await letters.settled()
    expect(sent.slice(2), 'whoever answered before her').toEqual([{ person: 'anna', heard: [one] }])
    sent.pop()

    const gone = await board.person('Gone')
    await board.member(plan, gone, 'commenter', 'parents')
    letters.kept(plan, answer, { ...of, by: 'gone' })
    await letters.settled()
    expect(sent).toHaveLength(3)
    letters.kept(plan, answer, { ...of, by: 'gone' })
    await letters.settled()
    await board.store.removeMember(plan, gone, { by: null, at: 1 })
    now += limits.commentLetterEveryMs
    await letters.sendDue()
    expect(sent).toHaveLength(3)
  })
})
