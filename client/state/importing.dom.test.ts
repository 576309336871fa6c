import { strToU8, zipSync } from 'fflate'
import { flushSync } from 'svelte'
import { afterEach, describe, expect, it } from 'vitest'
import type { ItemId } from '../../shared/ids.ts'
import { addAction, fieldText, placeMap } from '../../shared/plan/schema.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { walkText } from '../../shared/plan/text.ts'
import {
  asTakenSheet,
  cellLettersMax,
  cellsOf,
  sheetColumns,
  valueColumns,
  type ValueCells
} from '../../shared/sheet/columns.ts'
import { sceneAction, scenePlan, scenePriority } from '../../server/relay/scene.ts'
import { isLive, realRoom, until, type Page, type RealRoom } from '../sync/room-scene.ts'
import { root } from './effect-scene.svelte.ts'
import { Importing } from './importing.svelte.ts'
import { PlanState } from './plan.svelte.ts'

// A real room: what comes in goes through the gate and is signed there.
const rooms: RealRoom[] = []
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  for (const room of rooms.splice(0)) room.close()
})
const successPath = `actions/${sceneAction}/success`

const stateOf = (page: Page): PlanState => {
  const { link } = page
  let fresh = 1
  const plan = new PlanState(scenePlan, {
    link,
    nowMs: () => Date.now(),
    random: (bytes) => new Uint8Array(bytes).map(() => fresh++),
    signedIn: () => link.me?.id,
    isHidden: () => false,
    nextFrame: (run) => run()
  })
  ends.push(plan.open())
  return plan
}
const scene = async () => {
  const room = await realRoom()
  rooms.push(room)
  const [priya, helen] = [room.page('priya'), room.page('helen', { group: 'council' })]
  await until('both are live', () => isLive(priya)() && isLive(helen)())
  priya.type('Three parents sit on every panel', 0, successPath)
  fieldText(priya.link.doc, successPath)?.format(6, 7, { bold: true })
  await until('it is here', () => helen.words(successPath).startsWith('Three'))
  const plan = stateOf(helen)
  const importing = new Importing(plan)
  // As on a screen: what is shown is kept up to date.
  ends.push(root(() => void importing.chosen))
  flushSync()
  return { room, priya, helen, plan, importing }
}

const heads = [...valueColumns, 'priority', 'reference', 'id'] as const
type Row = Partial<ValueCells> & { priority?: string; reference?: string; id?: string }
const rowOf = (page: Page, said: Row = {}): Row => {
  const action = snapshotPlan(page.link.doc).priorities[0]?.actions[0]
  if (!action) throw new Error('no action')
  return { ...cellsOf(action, undefined), priority: 'First', reference: '1.1', id: sceneAction, ...said }
}
const sheet = (rows: readonly Row[]): Uint8Array =>
  strToU8(
    `<worksheet><sheetData>${[
      heads.map((column) => sheetColumns[column]),
      ...rows.map((row) => heads.map((column) => row[column] ?? ''))
    ]
      .map((cells) => `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`)
      .join('')}</sheetData></worksheet>`
  )
const fileOf = (rows: readonly Row[], taken: readonly Row[]): File => {
  const bytes = zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook><sheets><sheet name="Actions" r:id="a"/><sheet name="${asTakenSheet}" state="hidden" r:id="b"/></sheets></workbook>`
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships><Relationship Id="a" Target="worksheets/a.xml"/><Relationship Id="b" Target="worksheets/b.xml"/></Relationships>'
    ),
    'xl/worksheets/a.xml': sheet(rows),
    'xl/worksheets/b.xml': sheet(taken)
  })
  return new File([bytes.slice()], 'actions.xlsx')
}
/** What each person wrote of a text, as the board has signed it. */
const signed = async (room: RealRoom, path: string): Promise<string[]> =>
  (await room.scene.room()).settled(({ doc, ledger }) => {
    const said: string[] = []
    const text = fieldText(doc, path)
    if (text)
      walkText(text, ({ text: words, client, clock, attributes }) => {
        const { of } = ledger.repeats.first({ client, clock })
        const by = ledger.owner(of?.client ?? client)?.speaker ?? ''
        const bold = attributes['bold'] === true ? '*' : ''
        if (words !== '\n') said.push(`${by}: ${bold}${words}${bold}`)
      })
    return said
  })
const kept = (page: Page) => (): boolean => page.link.state.at === 'live' && page.link.waiting === 0
const valueOf = (page: Page, key: string): unknown =>
  placeMap(page.link.doc, { kind: 'action', id: sceneAction })?.get(key)

describe('a file that is brought back', () => {
  it('comes in as words and values of whoever brings it; all other words stay whose they are, bold as they were', async () => {
    const { room, priya, helen, plan, importing } = await scene()
    const taken = rowOf(helen)
    await importing.open(
      fileOf(
        [
          {
            ...taken,
            success: 'Four parents sit on every panel\nTwice a year',
            status: 'Slipping',
            why: 'No room yet',
            cost: '=1+1'
          },
          { text: 'Ask ten families', priority: 'First', due: '2027-01-15' }
        ],
        [taken]
      )
    )
    expect(importing.comparison).toMatchObject({ problems: [], changes: [{}, {}, {}], news: [{}] })
    expect(importing.chosen).toHaveLength(4)
    importing.bringIn()
    expect(importing.done).toMatchObject({
      left: 0,
      came: [{ what: 'success' }, { what: 'status' }, { what: 'cost' }, { what: 'new' }]
    })
    await until('it is kept', kept(helen))
    await until('Priya sees it', () => priya.words(successPath).includes('Twice a year'))
    expect(await signed(room, successPath)).toEqual([
      'helen: Four',
      'priya:  ',
      'priya: *parents*',
      'priya:  sit on every panel',
      'helen: \nTwice a year'
    ])
    expect(valueOf(priya, 'status')).toEqual({ word: 'slipping', why: 'No room yet' })
    expect(valueOf(priya, 'cost')).toBe('=1+1')
    expect(helen.link.fields.get(`actions/${sceneAction}/cost`)?.by).toBe('helen')
    const fresh = importing.done?.came.at(-1)?.action
    expect(plan.action(fresh ?? sceneAction)).toMatchObject({
      text: 'Ask ten families',
      due: '2027-01-15',
      priority: scenePriority
    })
    // The same file again has nothing to say but the row that is new for ever.
    const again = importing.comparison
    expect(again?.changes).toEqual([])
  })

  it('is taken back as a whole; words of others that had gone stand again as theirs', async () => {
    const { room, priya, helen, importing } = await scene()
    const taken = rowOf(helen)
    const before = await signed(room, successPath)
    await importing.open(
      fileOf(
        [
          { ...taken, success: '', cost: 'A post' },
          { text: 'New', priority: '1' }
        ],
        [taken]
      )
    )
    importing.bringIn()
    await until('it is kept', kept(helen))
    expect(priya.words(successPath)).toBe('\n')
    const fresh = importing.done?.came.at(-1)?.action
    expect(importing.undo()).toEqual({ done: 4, of: 4 })
    await until('it is kept', kept(helen))
    expect((await signed(room, successPath)).join('')).toBe(before.join(''))
    expect(valueOf(priya, 'cost')).toBeNull()
    expect(snapshotPlan(priya.link.doc).priorities[0]?.actions.map(({ id }) => id)).not.toContain(fresh)
    expect(importing.undo()).toBeUndefined()
  })

  it('an action goes to the priority that its cell names, and back to its place', async () => {
    const { priya, helen, importing, plan } = await scene()
    const second = plan.verbs.addPriority()
    fieldText(helen.link.doc, `priorities/${second}/title`)?.insert(0, 'Second')
    const [priority, order] = [valueOf(helen, 'priority'), valueOf(helen, 'order')]
    const taken = rowOf(helen)
    await importing.open(fileOf([{ ...taken, priority: 'Second' }], [taken]))
    expect(importing.comparison).toMatchObject({ changes: [{ is: 'move', clash: false }], unread: [] })
    importing.bringIn()
    expect(importing.done).toMatchObject({ left: 0, came: [{ what: 'priority' }] })
    await until('Priya sees it there', () => valueOf(priya, 'priority') === second)
    expect(importing.undo()).toEqual({ done: 1, of: 1 })
    await until('Priya sees it back', () => valueOf(priya, 'priority') === priority)
    expect(valueOf(helen, 'order')).toBe(order)
    await importing.open(fileOf([{ ...taken, priority: 'Second' }], [taken]))
    importing.bringIn()
    plan.verbs.setAgain(`actions/${sceneAction}/priority`, priority)
    expect(importing.undo()).toEqual({ done: 0, of: 1 })
  })

  it('what others change while it is looked at is never overwritten unseen; theirs stands until somebody decides', async () => {
    const { priya, helen, importing } = await scene()
    const taken = rowOf(helen)
    await importing.open(fileOf([{ ...taken, cost: 'A post', success: 'Four parents sit on every panel' }], [taken]))
    const [, cost] = importing.comparison?.changes ?? []
    if (!cost) throw new Error('no change')
    importing.choose(cost, true)
    expect(importing.chosen).toHaveLength(2)
    stateOf(priya).verbs.set(sceneAction, 'cost', 'Two posts')
    priya.type(', every year', priya.words(successPath).length - 1, successPath)
    await until(
      'it is here',
      () => helen.words(successPath).includes('every year') && valueOf(helen, 'cost') === 'Two posts'
    )
    flushSync()
    expect(importing.comparison?.changes).toMatchObject([
      { field: 'success', clash: false, beside: true },
      { field: 'cost', clash: true }
    ])
    expect(importing.changedBy({ action: sceneAction, field: 'cost' })?.by).toBe('priya')
    expect(importing.chosen).toHaveLength(1)
    importing.bringIn()
    expect(helen.words(successPath)).toBe('Four parents sit on every panel, every year\n')
    expect(valueOf(helen, 'cost')).toBe('Two posts')
    expect(importing.done?.left).toBe(1)
    await importing.open(fileOf([{ ...taken, cost: 'A post' }], [taken]))
    const [clash] = importing.comparison?.changes ?? []
    if (clash) importing.choose(clash, true)
    importing.bringIn()
    expect(valueOf(helen, 'cost')).toBe('A post')
  })

  it('without a signal it waits like anything typed, and arrives with the next one', async () => {
    const { room, helen, importing } = await scene()
    const taken = rowOf(helen)
    helen.cut()
    await importing.open(fileOf([{ ...taken, success: 'Four parents sit on every panel' }], [taken]))
    importing.bringIn()
    expect(helen.link.waiting).toBeGreaterThan(0)
    helen.mend()
    await until('it is kept', kept(helen))
    expect(await room.words(successPath)).toBe('Four parents sit on every panel\n')
  })

  it('texts as long as cells hold go in, each in a frame of its own that the board takes', async () => {
    const { room, helen, importing } = await scene()
    const ids = Array.from({ length: 2 }, (_, n) => `many-${n}` as ItemId)
    for (const [n, id] of ids.entries())
      addAction(helen.link.doc, id, { order: `b${n}`, priority: scenePriority }, { text: 'Many' })
    await until('it is kept', kept(helen))
    const long = Array.from({ length: 4000 }, (_, n) => `€${n}`)
      .join(' ')
      .slice(0, cellLettersMax - 100)
    const rows = ids.map((id): Row => ({ id, text: 'Many', success: long, answers: long, impact: long }))
    const taken = ids.map((id): Row => ({ id, text: 'Many' }))
    await importing.open(fileOf(rows, taken))
    expect(importing.chosen).toHaveLength(6)
    importing.bringIn()
    await until('it is kept', kept(helen))
    expect(helen.link.notice).toBeNull()
    for (const id of ids) expect(await room.words(`actions/${id}/impact`)).toBe(`${long}\n`)
  })

  it('is refused with a reason when it is no such file, and lets go of the one before', async () => {
    const { helen, importing } = await scene()
    const taken = rowOf(helen)
    await importing.open(fileOf([{ ...taken, cost: 'A post' }], [taken]))
    expect(importing.chosen).toHaveLength(1)
    await importing.open(new File(['Dear Helen'], 'letter.csv'))
    expect([importing.trouble, importing.comparison, importing.chosen]).toEqual(['not-a-sheet', undefined, []])
  })
})
