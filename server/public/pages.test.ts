import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import type { ItemId, Ms } from '../../shared/ids.ts'
import type { Became, CommentCounted } from '../../shared/contribution/comments.ts'
import { countWords, type WordOwner } from '../../shared/contribution/words.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import type { PlanRecord, RecordData, RecordKind } from '../../shared/plan/records.ts'
import { addAction, addPriority, createPlan, fieldText } from '../../shared/plan/schema.ts'
import { placeReferences } from '../../shared/plan/references.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { freeze, type Frozen } from '../../shared/versions/frozen.ts'
import { foldVersion, type AnswerData, type Version, type VersionEntry } from '../../shared/versions/version.ts'
import { howPage } from './how-page.ts'
import { pageText } from './html.ts'
import { tagsOf } from './page-scene.ts'
import { planPage, type Shown } from './plan-page.ts'
import { insteadOf, isReadable, shelfOf, topOf } from './shelf.ts'
import { commentRows, sharesOf, type Written } from './written.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></svg><svg/onload=alert(1)>',
  '<!-- --><iframe srcdoc="<b>">',
  '&lt;b&gt; &amp; &#60;script&#62;',
  '${alert(1)} {{constructor}} `x`',
  '\u0000\u0008<a href="javascript:alert(1)">x</a>',
  '\u202Eesrever\u2066 \uD83D \u2028 <details ontoggle=alert(1) open>',
  ']]><style>*{display:none}</style><base href="//evil.example">'
]
const item = (id: string): ItemId => id as ItemId
const at: Ms = Date.parse('2026-06-19T10:00:00Z')

const record = <K extends RecordKind>(
  kind: K,
  about: string,
  group: Group,
  data: RecordData<K>,
  id: string
): PlanRecord => ({
  ...{
    id,
    kind,
    about,
    group,
    data,
    by: `secret-${group}`,
    at,
    version: 1,
    changedBy: `secret-${group}`,
    changedAt: at
  },
  withdrawn: false
})

/** A plan in which everything that can be said is said in these words. */
const frozenIn = (words: string): Frozen => {
  const doc = new Y.Doc()
  keepQuiet(doc)
  doc.clientID = 1
  const plan = { title: words, foreword: words, vision: words, context: words, coproduced: words, governance: words }
  createPlan(doc, plan, {
    ...{ area: words, notice: words, groups: [...GROUPS] },
    statusKey: {
      'not-started': 'x',
      'on-track': words.slice(0, 30).trim() || 'x',
      slipping: 'x',
      'off-track': 'x',
      done: 'x'
    }
  })
  const texts = { title: words, why: words, now: words, outcome: words, know: words, commitments: words, told: words }
  addPriority(doc, item('p1'), { order: 'a', kind: 'significant-weakness' }, texts)
  addAction(
    doc,
    item('a1'),
    {
      ...{ order: 'a', priority: 'p1', leads: [{ group: 'council', role: words }], due: '2026-09-30' },
      ...{ revised: { date: '2026-10-30', why: words }, status: { word: 'on-track', why: words } }
    },
    { text: words, success: words }
  )
  const why = fieldText(doc, 'priorities/p1/why')
  why?.insert(0, 'listed\n', { list: 'bullet' })
  why?.insert(0, 'linked', { link: `javascript:${words}`, bold: true })
  why?.insert(0, 'safe', {
    link: `https://example.org/?q=${encodeURIComponent(words.replace(/\p{Cs}/gu, ''))}&a='b'`,
    italic: true
  })
  const records = [
    record('view', 'priorities/p1', 'parents', { words, source: words, held: 'person' }, 'v1'),
    record('reply', 'records/v1', 'council', { words }, 'r1'),
    record('view', 'actions/a1', 'young-people', { words, source: '', held: 'group' }, 'v2'),
    record('update', 'actions/a1', 'council', { words }, 'u1'),
    record('finding', 'priorities/p1', 'council', { words, source: words, date: '2020-05-20' }, 'q1'),
    record(
      'measure',
      'priorities/p1',
      'health',
      {
        ...{ name: words, unit: words, direction: 'up', count: 'point', source: words },
        ...{ baseline: { value: 1, date: '2026-01-01' }, target: { value: 9, date: '2027-01-01' } },
        readings: [{ date: '2026-05-01', milestone: null, actual: 4 }]
      },
      'm1'
    )
  ]
  const owners = [{ client: 1, speaker: 'secret-council', typist: 'secret-council', group: 'council' as const }]
  const snapshot = snapshotPlan(doc)
  return freeze('plan-id', null, { snapshot, records, owners, references: placeReferences(snapshot) })
}

const sum = 'ab12cd34'.repeat(8)
const versionOf = (
  number: number,
  states: readonly Version['state'][],
  answers: readonly [Group, AnswerData][] = []
): Version => {
  const entries: VersionEntry[] = [
    {
      n: 1,
      at,
      by: 'secret-council' as never,
      kind: 'frozen',
      data: { scope: null, seq: 3, epoch: 0, hash: sum, signed: sum, chain: sum }
    },
    {
      n: 2,
      at,
      by: null,
      kind: 'moved',
      data: { state: 'proposed', ask: { asked: [...GROUPS], closesAt: null }, note: 'secret' }
    }
  ]
  for (const [group, said] of answers) {
    const voice = `secret-${group}`
    entries.push({ n: entries.length + 1, at, by: voice as never, kind: 'answered', data: { group, voice, said } })
  }
  for (const state of states)
    entries.push({ n: entries.length + 1, at, by: null, kind: 'moved', data: { state, ask: null, note: '' } })
  const version = foldVersion(number, entries)
  if (!version) throw new Error('not a version')
  return version
}
const published = (words: string): Version =>
  versionOf(
    3,
    ['answered', 'published'],
    [
      [
        'parents',
        { answer: 'agree-with-note', note: words, formal: { body: words, date: '2026-06-12', minute: words } }
      ],
      ['young-people', { answer: 'cannot-agree', note: words, formal: null }],
      ['health', { answer: 'stand-aside', note: words, formal: null }],
      ['education', { answer: 'agree', note: '', formal: null }]
    ]
  )

const shownIn = (words: string): Shown => {
  const frozen = frozenIn(words)
  const version = published(words)
  const counted = countWords(frozen.snapshot, frozen.owners)
  return {
    ...{ frame: { board: words, style: '/assets/a.css', icon: undefined }, base: '/public/plan-id', version, frozen },
    ...{ shelf: [version, versionOf(2, ['published', 'superseded'])], isTop: true, isWholeOpen: false },
    written: { words: counted, people: new Set(['secret-council']), comments: [] },
    files: [{ name: 'Word', what: 'a document', href: '/public/plan-id/v/3/files/plan-word' }]
  }
}
const drawn = (words: string): string[] => [planPage(shownIn(words)), howPage(shownIn(words))].map(pageText)

describe('the public page', () => {
  it.each(hostile)('hostile words change neither an element nor an attribute: %j', (words) => {
    const plain = drawn('x'.repeat(30)).map(tagsOf)
    drawn(words).forEach((page, index) => {
      const tags = tagsOf(page)
      const shape = (all: typeof tags) =>
        all.map(({ name, attributes }) => [name, ...attributes.map(([key]) => key)].join(' '))
      expect(shape(tags)).toEqual(shape(plain[index] ?? []))
    })
  })

  it.each(hostile)('nothing on it runs, and no link leads anywhere but where one may be sent: %j', (words) => {
    for (const page of drawn(words)) {
      const tags = tagsOf(page)
      expect(tags.length).toBeGreaterThan(50)
      expect(tags.filter(({ name }) => ['script', 'iframe', 'object', 'base', 'form', 'style'].includes(name))).toEqual(
        []
      )
      for (const { attributes } of tags)
        for (const [key, value] of attributes) {
          expect(key).not.toMatch(/^(?:on|style|srcdoc)/i)
          if (key === 'href') expect(value).toMatch(/^(?:\/|#|https:\/\/example\.org\/)/)
        }
    }
  })

  it('names nobody: neither who wrote, nor who answered, nor who moved it on', () => {
    for (const page of drawn('Words')) {
      expect(page).toContain('Words')
      expect(page).not.toContain('secret')
    }
  })

  it('says what each group answered, prints every note and view, and the whole sum', () => {
    const [page = ''] = drawn('Exactly these words')
    expect(page).toContain(
      'Agreed by 2 of 6, 1 with a note. Young people cannot agree yet. Standing aside: Health. No answer yet: Social care and local authority.'
    )
    for (const said of [
      'A note from parents and carers',
      'Why young people cannot agree yet',
      'Why health stands aside'
    ])
      expect(page).toContain(said)
    // Beside its item and in the column, with its reply.
    expect(page.split('Said by one person from parents and carers').length - 1).toBe(2)
    expect(page.split('Said by young people').length - 1).toBe(2)
    expect(page.split('What the local authority answered').length - 1).toBe(2)
    expect(page).toContain('AB12-CD34')
    expect(page).toContain(sum)
  })

  it('has one heading of the first rank, no rank left out, and names every id once', () => {
    for (const page of drawn('Words')) {
      const tags = tagsOf(page)
      const ranks = tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name.slice(1))] : []))
      expect(ranks.filter((rank) => rank === 1)).toHaveLength(1)
      ranks.forEach((rank, index) => expect(rank - (ranks[index - 1] ?? 0)).toBeLessThanOrEqual(1))
      const ids = tags.flatMap(({ attributes }) => attributes.flatMap(([key, value]) => (key === 'id' ? [value] : [])))
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})

describe('figures on the public page', () => {
  /** So many people of each group, each with one word of their own. */
  const writtenBy = (people: Partial<Record<Group, number>>): Written => {
    const owners: WordOwner[] = []
    const doc = new Y.Doc()
    createPlan(doc, { vision: '' }, {})
    for (const group of GROUPS)
      for (let each = 0; each < (people[group] ?? 0); each++) {
        doc.clientID = 100 + owners.length
        owners.push({ client: doc.clientID, speaker: `${group}${each}`, group })
        fieldText(doc, 'plan/vision')?.insert(0, 'word ')
      }
    return {
      words: countWords(snapshotPlan(doc), owners),
      people: new Set(owners.map(({ speaker }) => speaker)),
      comments: []
    }
  }
  const names = (people: Partial<Record<Group, number>>): string[] =>
    sharesOf(writtenBy(people)).map(({ name }) => name)

  it('are told by group when five people or more stand behind each, else for families and services, else not', () => {
    expect(
      names({ parents: 5, 'young-people': 6, health: 5, education: 5, 'social-care': 5, council: 9 })
    ).toHaveLength(6)
    expect(names({ parents: 5, 'young-people': 4, health: 5, council: 9 })).toHaveLength(2)
    expect(names({ parents: 2, 'young-people': 2, health: 5, council: 9 })).toEqual([])
    expect(names({})).toEqual([])
  })
})

describe('what became of comments, on the public page', () => {
  const said = (became: Became, ...people: string[]): CommentCounted[] =>
    people.map((by) => ({ about: 'plan', by, group: 'parents', at, became }))
  const rows = (...comments: CommentCounted[][]): string => {
    const written = {
      comments: comments.flat(),
      people: new Set<string>(),
      words: countWords(frozenIn('x').snapshot, [])
    }
    return commentRows(written)
      .map((row) => pageText(row).replace(/<[^>]+>/g, ' '))
      .join('; ')
      .replace(/\s+/g, ' ')
  }
  const five = ['a', 'b', 'c', 'd', 'e']

  it('is told in figures when five people or more stand behind each of them, with what nobody answered', () => {
    expect(rows(said('in-plan', ...five), said('closed', ...five, 'f'))).toBe(
      ' 5 of the 11 comments of parents, carers and young people changed the plan ;' +
        ' 0 got an answer that says why not ; 6 were closed without an answer '
    )
  })

  it('is told without figures where one of them is of fewer people, whoever else said what', () => {
    expect(rows(said('in-plan', ...five), said('answered', 'a', 'a', 'b'))).toBe(
      ' 8 comments of parents, carers and young people: some changed the plan and some got an answer that says why not '
    )
    expect(rows(said('in-plan', 'a', 'b', 'c', 'd'))).toBe('')
    expect(rows()).toBe('')
  })
})

describe('what stands on the shelf', () => {
  it('only what was published once; what is checked can be read no more, and the one before is offered', () => {
    const all = [
      versionOf(1, ['answered', 'superseded']),
      versionOf(2, ['answered', 'published', 'superseded']),
      versionOf(3, ['answered', 'published', 'withdrawn']),
      versionOf(4, ['answered']),
      versionOf(5, ['withdrawn'])
    ]
    const shelf = shelfOf(all)
    expect(shelf.map(({ number }) => number)).toEqual([3, 2])
    expect(shelf.map(isReadable)).toEqual([false, true])
    const top = topOf(shelf)
    expect(top?.number).toBe(3)
    expect(top && insteadOf(top, shelf)?.number).toBe(2)
    expect(topOf(shelfOf(all.slice(0, 1)))).toBeUndefined()
  })
})
