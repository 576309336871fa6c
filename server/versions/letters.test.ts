import { afterAll, beforeAll, expect, it } from 'vitest'
import { BoardScene, personId } from '../http/board-scene.ts'

let board: BoardScene
beforeAll(async () => {
  board = await BoardScene.open()
}, 60_000)
afterAll(() => board.close())

it('[promise 53] each letter about exact words names their full hash and where the log ended when it was written', async () => {
  const plan = await board.plan('own', await board.person('Helen'), 'Our plan')
  await board.person('Anna')
  await board.person('Nadia')
  for (const name of ['anna', 'nadia'])
    await board.store.setMember(
      { plan, person: personId(name), role: 'member', group: 'health', voice: true },
      { by: null, at: 1 }
    )
  const helen = { cookie: await board.signIn('helen@example.org') }
  const anna = { cookie: await board.signIn('anna@example.org') }
  const at = '/api/plans/own/versions'
  const { seq, hash } = (await (await board.fetch(`${at}/draft`, helen)).json()) as { seq: number; hash: string }
  const ask = { asked: ['health'], closesAt: null }
  expect((await board.post(at, { scope: null, seq, hash, ask }, helen)).status).toBe(201)
  const said = { answer: 'agree', note: '', formal: null }
  expect((await board.post(`${at}/1/answers`, { hash, said }, anna)).status).toBe(201)
  const letters = (await board.letters()).filter(({ text }) => text.includes('version 1'))
  expect(letters.map(({ subject }) => subject).sort()).toEqual([
    'Your group has answered on The board',
    'Your group is asked to agree on The board',
    'Your group is asked to agree on The board'
  ])
  const head = Buffer.from((await board.store.readChain(plan, seq)) ?? []).toString('hex')
  for (const { text } of letters) {
    expect(text).toContain(`Full hash of the words (SHA-256): ${hash}`)
    expect(text).toContain(`Head of the plan’s log at change ${seq}: ${head}`)
  }
})
