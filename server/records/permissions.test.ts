import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { RECORD_KINDS, type PlanRecord, type RecordData, type RecordKind } from '../../shared/plan/records.ts'
import { addAction, addPriority } from '../../shared/plan/schema.ts'
import type { Role } from '../../shared/roles.ts'
import { BoardScene } from '../http/board-scene.ts'

/**
 * Who may do what with each kind of record, as the brief says it. 'writers': lead, member and guest.
 * 'leads': those who set the plan up. 'the action’s leads': writers of a group that leads the action.
 * 'author': the writer who said it. 'holder': for a view of a group its writers, for a view of one person
 * that person. Source: brief.md §4 and §5; the issue, "It is right when".
 */
type Who =
  | 'commenters'
  | 'commenting author'
  | 'writers or commenting author'
  | 'writers'
  | 'leads'
  | 'the action’s leads'
  | 'author'
  | 'author or leads'
  | 'holder'
  | 'nobody'
const table: Readonly<Record<RecordKind, { add: Who; change: Who; withdraw: Who }>> = {
  view: { add: 'writers', change: 'holder', withdraw: 'holder' },
  reply: { add: 'writers', change: 'author', withdraw: 'author' },
  measure: { add: 'writers', change: 'writers', withdraw: 'writers' },
  evidence: { add: 'writers', change: 'author', withdraw: 'author or leads' },
  update: { add: 'the action’s leads', change: 'nobody', withdraw: 'nobody' },
  finding: { add: 'leads', change: 'nobody', withdraw: 'leads' },
  monitoring: { add: 'leads', change: 'nobody', withdraw: 'leads' },
  moment: { add: 'writers', change: 'author or leads', withdraw: 'author or leads' },
  comment: { add: 'commenters', change: 'commenting author', withdraw: 'commenting author' },
  answer: { add: 'commenters', change: 'commenting author', withdraw: 'commenting author' },
  fate: { add: 'writers', change: 'nobody', withdraw: 'nobody' },
  closing: { add: 'writers or commenting author', change: 'nobody', withdraw: 'nobody' }
}

const roles = ['lead', 'member', 'commenter', 'reader', 'guest', 'public'] as const satisfies readonly Role[]
const writers: readonly Role[] = ['lead', 'member', 'guest']
const commenters: readonly Role[] = [...writers, 'commenter']
/** Whose the record is, as seen by who asks; they act for health. */
const relations = ['own', 'of their group', 'of another group'] as const
type Relation = (typeof relations)[number]
type Held = 'group' | 'person'

const allows = (who: Who, role: Role, relation: Relation, held: Held = 'group'): boolean => {
  const writes = writers.includes(role)
  const isAuthor = writes && relation === 'own'
  switch (who) {
    case 'commenters':
      return commenters.includes(role)
    case 'commenting author':
      return commenters.includes(role) && relation === 'own'
    // For this one the relation is that of the comment.
    case 'writers or commenting author':
      return writes || (commenters.includes(role) && relation === 'own')
    case 'writers':
      return writes
    case 'leads':
      return role === 'lead'
    // For these the relation is that of the action.
    case 'the action’s leads':
      return writes && relation !== 'of another group'
    case 'author':
      return isAuthor
    case 'author or leads':
      return isAuthor || role === 'lead'
    case 'holder':
      return writes && relation !== 'of another group' && (held === 'group' || relation === 'own')
    case 'nobody':
      return false
    default: {
      const missed: never = who
      throw new Error(`unhandled ${String(missed)}`)
    }
  }
}

const samples: { readonly [K in RecordKind]: RecordData<K> } = {
  view: { words: 'We do not agree.', source: '', held: 'group' },
  reply: { words: 'We hear you.' },
  measure: {
    name: 'Waiting',
    unit: 'weeks',
    direction: 'down',
    count: 'point',
    baseline: { value: 20, date: '2026-01-31' },
    target: { value: 10, date: '2027-01-31' },
    readings: [{ date: '2026-06-30', milestone: 15, actual: null }],
    source: ''
  },
  evidence: { how: 'family', words: 'It helped.', link: null, date: '2026-10-01', source: '', noChild: true },
  update: { words: 'Half done.' },
  finding: { words: 'Too slow.', source: 'Letter', date: '2026-03-01' },
  monitoring: { word: 'formally-monitored', date: '2026-03-01', source: '' },
  moment: { name: 'After the workshop', seq: 1 },
  comment: {
    words: 'Why not on Saturdays?',
    anchor: null,
    mentions: []
  },
  answer: { words: 'Because.', mentions: [] },
  fate: { fate: 'answered', why: 'We have no room.', to: null },
  closing: { closed: true }
}

let board: BoardScene
let plan: PlanId
const cookies = new Map<Role, string>()
beforeAll(async () => {
  board = await BoardScene.open()
  plan = await board.plan('sutton', await board.person('Helen'), 'Plan', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One' })
    for (const [id, group] of [
      ['theirs', 'health'],
      ['others', 'parents']
    ] as const)
      addAction(doc, id as ItemId, { order: 'a0', priority: 'p1', leads: [{ group, role: 'Lead' }] }, { text: id })
  })
  for (const role of roles) {
    const person = await board.person(role)
    await board.member(plan, person, role, 'health')
    cookies.set(role, await board.signIn(`${person}@example.org`))
  }
  await board.member(plan, await board.person('Nurse'), 'member', 'health')
  await board.member(plan, await board.person('Parent'), 'member', 'parents')
  await keep('view', 'Parent', 'a-view')
  await keep('comment', 'Parent', 'a-comment')
  for (const role of roles) await keep('comment', role, `comment-of-${role}`)
}, 60_000)
afterAll(() => board.close())

/** What a sample of this kind is about; an update is about the action, what follows a comment about that. */
const aboutOf = (kind: RecordKind, action: string, comment = 'records/a-comment'): string => {
  if (kind === 'update') return action
  if (kind === 'reply') return 'records/a-view'
  if (kind === 'answer' || kind === 'fate' || kind === 'closing') return comment
  return kind === 'moment' ? 'plan' : 'priorities/p1'
}

let made = 0
/** Keeps a record as it is for whoever asks: theirs, of somebody of their group, or of another group. */
const keep = async (kind: RecordKind, by: string, id = `r${made++}`, held: Held = 'group'): Promise<PlanRecord> => {
  const about = aboutOf(kind, 'actions/theirs')
  const data = kind === 'view' ? { ...samples.view, held } : samples[kind]
  const person = by.toLowerCase() as PersonId
  const group = by === 'Parent' ? 'parents' : 'health'
  const record = await board.store.addRecord(plan, { id, kind, about, data, by: person, group, at: 1 })
  if ('refused' in record) throw new Error(record.refused)
  return record
}

const send = async (role: Role, method: 'POST' | 'PUT', path: string, body: unknown): Promise<number> => {
  const answer = await board.app.request(
    `${board.url}/api/plans/${plan}/records${path}`,
    {
      method,
      headers: { origin: board.origin, cookie: cookies.get(role) ?? '', 'content-type': 'application/json' },
      body: JSON.stringify(body)
    },
    {}
  )
  return answer.status
}

const byOf = (role: Role, relation: Relation): string =>
  relation === 'own' ? role : relation === 'of their group' ? 'Nurse' : 'Parent'

describe('who may do what with a record', () => {
  it('the table knows every kind', () => {
    expect(Object.keys(table).sort()).toEqual([...RECORD_KINDS].sort())
    expect(Object.keys(samples).sort()).toEqual([...RECORD_KINDS].sort())
  })

  it('[promise 10] the table is not fulfilled by chance: a kind with the rights of another is found', async () => {
    const asMeasure = { ...table, view: table.measure }
    expect(await wrongChanges('view', asMeasure.view)).not.toEqual([])
  })

  const wrongChanges = async (kind: RecordKind, rights: { change: Who; withdraw: Who }): Promise<string[]> => {
    const wrong: string[] = []
    const heldBy: readonly Held[] = kind === 'view' ? ['group', 'person'] : ['group']
    for (const role of roles)
      for (const relation of relations)
        for (const held of heldBy) {
          const record = () => keep(kind, byOf(role, relation), undefined, held)
          const data = kind === 'view' ? { ...samples.view, held, words: 'Changed.' } : samples[kind]
          const name = `${kind} ${relation} held by a ${held}, by ${role}`
          const check = (what: string, got: number, who: Who): void => {
            const should = allows(who, role, relation, held) ? 200 : 403
            if (got !== should) wrong.push(`${what} ${name}: ${got}, not ${should}`)
          }
          check('change', await send(role, 'PUT', `/${(await record()).id}`, { version: 1, data }), rights.change)
          const { id } = await record()
          check('withdraw', await send(role, 'POST', `/${id}/withdraw`, { version: 1 }), rights.withdraw)
          const gone = await record()
          await board.store.changeRecord(plan, gone.id, {
            version: 1,
            by: gone.by as PersonId,
            at: 2,
            withdrawn: true
          })
          check('put back', await send(role, 'POST', `/${gone.id}/put-back`, { version: 2 }), rights.withdraw)
        }
    return wrong
  }

  it.each(RECORD_KINDS)('[promise 10] %s: added by whom it should be', async (kind) => {
    const wrong: string[] = []
    for (const role of roles)
      for (const relation of ['own', 'of another group'] as const) {
        const action = relation === 'own' ? 'actions/theirs' : 'actions/others'
        const about = aboutOf(kind, action, relation === 'own' ? `records/comment-of-${role}` : undefined)
        const got = await send(role, 'POST', '', { kind, about, data: samples[kind] })
        // Nobody says why not to their own comment.
        const answersOwn = kind === 'fate' && relation === 'own'
        const should = allows(table[kind].add, role, relation) && !answersOwn ? 201 : 403
        if (got !== should) wrong.push(`${kind} about ${about} by ${role}: ${got}, not ${should}`)
      }
    expect(wrong).toEqual([])
  })

  it.each(RECORD_KINDS)(
    '[promise 10] %s: changed, withdrawn and put back by whom it should be',
    { timeout: 60_000 },
    async (kind) => {
      expect(await wrongChanges(kind, table[kind])).toEqual([])
    }
  )
})
