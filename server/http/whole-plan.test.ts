import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { RECORD_KINDS, type PlanRecord, type RecordData, type RecordKind } from '../../shared/plan/records.ts'
import { orderBetween } from '../../shared/plan/order.ts'
import { SCHEMA, addAction, addPriority, fieldText, setValue, valueKeys, type Kind } from '../../shared/plan/schema.ts'
import type { PlanSnapshot } from '../../shared/plan/snapshot.ts'
import type { PersonRow } from '../people/routes.ts'
import { BoardScene, until } from './board-scene.ts'
import { stockClient } from './stock-scene.ts'

/** A script that makes a whole plan, with nothing but HTTP and the wire. Source: the issue, "It is right when". */

let board: BoardScene
let lead: string
beforeAll(async () => {
  board = await BoardScene.open()
  await board.person('Helen')
  lead = await board.signIn('helen@example.org')
})
afterAll(() => board.close())

const post = async <T>(path: string, body: unknown, cookie: string, should = 201): Promise<T> => {
  const answer = await board.post(path, body, { cookie })
  if (answer.status !== should) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const get = async <T>(path: string, cookie: string): Promise<T> => {
  const answer = await board.fetch(path, { cookie })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  return (await answer.json()) as T
}

/** Comes in by the link of an invitation. @returns the Cookie header. */
const comeIn = async (email: string): Promise<string> => {
  const letter = (await board.letters()).filter(({ to }) => to === email).at(-1)
  const redeemed = await board.post('/api/sign-in/redeem', { token: letter?.token })
  const cookie = redeemed.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`${email} could not come in: ${redeemed.status}`)
  return cookie
}

const weaknesses = ['Waiting too long', 'Plans that do not help', 'Nobody listens'] as const
const priorityIds = ['waiting', 'plans', 'listening'] as const

const priorityValues = {
  kind: 'significant-weakness',
  status: { word: 'slipping', why: 'Two posts are empty.' },
  impact: 'some',
  leads: [{ group: 'council', role: 'Programme lead' }],
  officer: { role: 'Director', agency: 'Local authority' },
  removed: false
} as const
const actionValues = (number: number) =>
  ({
    leads: [{ group: number % 2 === 0 ? 'health' : 'parents', role: 'Lead' }],
    partners: ['education', 'young-people'],
    start: '2026-09-01',
    due: `2027-0${1 + (number % 9)}-15`,
    revised: { date: '2027-12-17', why: `Reason ${number}` },
    status: { word: 'off-track', why: `Why ${number}` },
    felt: 'evidenced',
    cost: `£${number}000`,
    milestone3: { what: 'Begun', reached: '2026-12-01' },
    milestone6: { what: 'Half', reached: null },
    milestone12: null,
    removed: false
  }) as const

const writePlan = (doc: Y.Doc): void => {
  let order: string | null = null
  let number = 0
  for (const [index, id] of priorityIds.entries()) {
    order = orderBetween(order, null)
    const texts = { title: weaknesses[index] ?? '', why: `Why ${id}`, now: `Now ${id}`, outcome: `Outcome ${id}` }
    const more = { know: `Know ${id}`, commitments: `We will ${id}`, told: `Told ${id}` }
    addPriority(
      doc,
      id as ItemId,
      { order, ...priorityValues, leads: [...priorityValues.leads] },
      { ...texts, ...more }
    )
    let place: string | null = null
    for (let each = 0; each < 9; each++) {
      number++
      place = orderBetween(place, null)
      const { leads, partners, ...values } = actionValues(number)
      addAction(
        doc,
        `a${number}` as ItemId,
        { order: place, priority: id, ...values, leads: [...leads], partners: [...partners] },
        {
          text: `Action ${number}`,
          success: `Success ${number}`,
          answers: `Answers ${number}`,
          impact: `Felt ${number}`
        }
      )
    }
  }
  setValue(doc, { kind: 'plan' }, 'officers', [{ role: 'Director', agency: 'Local authority' }])
  setValue(doc, { kind: 'plan' }, 'notice', 'A plan made by a script')
  setValue(doc, { kind: 'plan' }, 'statusKey', {
    'not-started': 'Not begun',
    'on-track': 'Going well',
    slipping: 'Late',
    'off-track': 'Stuck',
    done: 'Finished'
  })
  for (const key of ['vision', 'context', 'coproduced', 'governance', 'foreword'])
    fieldText(doc, `plan/${key}`)?.insert(0, `Words of ${key}`)
}

const samples: { readonly [K in RecordKind]: RecordData<K> } = {
  view: { words: 'We do not agree.', source: 'Meeting', held: 'group' },
  reply: { words: 'We hear you, and will look again in May.' },
  measure: {
    name: 'Weeks of waiting',
    unit: 'weeks',
    direction: 'down',
    count: 'point',
    baseline: { value: 22, date: '2026-06-30' },
    target: { value: 12, date: '2027-06-30' },
    readings: [{ date: '2026-12-31', milestone: 18, actual: 19.5 }],
    source: 'Clinic figures'
  },
  evidence: {
    how: 'link',
    words: 'The list',
    link: 'https://example.org/list',
    date: '2026-10-01',
    source: 'Clinic',
    noChild: true
  },
  update: { words: 'Half of it is done.' },
  finding: { words: 'Waits are long.', source: 'Letter of inspectors', date: '2026-03-01' },
  monitoring: { word: 'formally-monitored', date: '2026-03-01', source: 'Letter' },
  moment: { name: 'Before the first meeting', seq: 1 },
  comment: {
    words: 'What about Saturdays?',
    anchor: null,
    mentions: []
  },
  answer: { words: 'Saturdays are open.', mentions: [] },
  fate: { fate: 'answered', why: 'The hall is taken.', to: null },
  closing: { closed: true }
}

describe('a Written Statement of Action by script', () => {
  it('three areas, 27 actions, every field, records of every kind and two guests survive a restart', async () => {
    const { id: plan } = await post<{ id: string }>(
      '/api/plans',
      {
        title: 'Written Statement of Action',
        type: 'written-statement-of-action',
        area: 'Sutton',
        group: 'council',
        groups: ['parents', 'health', 'council'],
        bodies: ['Local authority', 'Integrated care board'],
        inspected: '2026-01-19',
        reported: '2026-03-02',
        submitted: '2026-06-12',
        published: null
      },
      lead
    )
    const invite = (email: string, name: string, group: string, voice: boolean) =>
      post<PersonRow>(`/api/plans/${plan}/people`, { email, name, role: 'member', group, voice }, lead)
    await invite('parent@example.org', 'Pat Parent', 'parents', true)
    await invite('nurse@example.org', 'Nora Nurse', 'health', true)
    const [parent, nurse] = [await comeIn('parent@example.org'), await comeIn('nurse@example.org')]

    const page = stockClient(board, plan, lead)
    await until('the plan', () => page.provider.synced)
    writePlan(page.doc)
    const words = stockClient(board, plan, parent)
    await until(
      'the actions to reach the parent',
      () => fieldText(words.doc, 'actions/a27/text')?.toString() === 'Action 27'
    )
    fieldText(words.doc, 'priorities/listening/told')?.insert(0, 'Ask us first. ')
    await until('the parent’s words', () =>
      fieldText(page.doc, 'priorities/listening/told')?.toString().startsWith('Ask')
    )

    const say = (kind: RecordKind, where: string, cookie: string): Promise<PlanRecord> =>
      post(`/api/plans/${plan}/records`, { kind, about: where, data: samples[kind] }, cookie)
    const view = await say('view', 'priorities/waiting', parent)
    await say('reply', `records/${view.id}`, nurse)
    await say('measure', 'priorities/waiting', nurse)
    await say('evidence', 'actions/a2', nurse)
    await say('update', 'actions/a2', nurse)
    await say('update', 'actions/a1', parent)
    await say('finding', 'priorities/plans', lead)
    await say('monitoring', 'priorities/plans', lead)
    await say('moment', 'plan', parent)
    const comment = await say('comment', 'plan', parent)
    await say('answer', `records/${comment.id}`, nurse)
    await say('fate', `records/${comment.id}`, lead)
    await say('closing', `records/${comment.id}`, parent)
    const refused = await board.post(
      `/api/plans/${plan}/records`,
      { kind: 'update', about: 'actions/a1', data: samples.update },
      { cookie: nurse }
    )
    expect([refused.status, 'health does not lead action 1']).toEqual([403, 'health does not lead action 1'])
    page.end()
    words.end()

    await board.restart()
    const snapshot = await get<PlanSnapshot>(`/api/plans/${plan}/snapshot`, parent)
    expect(snapshot.plan).toMatchObject({
      type: 'written-statement-of-action',
      area: 'Sutton',
      groups: ['parents', 'health', 'council'],
      bodies: ['Local authority', 'Integrated care board'],
      inspected: '2026-01-19',
      reported: '2026-03-02',
      submitted: '2026-06-12',
      officers: [{ role: 'Director', agency: 'Local authority' }],
      statusKey: { slipping: 'Late' },
      notice: 'A plan made by a script',
      title: { text: 'Written Statement of Action' },
      foreword: { text: 'Words of foreword' }
    })
    expect(snapshot.priorities.map(({ title }) => title.text)).toEqual(weaknesses)
    expect(snapshot.loose).toEqual([])
    const actions = snapshot.priorities.flatMap((priority) => priority.actions)
    expect(actions.map(({ text }) => text.text)).toEqual(
      Array.from({ length: 27 }, (_, index) => `Action ${index + 1}`)
    )
    for (const priority of snapshot.priorities) {
      expect(priority).toMatchObject({ ...priorityValues, know: { text: `Know ${priority.id}` } })
      expect(priority.told.text).toMatch(priority.id === 'listening' ? /^Ask us first. Told/ : /^Told/)
    }
    for (const [index, action] of actions.entries())
      expect(action).toMatchObject({
        ...actionValues(index + 1),
        success: { text: `Success ${index + 1}` },
        answers: { text: `Answers ${index + 1}` },
        impact: { text: `Felt ${index + 1}` }
      })

    const { records, people } = await get<{ records: PlanRecord[]; people: { name: string; group: string }[] }>(
      `/api/plans/${plan}/records`,
      parent
    )
    expect([...new Set(records.map(({ kind }) => kind))].sort()).toEqual([...RECORD_KINDS].sort())
    for (const { kind, data } of records) expect(data, kind).toEqual(samples[kind])
    expect(people.map(({ name, group }) => [name, group]).sort()).toEqual([
      ['Helen Shah', 'council'],
      ['Nora Nurse', 'health'],
      ['Pat Parent', 'parents']
    ])
    const { values } = await get<{ values: { key: string; value: unknown; group: string }[] }>(
      `/api/plans/${plan}/values?about=actions/a5`,
      parent
    )
    expect(values.find(({ key }) => key === 'due')).toMatchObject({ value: '2027-06-15', group: 'council' })
    const authors = await get<{ field: string; runs: { text: string; person: { name: string } }[] }[]>(
      `/api/plans/${plan}/authors`,
      parent
    )
    const told = authors.find(({ field }) => field === 'priorities/listening/told')
    expect(told?.runs[0]).toMatchObject({ text: 'Ask us first. ', person: { name: 'Pat Parent' } })
  }, 60_000)

  it('the script sets every controlled value that the schema knows', () => {
    const set: Record<Kind, string[]> = {
      plan: ['type', 'area', 'groups', 'bodies', 'inspected', 'reported', 'submitted', 'published', 'officers'],
      priority: [...Object.keys(priorityValues), 'order'],
      action: [...Object.keys(actionValues(1)), 'order', 'priority']
    }
    set.plan.push('statusKey', 'notice')
    for (const kind of Object.keys(SCHEMA) as Kind[]) expect(set[kind].sort()).toEqual(valueKeys(kind).sort())
  })
})
