import { expect, type Page } from '@playwright/test'
import { wide } from './axe.ts'
import { itemOf, outsider, textOf } from './outsider.ts'
import { ask, cookieOf, examplePlan, runAdmin, startBoard, until, type Board } from './people.ts'
import { boardPath, test } from './visitors.ts'

// Words that would be a program if anything took them for one. They come as another client may send them, past our
// editor; whatever a page then runs, blocks or asks another place for fails the test (visitors.ts).
const corpus = [
  '<img src=x onerror="window.hit=1">',
  '<svg onload="window.hit=1">',
  '"><script>window.hit=1</script>',
  '</style></textarea></title><script>window.hit=1</script>',
  '<iframe srcdoc="<script>parent.hit=1</script>">',
  '<a href="javascript:window.hit=1">here</a>',
  '&lt;img src=x onerror=window.hit=1&gt;',
  '{{constructor.constructor("window.hit=1")()}}',
  '${window.hit=1}',
  'javascript:window.hit=1',
  'https://board.example.org@elsewhere.example/'
]
const all = corpus.join(' ')
const name = '<img src=x onerror="window.hit=1">'
const hostile = 'hostile@example.org'
const helen = 'helen@example.org'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
  await runAdmin(board, 'add-person', hostile, name)
  await runAdmin(board, 'add-member', examplePlan, hostile, 'member', 'parents', '--voice')
})
test.afterAll(async () => board.close())

const send = async (email: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> =>
  ask(board, await cookieOf(board, email), body ? 'POST' : 'GET', `/api/plans/${examplePlan}/${path}`, body)

const hits = (page: Page): Promise<unknown> => page.evaluate(() => (window as { hit?: unknown }).hit)

test('[promise 39] words, names, notes and comments that look like programs are words on every page', async ({
  visitors
}) => {
  test.setTimeout(180_000)
  const { doc, closed, leave } = await outsider(board, hostile)
  doc.transact(() => {
    for (const key of ['title', 'why', 'now', 'outcome', 'know', 'commitments', 'told'])
      textOf(doc, 'priorities', 'co-production', key).insert(0, all)
    for (const key of ['text', 'success', 'answers'])
      textOf(doc, 'actions', 'co-production-agreement', key).insert(0, all)
  })
  const kept = async (): Promise<boolean> =>
    JSON.stringify((await send(helen, 'snapshot')).body).includes(JSON.stringify(all).slice(1, -1))
  await until('the words to be kept', kept)
  expect(closed()).toBeUndefined()
  leave()
  const about = 'priorities/co-production'
  for (const [kind, data] of [
    ['view', { words: all, source: all.slice(0, 300), held: 'group' }],
    ['comment', { words: all, anchor: null, mentions: [] }]
  ] as const)
    expect((await send(hostile, 'records', { kind, about, data })).status).toBe(201)
  const { seq, hash } = (await send(helen, 'versions/draft')).body as { seq: number; hash: string }
  const asked = { asked: ['parents'], closesAt: null }
  const frozen = await send(helen, 'versions', { scope: null, seq, hash, ask: asked })
  const { number } = frozen.body as { number: number }
  const said = { answer: 'agree-with-note', note: all, formal: null }
  const answered = await send(hostile, `versions/${number}/answers`, { hash, said })
  let entries = (answered.body as { entries: number }).entries
  for (const move of ['close', 'publish']) {
    const moved = await send(helen, `versions/${number}/moves`, { move, after: entries, ask: null, note: '' })
    entries = (moved.body as { entries: number }).entries
  }

  const page = await visitors.visit(board, helen, boardPath, { viewport: wide })
  page.on('dialog', () => expect.soft('a dialog', 'what words may open').toBe('nothing'))
  const shows = [
    '',
    '?view=table',
    '/1?who=person',
    '/1/a/co-production-agreement',
    '/history?in=co-production',
    '/comments',
    '/views',
    `/agree/${number}`,
    '/export',
    '/people',
    '/balance',
    '/settings'
  ].map((path) => `${boardPath}${path}`)
  for (const path of [...shows, `/public/${examplePlan}`, `/public/${examplePlan}/how`, '/plans']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first(), path).toBeVisible()
    if (/\/1\?|\/comments|\/views|\/agree|\/public\/[^/]+$/.test(path))
      await expect(page.getByText(corpus[0] ?? '').first(), path).toBeVisible()
    expect(await hits(page), path).toBeUndefined()
  }
})

test('[promise 40] an address that runs something leads nowhere: the frame and the record that hold one are refused', async () => {
  for (const link of ['javascript:window.hit=1', 'data:text/html,<script>1</script>', ' javascript:1', 'vbscript:1']) {
    const { doc, closed, leave } = await outsider(board, hostile)
    textOf(doc, 'priorities', 'co-production', 'why').format(0, 5, { link })
    await until('the socket to be ended', () => closed() !== undefined)
    leave()
    const data = { how: 'link', words: 'Look', link, date: '2026-11-01', source: '', noChild: true }
    const about = 'actions/co-production-agreement'
    expect((await send(hostile, 'records', { kind: 'evidence', about, data })).status, link).toBe(400)
  }
  const { doc, leave } = await outsider(board, helen)
  const marks = JSON.stringify(textOf(doc, 'priorities', 'co-production', 'why').toDelta())
  expect(marks).not.toMatch(/"link":"[^"]*(?:script|data):/)
  expect(itemOf(doc, 'priorities', 'co-production').has('why')).toBe(true)
  leave()
})

test('[promise 39] what a page blocks is heard: a planted link is one', async ({ visitors }) => {
  const page = await visitors.visit(board, helen, boardPath, { expects: [/./] })
  const heard: string[] = []
  page.on('console', (message) => heard.push(message.text()))
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'javascript:window.hit=1'
    document.body.append(link)
    link.click()
  })
  await expect.poll(() => heard.join('\n')).toContain('content security policy: ')
  expect(await hits(page)).toBeUndefined()
})
