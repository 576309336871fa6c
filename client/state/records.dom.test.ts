import { describe, expect, it } from 'vitest'
import { parsePlanId } from '../../shared/ids.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import { RecordsState, type RecordsDoor } from './records.svelte.ts'

const view = (id: string, version: number, words = 'We do not agree.', at = 1): PlanRecord => ({
  id,
  kind: 'view',
  about: 'priorities/p',
  data: { words, source: '', held: 'group' },
  by: 'priya',
  group: 'parents',
  at,
  version,
  changedBy: 'priya',
  changedAt: at,
  withdrawn: false
})
const no = (code: RefusalCode) => ({ ok: false as const, code, sentence: REFUSALS[code].sentence })

const scene = () => {
  const asked: (number | undefined)[] = []
  const board = { version: 1, records: [view('a', 1)], refuses: undefined as RefusalCode | undefined }
  const answer = (record: PlanRecord) =>
    Promise.resolve(board.refuses ? no(board.refuses) : { ok: true as const, body: record })
  const door: RecordsDoor = {
    read: (after) => {
      asked.push(after)
      if (board.refuses) return Promise.resolve(no(board.refuses))
      const people = [{ id: 'priya', name: 'Priya Shah', group: 'parents' as const }]
      return Promise.resolve({ ok: true, body: { version: board.version, records: board.records, people } })
    },
    add: () => answer(view('b', 1, 'Another.', 2)),
    change: (id, { version }) => answer(view(id, version + 1, 'Said anew.')),
    withdraw: (id, version) => answer({ ...view(id, version + 1), withdrawn: true }),
    putBack: (id, version) => answer(view(id, version + 1)),
    history: () => Promise.resolve({ ok: true, body: [] }),
    values: () => Promise.resolve({ ok: true, body: { values: [], people: [] } })
  }
  const plan = parsePlanId('a-plan')
  if (!plan) throw new Error('the scene has no plan id')
  return { records: new RecordsState(plan, door), board, asked }
}

describe('records of an open plan', () => {
  it('[P23] the first reading asks for all of them, the next only for what is new', async () => {
    const { records, board, asked } = scene()
    expect(records.isRead).toBe(false)
    await records.refresh()
    board.version = 7
    board.records = [view('a', 2, 'Said anew.')]
    await records.refresh()
    await records.refresh()
    expect(asked).toEqual([undefined, 1, 7])
    expect(records.about('priorities/p', 'view').map(({ data }) => data.words)).toEqual(['Said anew.'])
    expect(records.about('priorities/other', 'view')).toEqual([])
    expect(records.all('measure')).toEqual([])
    expect(records.nameOf('priya')).toBe('Priya Shah')
  })

  it('news that comes while it reads is read too, once', async () => {
    const { records, asked } = scene()
    const first = records.refresh()
    await expect.poll(() => asked).toHaveLength(1)
    await Promise.all([first, records.refresh(), records.refresh()])
    expect(asked).toEqual([undefined, 1])
  })

  it('several parts of a page that ask in one turn are answered by one reading', async () => {
    const { records, asked } = scene()
    await Promise.all([records.refresh(), records.refresh(), records.refresh()])
    expect(asked).toEqual([undefined])
    expect(records.isRead).toBe(true)
  })

  it('what was added, changed or withdrawn stands at once, in the order it was said', async () => {
    const { records } = scene()
    await records.refresh()
    expect(await records.add({ kind: 'view', about: 'priorities/p', data: {} })).toBeUndefined()
    expect(records.all('view').map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await records.withdraw({ id: 'a', version: 1 })).toBeUndefined()
    expect(records.all('view')[0]).toMatchObject({ id: 'a', version: 2, withdrawn: true })
    expect(await records.putBack({ id: 'a', version: 2 })).toBeUndefined()
    expect(records.all('view')[0]).toMatchObject({ version: 3, withdrawn: false })
  })

  it('an answer behind the news does not put the older words back', async () => {
    const { records, board } = scene()
    board.records = [view('a', 3, 'The newest.')]
    await records.refresh()
    await records.change({ id: 'a', version: 1 }, {})
    expect(records.all('view')[0]?.data.words).toBe('The newest.')
  })

  it('without a signal it says so and nothing that was read goes away', async () => {
    const { records, board } = scene()
    await records.refresh()
    board.refuses = 'unavailable'
    await records.refresh()
    expect(records.trouble).toBe(REFUSALS.unavailable.sentence)
    expect(records.all('view')).toHaveLength(1)
    expect(await records.add({ kind: 'view', about: 'priorities/p', data: {} })).toBe(
      'Needs a signal to save. Your words stay here.'
    )
  })

  it('who was not first reads what stands now, and the refusal says so', async () => {
    const { records, board, asked } = scene()
    await records.refresh()
    board.refuses = 'changed-meanwhile'
    expect(await records.change({ id: 'a', version: 1 }, {})).toBe(REFUSALS['changed-meanwhile'].sentence)
    expect(asked).toHaveLength(2)
  })
})
