import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as prng from 'lib0/prng'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { rangesOf } from '../shared/authorship/anchors.ts'
import { limits } from '../shared/limits.ts'
import { contentHash } from '../shared/plan/hash.ts'
import { RECORD_KINDS, RULES, measureWarnings } from '../shared/plan/records.ts'
import { GROUPS, fieldText } from '../shared/plan/schema.ts'
import { placeReferences } from '../shared/plan/references.ts'
import { eachText, snapshotPlan, type TextSnapshot } from '../shared/plan/snapshot.ts'
import { walkText } from '../shared/plan/text.ts'
import { isRefusal } from '../shared/refusals.ts'
import { foldVersion } from '../shared/versions/version.ts'
import { Lobby } from '../server/relay/lobby.ts'
import type { Ledger } from '../server/relay/ledger.ts'
import { openSqliteStore } from '../server/store/sqlite/store.ts'
import type { Store } from '../server/store/store.ts'
import { demoPeople, examplePlan, playExample } from './example.ts'
import { ScriptClock } from './stage.ts'

const seeded = (seed: number): ((bytes: number) => Uint8Array) => {
  const random = prng.create(seed)
  return (bytes) => Uint8Array.from({ length: bytes }, () => prng.int32(random, 0, 255))
}

const folders: string[] = []
const stores: Store[] = []
const openFolder = async (folder: string, bounds: { pagesMax?: number } = {}): Promise<Store> => {
  const store = await openSqliteStore({ folder, report: () => undefined, ...bounds })
  stores.push(store)
  return store
}
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'board-example-'))
  folders.push(folder)
  return folder
}

/** The plan as a room that has just opened it from the store holds it. */
const settled = async <T>(store: Store, read: (now: { doc: Y.Doc; ledger: Ledger }) => T): Promise<T> => {
  const events: string[] = []
  const lobby = new Lobby({
    store,
    clock: new ScriptClock(),
    random: seeded(9),
    report: ({ event, error }) => events.push(`${event} ${String(error)}`),
    access: { version: () => store.accessVersion(), check: (seat) => Promise.resolve(seat) },
    lettersOf: () => Promise.resolve([]),
    forgetHistory: () => undefined
  })
  const room = await lobby.room(examplePlan)
  if (isRefusal(room)) throw new Error(`the plan did not open: ${room.refused} ${events.join()}`)
  return room.settled(read)
}

describe('the example, played into a store', () => {
  let folder: string
  let store: Store
  let tookMs: number

  beforeAll(async () => {
    folder = await newFolder()
    store = await openFolder(folder)
    const start = performance.now()
    await playExample({ store, random: seeded(1) })
    tookMs = performance.now() - start
  }, 60_000)

  afterAll(async () => {
    for (const each of stores) await each.close()
    for (const each of folders) await rm(each, { recursive: true })
  })

  it('takes seconds, not minutes: a few hundred trips to the disk', async () => {
    expect((await store.readPlan(examplePlan))?.head).toBeLessThan(250)
    expect(tookMs).toBeLessThan(30_000)
  })

  it('has the eight themes in the report’s order and three to five actions in each', async () => {
    const { snapshot, references } = await settled(store, ({ doc, ledger }) => ({
      snapshot: snapshotPlan(doc),
      references: ledger.references.all()
    }))
    // Whoever opens it first sees numbers in their order.
    expect(references).toEqual(placeReferences(snapshot))
    expect(snapshot.plan.title.text).toBe('SEND Continuous Improvement Plan')
    expect(snapshot.plan).toMatchObject({ type: 'continuous-improvement-plan', area: 'Sutton' })
    expect(snapshot.plan.notice).toMatch(/^Example, written for this demonstration; facts from .* 8 June 2020$/)
    expect(snapshot.priorities.map(({ title }) => title.text)).toEqual([
      'Co-production with parents and young people',
      'Improving outcomes',
      'Preparation for Adulthood',
      'Local Offer website',
      'Joint commissioning',
      'High Needs Block Review',
      'Learning and development',
      'Quality assurance'
    ])
    const actions = snapshot.priorities.flatMap((priority) => priority.actions)
    expect(snapshot.loose).toEqual([])
    expect(actions.length).toBeGreaterThanOrEqual(24)
    expect(actions.length).toBeLessThanOrEqual(40)
    for (const { title, actions: own } of snapshot.priorities) {
      expect(own.length, title.text).toBeGreaterThanOrEqual(3)
      expect(own.length, title.text).toBeLessThanOrEqual(5)
    }
  })

  it('is complete: every text of every priority and action reads as whole sentences', async () => {
    const snapshot = await settled(store, ({ doc }) => snapshotPlan(doc))
    const { foreword, vision, context, coproduced, governance } = snapshot.plan
    const narratives = [foreword, vision, context, coproduced, governance]
    for (const priority of snapshot.priorities) {
      const { why, now, outcome, know, commitments, told } = priority
      narratives.push(why, now, outcome, know, commitments, told)
      expect(priority.leads?.length, priority.title.text).toBeGreaterThan(0)
      for (const action of priority.actions) {
        narratives.push(action.success, action.answers)
        expect(action.text.text.length, action.text.text).toBeLessThanOrEqual(90)
        expect(action.text.text, 'a card has no full stop').toMatch(/^[A-Z].*[^.]$/)
        expect(action.leads?.length, action.text.text).toBeGreaterThan(0)
        expect(action.due, action.text.text).toMatch(/^202[67]-/)
        expect((action.start ?? '') < (action.due ?? ''), action.text.text).toBe(true)
      }
    }
    expect(narratives.length).toBeGreaterThan(100)
    for (const { text, lines } of narratives) {
      expect(text.trim(), text).not.toBe('')
      expect(lines.filter((line) => line.runs.length === 0)).toEqual([])
      expect(text).not.toMatch(/ {2}| [.,;]|\.\.| ,|,,|^[ ,.]/m)
      for (const { list, runs } of lines) {
        const words = runs.map((run) => run.text).join('')
        // Points of a list may be half sentences; everything else ends as sentences do.
        expect(words, words).toMatch(list ? /^[“A-Za-z].*[^,;]$/ : /^[A-Z].*[.:”]$/)
      }
    }
  })

  it('shows every status and every impact word, and a reason wherever one is due', async () => {
    const snapshot = await settled(store, ({ doc }) => snapshotPlan(doc))
    const actions = snapshot.priorities.flatMap((priority) => priority.actions)
    const words = new Set(actions.map((action) => action.status?.word))
    expect([...words].sort()).toEqual(['done', 'not-started', 'off-track', 'on-track', 'slipping'])
    for (const { status, text } of [...actions, ...snapshot.priorities.map((it) => ({ ...it, text: it.title }))])
      if (status?.word !== 'not-started') expect(status?.why, text.text).not.toBe('')
    expect(actions.filter((action) => action.felt === 'some').length).toBeGreaterThan(3)
  })

  it('[I5] every visible letter is owned by one of the demo people, and all six groups wrote', async () => {
    const ids = new Map((await store.readMembers(examplePlan)).map((member) => [member.person, member.name]))
    const letters = await settled(store, ({ doc, ledger }) => {
      const byGroup = new Map<string, number>()
      const strangers: number[] = []
      eachText(doc, (_path, text) =>
        walkText(text, (run) => {
          const owner = ledger.owner(run.client)
          if (!owner || !ids.has(owner.speaker)) strangers.push(run.client)
          else byGroup.set(owner.group, (byGroup.get(owner.group) ?? 0) + run.text.length)
        })
      )
      return { byGroup, strangers }
    })
    expect(letters.strangers).toEqual([])
    expect([...letters.byGroup.keys()].sort()).toEqual([...GROUPS].sort())
    for (const count of letters.byGroup.values()) expect(count).toBeGreaterThan(1000)
  })

  it('has sentences by two and by three authors', async () => {
    const authors = await settled(store, ({ doc, ledger }) => {
      const counts: number[] = []
      eachText(doc, (_path, text) => {
        let line = new Set<string>()
        walkText(text, (run) => {
          for (const [index, part] of run.text.split('\n').entries()) {
            if (index > 0) {
              counts.push(line.size)
              line = new Set()
            }
            if (part !== '') line.add(ledger.owner(run.client)?.speaker ?? '')
          }
        })
        counts.push(line.size)
      })
      return counts
    })
    expect(authors.filter((count) => count === 2).length).toBeGreaterThan(20)
    expect(authors.filter((count) => count >= 3).length).toBeGreaterThan(5)
  })

  it('has bold, italic and lists', async () => {
    const lines = await settled(store, ({ doc }) => {
      const { plan, priorities } = snapshotPlan(doc)
      return [plan, ...priorities].flatMap((place) =>
        Object.values<unknown>(place).flatMap((value) =>
          typeof value === 'object' && value !== null && 'lines' in value ? (value as TextSnapshot).lines : []
        )
      )
    })
    expect(lines.filter((line) => line.list === 'bullet').length).toBeGreaterThan(50)
    expect(lines.flatMap((line) => line.runs).filter((run) => run.bold).length).toBeGreaterThan(3)
    expect(lines.flatMap((line) => line.runs).filter((run) => run.italic).length).toBeGreaterThan(0)
  })

  it('[I3] its history has no gaps, spans the autumn, keeps to working hours and is by many hands', async () => {
    const stored = await store.readPlan(examplePlan)
    if (!stored) throw new Error('no plan')
    const commits = await store.readCommits(examplePlan, 0, 10_000, 64 * 1024 * 1024)
    expect(commits.map(({ seq }) => seq)).toEqual(commits.map((_, index) => index + 1))
    expect(stored.head).toBe(commits.length)
    expect(commits.length).toBeGreaterThan(100)
    const times = commits.map(({ at }) => new Date(at))
    expect(times[0]?.toISOString().slice(0, 10)).toBe('2026-09-14')
    expect(times.at(-1)?.toISOString().slice(0, 10)).toBe('2026-11-12')
    for (const time of times) {
      expect(time.getUTCHours(), time.toISOString()).toBeGreaterThanOrEqual(9)
      expect(time.getUTCHours(), time.toISOString()).toBeLessThan(17)
      expect([1, 2, 3, 4, 5], time.toISOString()).toContain(time.getUTCDay())
    }
    const hands = new Map<string, number>()
    for (const { author } of commits.flatMap(({ entries }) => entries))
      hands.set(author.speaker, (hands.get(author.speaker) ?? 0) + 1)
    expect(hands.size).toBe(8)
    expect(Math.min(...hands.values())).toBeGreaterThan(15)
    expect(stored.snapshot?.seq).toBe(stored.head)
  })

  it('has the demo people with their roles, groups and voices, and one lead', async () => {
    const members = await store.readMembers(examplePlan)
    expect(members).toHaveLength(9)
    expect(members.filter(({ role }) => role === 'lead').map(({ name }) => name)).toEqual(['Helen Price'])
    expect(
      members
        .filter(({ voice }) => voice)
        .map(({ group }) => group)
        .sort()
    ).toEqual([...GROUPS].sort())
    for (const { email, name, group, role } of demoPeople) {
      const person = await store.readPersonByEmail(email)
      expect(person?.name).toBe(name)
      expect(members.find((member) => member.person === person?.id)).toMatchObject({ group, role })
    }
  })

  it('keeps the two differing views as records, word for word, in their priorities', async () => {
    const { records } = await store.readRecords(examplePlan, 0)
    const views = records.flatMap(({ about, group, data }) =>
      'held' in data
        ? [{ priority: about.replace('priorities/', ''), group, words: data.words, source: data.source }]
        : []
    )
    const titles = await settled(store, ({ doc }) =>
      Object.fromEntries(snapshotPlan(doc).priorities.map(({ id, title }) => [id, title.text]))
    )
    expect(views.map(({ priority, group, words }) => [titles[priority], group, words]).sort()).toEqual([
      [
        'Improving outcomes',
        'parents',
        'Some parents remain concerned that part-time timetabling is being used to distort exclusion rates.'
      ],
      [
        'Quality assurance',
        'parents',
        'Some parents feel that leaders continue to lack a secure oversight of the quality and review of plans.'
      ]
    ])
    for (const { source } of views)
      expect(source).toBe(
        'Report of 8 June 2020, paragraph 4.9, which notes that this is “not the view of parents as a whole”'
      )
  })

  it('has records of every kind, each said by somebody who may say it, about something that is there', async () => {
    const { records } = await store.readRecords(examplePlan, 0)
    // Nobody has named a moment of it yet.
    const said = RECORD_KINDS.filter((kind) => kind !== 'moment')
    expect([...new Set(records.map(({ kind }) => kind))].sort()).toEqual(said.sort())
    const members = new Map((await store.readMembers(examplePlan)).map((member) => [member.person as string, member]))
    const plan = await settled(store, ({ doc }) => snapshotPlan(doc))
    const actions = new Map(
      plan.priorities.flatMap((each) => each.actions).map((action) => [action.id as string, action])
    )
    const there = new Set([
      ...plan.priorities.map(({ id }) => `priorities/${id}`),
      ...[...actions.keys()].map((id) => `actions/${id}`),
      ...records.filter(({ kind }) => kind === 'view' || kind === 'comment').map(({ id }) => `records/${id}`)
    ])
    for (const { id, kind, about, by, group, data } of records) {
      expect(there, id).toContain(about)
      const member = members.get(by)
      if (!member) throw new Error(`${id} is by nobody`)
      expect(member.group, id).toBe(group)
      const leads = (actions.get(about.replace('actions/', ''))?.leads ?? []).map((lead) => lead.group)
      const of = records.find((record) => about === `records/${record.id}`)
      expect(RULES[kind].mayAdd({ person: by, role: member.role, group }, leads, of, data), id).toBe(true)
      if ('readings' in data) expect(measureWarnings(data), id).toEqual([])
    }
    for (const { id, data, changedAt } of records) {
      const said = new Date(changedAt).toISOString().slice(0, 10)
      const known =
        'readings' in data ? data.readings.filter(({ actual }) => actual !== null) : 'date' in data ? [data] : []
      for (const { date } of known) expect(date <= said, `${id}: ${date} was known on ${said}`).toBe(true)
    }
    expect(records.filter(({ kind }) => kind === 'measure').length).toBeGreaterThanOrEqual(4)
    expect(records.find(({ id }) => id === 'measure-answered')?.version).toBe(2)
  })

  it('quotes inspectors and parents word for word, with the paragraph', async () => {
    // Source: report of 8 June 2020, paragraphs 4.5 and 4.9.
    const report = [
      'There is an improving level of engagement and buy-in from parents',
      'The number of exclusions has reduced for pupils with education, health and care (EHC) plans in primary schools.',
      'Leaders have a secure oversight of EHC plans and EHC plans are improved in quality'
    ]
    const { records } = await store.readRecords(examplePlan, 0)
    const findings = records.flatMap(({ kind, data }) => (kind === 'finding' && 'words' in data ? [data] : []))
    expect(findings.map(({ words }) => words).sort()).toEqual(report.sort())
    for (const finding of findings) expect(finding).toMatchObject({ date: '2020-05-20', source: /paragraph 4\.5/ })
    expect(records.find(({ kind }) => kind === 'monitoring')?.data).toMatchObject({
      word: 'sufficient-progress',
      date: '2020-05-20'
    })
  })

  it('has words that everyone asked agreed, and words that wait for two groups and that parents cannot agree yet', async () => {
    const read = (await store.readVersions(examplePlan)).map((stored) =>
      'entries' in stored ? foldVersion(stored.number, stored.entries) : undefined
    )
    expect(read).toMatchObject([
      { scope: 'local-offer', state: 'agreed' },
      { scope: 'quality', state: 'proposed' }
    ])
    const [agreed, waits] = read.map((version) => version?.answers.map(({ group, answer }) => [group, answer]))
    expect(agreed).toHaveLength(GROUPS.length)
    expect(agreed).toContainEqual(['young-people', 'agree-with-note'])
    expect(waits).toHaveLength(GROUPS.length - 2)
    expect(waits).toContainEqual(['parents', 'cannot-agree'])
  })

  it('has comments whose words still stand where they point', async () => {
    const { records } = await store.readRecords(examplePlan, 0)
    const anchors = records.flatMap(({ kind, data }) =>
      kind === 'comment' && 'anchor' in data && data.anchor ? [data.anchor] : []
    )
    expect(anchors.length).toBeGreaterThan(1)
    const found = await settled(store, ({ doc }) =>
      anchors.map((anchor) => {
        const text = fieldText(doc, anchor.field)
        const [range] = text ? rangesOf(text, [anchor], () => ({ length: Infinity })) : []
        return range && text?.toString().slice(range.from, range.to)
      })
    )
    expect(found).toEqual(anchors.map(({ quote }) => quote))
  })

  it('has plan dates, officers, milestones, costs and revised dates, each with its history', async () => {
    const { plan, values } = await settled(store, ({ doc, ledger }) => ({
      plan: snapshotPlan(doc),
      values: ledger.valuesOf('actions/part-time-timetables')
    }))
    expect(plan.plan).toMatchObject({ inspected: '2020-03-02', reported: '2020-05-20', groups: [...GROUPS] })
    expect(plan.plan.officers?.length).toBeGreaterThan(1)
    expect(plan.priorities.filter(({ officer }) => !officer)).toEqual([])
    const actions = plan.priorities.flatMap((each) => each.actions)
    expect(actions.filter(({ milestone3 }) => milestone3).length).toBeGreaterThan(5)
    const reached = await settled(store, ({ ledger }) =>
      actions.flatMap(({ id }) => ledger.valuesOf(`actions/${id}`).filter(({ key }) => key === 'milestone3'))
    )
    for (const { value, at } of reached) {
      const date = (value as { reached: string | null } | null)?.reached
      if (date) expect(date <= new Date(at).toISOString().slice(0, 10), date).toBe(true)
    }
    expect(actions.filter(({ milestone3 }) => milestone3?.reached).length).toBeGreaterThan(4)
    expect(actions.filter(({ cost }) => cost).length).toBeGreaterThan(4)
    expect(actions.filter(({ revised }) => revised).length).toBeGreaterThan(2)
    expect(values.filter(({ key }) => key === 'status').length).toBeGreaterThanOrEqual(3)
    expect(values.find(({ key }) => key === 'due')).toMatchObject({ value: '2026-10-30', group: 'education' })
  })

  it('[I8] reads back the same after the store was closed, and the same whatever the random bytes', async () => {
    const before = await settled(store, ({ doc }) => contentHash(doc))
    expect(await settled(await openFolder(folder), ({ doc }) => contentHash(doc))).toBe(before)
    const other = await openFolder(await newFolder())
    await playExample({ store: other, random: seeded(2) })
    expect(await settled(other, ({ doc }) => contentHash(doc))).toBe(before)
  }, 60_000)

  it('[P20] nobody needed more ids than a person may take in an hour', async () => {
    const stored = await store.readPlan(examplePlan)
    expect(stored?.owners.length).toBeGreaterThan(30)
    expect(stored?.owners.length).toBeLessThan(limits.newIdsPerHourMax)
    expect(stored?.owners.filter(({ via }) => via === 'system')).toHaveLength(1)
  })

  it('is played once: a second time is refused and changes nothing', async () => {
    const before = await store.readPlan(examplePlan)
    await expect(playExample({ store, random: seeded(3) })).rejects.toThrow('email-taken')
    expect((await store.readPlan(examplePlan))?.head).toBe(before?.head)
  })

  it('a disk that fills up on the way ends the play with a fault, not with a wait', async () => {
    const small = await openFolder(await newFolder(), { pagesMax: 90 })
    await expect(playExample({ store: small, random: seeded(4) })).rejects.toThrow(/store.full/)
    expect((await small.readPlan(examplePlan))?.head).toBeGreaterThan(1)
  })
})
