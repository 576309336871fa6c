import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePlanId } from '../../shared/ids.ts'
import { hashSecret } from '../auth/secrets.ts'
import { openSqliteStore } from '../store/sqlite/store.ts'
import type { Store } from '../store/store.ts'
import { commandOf, usage, type Outcome } from './commands.ts'

let folder: string
let store: Store
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'board-admin-'))
  store = await openSqliteStore({ folder, report: () => undefined })
  const plan = parsePlanId('sutton')
  if (plan) await store.createPlan(plan, 1)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const say = (...[name, ...words]: string[]): Promise<Outcome> => {
  const command = commandOf(name)
  if (!command) throw new Error(`no command ${name}`)
  const removeLetters = () => Promise.resolve(0)
  return command.run(words, {
    store,
    random: randomBytes,
    now: () => 1000,
    origin: 'http://localhost:3000',
    removeLetters
  })
}

describe('the command line', () => {
  it('a person added is found under their address in any case, and once only', async () => {
    expect(await say('add-person', 'Noor@Example.org', 'Noor', 'Haddad')).toHaveProperty('lines')
    expect(await store.readPersonByEmail('noor@example.org')).toMatchObject({ name: 'Noor Haddad', kind: 'account' })
    expect(await say('add-person', 'NOOR@example.org', 'Again')).toEqual({
      wrong: 'Someone already has that email address.'
    })
  })

  it('a link stands alone on the last line, works for a day, has no code, and is kept as a hash', async () => {
    const outcome = await say('link', 'noor@example.org')
    const link = 'lines' in outcome ? (outcome.lines.at(-1) ?? '') : ''
    expect(link).toMatch(/^http:\/\/localhost:3000\/s\/#[\w-]{43}$/)
    const token = link.split('#')[1] ?? ''
    const kept = await store.readSignInByToken(hashSecret(token))
    expect(kept).toMatchObject({ used: false, triesLeft: 0, expiresAt: 1000 + 86_400_000 })
    expect(await store.readSignInsByEmail('noor@example.org', 1000)).toEqual([])
  })

  it('a member is added, then changed', async () => {
    const plan = parsePlanId('sutton')
    const noor = await store.readPersonByEmail('noor@example.org')
    if (!plan || !noor) throw new Error('no plan or person')
    await say('add-member', 'sutton', 'noor@example.org', 'member', 'health', '--voice')
    expect(await store.readMember(plan, noor.id)).toMatchObject({ role: 'member', group: 'health', voice: true })
    await say('add-member', 'sutton', 'noor@example.org', 'reader', 'health')
    expect(await store.readMember(plan, noor.id)).toMatchObject({ role: 'reader', voice: false })
  })

  it.each<[string[], RegExp]>([
    [['link'], /is not an email address\.$/],
    [['link', 'nobody'], /is not an email address\.$/],
    [['link', 'a@example.org', 'b@example.org'], /is not an email address\.$/],
    [['link', 'nobody@example.org'], /^Nobody here has .* Add them first/],
    [['add-person'], /is not an email address\.$/],
    [['add-person', 'other@example.org'], /^Say the name/],
    [['add-person', 'other@example.org', 'x'.repeat(101)], /^Say the name/],
    [['add-member'], /^There is no plan ""\.$/],
    [['add-member', 'gone', 'noor@example.org', 'member', 'health'], /^There is no plan "gone"\.$/],
    [['add-member', 'sutton', 'nobody@example.org', 'member', 'health'], /^Nobody here has/],
    [['add-member', 'sutton', 'noor@example.org', 'king', 'health'], /^"king" is no role\. Roles: lead, member/],
    [['add-member', 'sutton', 'noor@example.org', 'member', 'nurses'], /^"nurses" is no group\. Groups: parents/],
    [['add-member', 'sutton', 'noor@example.org', 'member', 'health', '--loud'], /^Say: add-member/],
    [['add-member', 'sutton', 'noor@example.org', 'member', 'health', 'more'], /^Say: add-member/]
  ])('%j is answered with one sentence', async (words, sentence) => {
    const outcome = await say(...words)
    expect(outcome).toEqual({ wrong: expect.stringMatching(sentence) })
    expect(JSON.stringify(outcome)).not.toContain('\\n')
  })

  it('an unknown command, or a name that only looks like one, is none', () => {
    expect(commandOf('constructor')).toBeUndefined()
    expect(commandOf(undefined)).toBeUndefined()
    expect(usage().split('\n')).toHaveLength(10)
  })
})
