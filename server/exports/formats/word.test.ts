import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Paper } from '../../../shared/plan/paper.ts'
import { answer, at, hash, hostile, item, largeScene, smallScene, version } from '../paper-scene.ts'
import { committeeTemplate } from './committee-template.ts'
import { write as writeCommittee } from './committee-paper.ts'
import { write as writeCompare } from './compare.ts'
import { write as writePlan } from './plan-word.ts'
import { write as writeReview } from './review-pack.ts'

const partsOf = (bytes: Uint8Array): Map<string, string> =>
  new Map(
    Object.entries(unzipSync(bytes))
      .filter(([name]) => /\.(?:xml|rels)$/.test(name))
      .map(([name, part]) => [name, strFromU8(part)])
  )

/** What an XML reader would refuse, or nothing. Source: XML 1.0 §2.1, §2.2, §2.4. */
const wrongXml = (xml: string): string | undefined => {
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(xml)) return 'a character that XML may not hold'
  const open: string[] = []
  const tag = /<\?[^]*?\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)|</g
  for (const [whole, end, name, attributes = '', empty, text] of xml.matchAll(tag)) {
    if (whole === '<') return 'a < that begins no tag'
    const words = text ?? attributes
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(words)) return `a bare & in ${words.slice(0, 40)}`
    if (name === undefined) continue
    if (end === '/') {
      if (open.pop() !== name) return `</${name}> closes something else`
    } else if (empty !== '/') open.push(name)
  }
  return open.length === 0 ? undefined : `${open.join(' ')} stays open`
}

const unescaped = (xml: string): string =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
const paragraphs = (xml: string): { words: string; style: string; level: string | undefined }[] =>
  [...xml.matchAll(/<w:p>([^]*?)<\/w:p>|<w:p [^>]*>([^]*?)<\/w:p>/g)].map(([, plain, other]) => {
    const inside = plain ?? other ?? ''
    return {
      words: unescaped([...inside.matchAll(/<w:(?:t|delText)(?: [^>]*)?>([^<]*)</g)].map(([, text]) => text).join('')),
      style: /<w:pStyle w:val="([^"]*)"/.exec(inside)?.[1] ?? '',
      level: /<w:ilvl w:val="(\d)"/.exec(inside)?.[1]
    }
  })
const documentOf = (bytes: Uint8Array): string => partsOf(bytes).get('word/document.xml') ?? ''
const headingsOf = (xml: string): string[] =>
  paragraphs(xml)
    .filter(({ style }) => /^Heading|^Title/.test(style))
    .map(({ words }) => words)

const everything = version([
  answer('parents', 'cannot-agree', 'Not until 1.2 is done.'),
  answer('health', 'agree'),
  answer('council', 'agree-with-note', 'With thanks to the panel.')
])

describe('Word files', () => {
  it('the check of XML catches a planted fault of each kind', () => {
    expect(wrongXml('<a><b/></a>')).toBeUndefined()
    for (const fault of ['<a>', '<a></b>', '<a>&</a>', '<a b="&"/>', '<a>\u0001</a>', '<a><</a>', '<a>\uFFFE</a>'])
      expect(wrongXml(fault), fault).toBeDefined()
  })

  it('the committee paper holds every section of the council’s report, in its order, numbered', async () => {
    const xml = documentOf(await writeCommittee(smallScene().paper()))
    const headings = headingsOf(xml)
    const wanted = [
      ...['Summary', 'Recommendations', 'Background', 'Issues', 'Options Considered', 'Impact and Implications'],
      ...[
        'Financial',
        'Legal',
        'Equality',
        'Appendices and Background Documents',
        'Audit Trail',
        'Appendix A: The plan'
      ]
    ]
    expect(headings.filter((words) => wanted.includes(words))).toEqual(wanted)
    const numbered = paragraphs(xml).filter(({ level, style }) => level === '0' && style === 'Heading1')
    expect(numbered.map(({ words }) => words)).toEqual([...wanted.slice(0, 6), 'Appendices and Background Documents'])
    const before = paragraphs(xml).findIndex(({ words }) => words === 'Summary')
    const head = paragraphs(xml).slice(0, before)
    for (const label of committeeTemplate.header.flat()) expect(head.map(({ words }) => words)).toContain(label.label)
    for (const left of ['Finance', 'Legal', 'Equality Impact Assessment'])
      expect(paragraphs(xml)).toContainEqual({ words: `[To be completed: ${left}]`, style: 'Blank', level: '1' })
    expect(headings.indexOf('Priority 1: Quality assurance')).toBeGreaterThan(headings.indexOf('Appendix A: The plan'))
  })

  it('takes another order of sections from the template, and tells the right number', async () => {
    const template = { ...committeeTemplate, sections: [...committeeTemplate.sections].reverse() }
    const xml = documentOf(await writeCommittee(smallScene().paper(), { template }))
    expect(headingsOf(xml).indexOf('Issues')).toBeLessThan(headingsOf(xml).indexOf('Summary'))
    expect(xml).toContain('set out in section 3.')
  })

  it.each([
    ['plan', writePlan],
    ['committee paper', writeCommittee]
  ] as const)('the %s prints views, notes and answers beside their items, in their own words', async (_, write) => {
    const all = paragraphs(documentOf(await write(smallScene().paper(everything)))).map(({ words }) => words)
    const from = all.lastIndexOf('Priority 1: Quality assurance')
    const next = all.lastIndexOf('Priority 2: Local Offer website')
    const view =
      'Some parents feel that leaders continue to lack a secure oversight of the quality and review of plans.'
    expect(all.slice(from, next)).toContain(view)
    expect(all.slice(from, next)).toContain('Parents now sit on the panel.')
    expect(all.slice(all.lastIndexOf('2.1 Ask ten families to try the site'))).toContain('Ten families are too few.')
    const note = all.lastIndexOf('Not until 1.2 is done.')
    expect(all[note - 1]).toMatch(/^Parents and carers: We cannot agree yet \(in principle, /)
    expect(all).toContain('With thanks to the panel.')
    const last = all.slice(all.lastIndexOf('Key and sources'))
    for (const fact of ['7F3A-91C2', hash, 'sutton-example', 'A', 'Slipping']) expect(last, fact).toContain(fact)
  })

  it('says on every page, in its title and its sentences that words are of one priority and not of the plan', async () => {
    const scene = smallScene()
    const whole = scene.paper()
    const [only] = whole.plan.priorities
    if (!only) throw new Error('the scene has no priority')
    const frozen = scene.paper(version([answer('health', 'agree')], only.id))
    const paper = { ...frozen, plan: { ...frozen.plan, priorities: [only] } }
    const parts = partsOf(await writeCommittee(paper))
    expect(parts.get('word/header1.xml')).toContain('Priority 1, version 3, answered, not agreed by all')
    expect(parts.get('docProps/core.xml')).toContain(
      '<dc:title>Report to committee: A plan for our families: Priority 1, Quality assurance</dc:title>'
    )
    const words = paragraphs(parts.get('word/document.xml') ?? '').map((each) => each.words)
    expect(words).toContain(
      'This report presents priority 1, Quality assurance, of “A plan for our families”, a continuous improvement plan for Sutton. It is attached as Appendix A, without the other priorities of the plan.'
    )
    expect(words).toContain('Priority 1 holds 2 actions: 1 slipping (A) and 1 done (B).')
    expect(words.filter((each) => each === 'Appendix A: Priority 1 of the plan')).toHaveLength(2)
    expect(words.join('\n')).not.toContain('The plan is attached')
    expect(paragraphs(documentOf(await writeCommittee(whole))).map((each) => each.words)).toContain(
      'This report presents “A plan for our families”, a continuous improvement plan for Sutton. The plan is attached as Appendix A.'
    )
  })

  it('holds the words of one priority against that priority of today, and not against the whole plan', async () => {
    const scene = smallScene()
    const before = scene.paper()
    const [only, other] = before.plan.priorities
    if (!only || !other) throw new Error('the scene has no two priorities')
    const one = (id: typeof only): Paper => {
      const paper = scene.paper(version([], id.id))
      return { ...paper, plan: { ...paper.plan, priorities: [id] } }
    }
    const from = one(only)
    scene.write('parents', 'priorities/one/why', ' We want them on time.')
    const xml = documentOf(await writeCompare(from, scene.paper()))
    expect(xml).toContain('We want them on time.')
    const put = [...xml.matchAll(/<w:ins [^>]*>([^]*?)<\/w:ins>/g)].map(([, run]) =>
      (run ?? '').replace(/<[^>]*>/g, '')
    )
    expect(put.join('')).toBe(' We want them on time.')
    const apart = documentOf(await writeCompare(from, one(other)))
    expect(apart).toContain('two different priorities')
    expect(apart).not.toMatch(/<w:(?:ins|del) /)
  })

  it('a draft prints beside a priority what groups answered to its frozen words, and that these may have changed', async () => {
    const scene = smallScene()
    const [, second] = scene.paper().plan.priorities
    if (!second || everything.is !== 'version') throw new Error('the scene has no such words')
    const sealed = [{ ...everything, scope: second.id }]
    const all = paragraphs(
      documentOf(await writePlan(scene.paper({ is: 'draft', seq: 412, at: everything.at, sealed })))
    )
    const words = all.map((each) => each.words)
    const from = words.lastIndexOf('Priority 2: Local Offer website')
    expect(words.slice(0, from)).not.toContain('Not until 1.2 is done.')
    expect(words.slice(from)).toContain('Not until 1.2 is done.')
    expect(words.slice(from).join('\n')).toMatch(
      /Priority 2, version \d+ as it stood on .+, code 7F3A-91C2\. .+ The words may have changed since\./
    )
  })

  it('says on every page that a draft is one, and of a version which it is', async () => {
    for (const [standing, says] of [
      [undefined, 'Draft, not agreed'],
      [everything, 'Code 7F3A-91C2']
    ] as const) {
      const parts = partsOf(await writePlan(smallScene().paper(standing)))
      const heads = [...parts].filter(([name]) => /^word\/header/.test(name))
      expect(heads).toHaveLength(1)
      expect(heads[0]?.[1]).toContain(says)
      // One head for all pages, the first and the even ones too.
      expect(parts.get('word/document.xml')).not.toMatch(/<w:titlePg|w:type="(?:first|even)"/)
    }
  })

  it('tells its language and title, and which row heads each table', async () => {
    const parts = partsOf(await writePlan(smallScene().paper()))
    expect(parts.get('word/styles.xml')).toMatch(/<w:lang [^>]*w:val="en-GB"/)
    expect(parts.get('docProps/core.xml')).toContain('<dc:title>A plan for our families</dc:title>')
    const tables = [...(parts.get('word/document.xml') ?? '').matchAll(/<w:tbl>([^]*?)<\/w:tbl>/g)].map(
      ([, table]) => table ?? ''
    )
    expect(tables.length).toBeGreaterThan(8)
    for (const table of tables) expect(table.split('</w:tr>')[0]).toContain('<w:tblHeader')
  })

  it('stays well formed whatever people type, and holds no field but the number of the page', async () => {
    const scene = smallScene()
    for (const path of [
      'plan/title',
      'plan/vision',
      'priorities/one/title',
      'priorities/one/why',
      'actions/first/text',
      'actions/first/success'
    ])
      scene.write('parents', path, hostile)
    scene.says('parents', 'view', 'priorities/one', { words: hostile, source: hostile, held: 'group' })
    scene.says('parents', 'update', 'actions/first', { words: hostile })
    for (const bytes of [
      await writePlan(scene.paper()),
      await writeCommittee(scene.paper()),
      await writeCompare(smallScene().paper(), scene.paper()),
      await writeReview({ paper: scene.paper(), since: 0, changes: [] })
    ]) {
      const parts = partsOf(bytes)
      expect(parts.size).toBeGreaterThan(5)
      for (const [name, xml] of parts) expect(wrongXml(xml), name).toBeUndefined()
      const document = parts.get('word/document.xml') ?? ''
      expect(document).not.toMatch(/<w:(?:instrText|fldSimple|fldChar|object|altChunk)/)
      expect(document).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
      expect(unescaped(document)).toContain('=HYPERLINK("https://example.org","click")')
      const footer = [...parts]
        .filter(([name]) => /^word\/footer/.test(name))
        .map(([, xml]) => xml)
        .join('')
      expect([...footer.matchAll(/<w:instrText[^>]*>([^<]*)</g)].map(([, field]) => field)).toEqual([
        'PAGE',
        'NUMPAGES'
      ])
    }
  })

  it('links only to places that a browser may be sent to', async () => {
    const scene = smallScene().write('parents', 'priorities/one/why', 'bad', { link: 'javascript:alert(1)' })
    const rels = partsOf(await writePlan(scene.paper())).get('word/_rels/document.xml.rels') ?? ''
    expect(rels).toContain('https://example.org/form')
    expect(rels).not.toContain('javascript')
  })

  it('compares as tracked changes: accepting gives the later words, rejecting the earlier ones', async () => {
    const scene = smallScene()
    const from = scene.paper(everything)
    scene
      .write('parents', 'priorities/one/why', ' We want them on time.')
      .write('health', 'actions/first/success', 'A nurse reads each plan', {}, { list: 'bullet' })
      .set({ kind: 'action', id: item('second') }, 'cost', 'Three posts')
      .action('fourth', 'two', 'Print the site for families')
    const xml = documentOf(await writeCompare(from, scene.paper()))
    const without = (kept: 'ins' | 'del'): string[] =>
      paragraphs(
        xml.replace(
          new RegExp(`<w:${kept === 'ins' ? 'del' : 'ins'} [^>]*>[^]*?</w:${kept === 'ins' ? 'del' : 'ins'}>`, 'g'),
          ''
        )
      ).map(({ words }) => words)
    const later = 'Plans must be right. They are about our children. We want them on time.'
    expect(without('ins')).toContain(later)
    expect(without('del')).toContain('Plans must be right. They are about our children.')
    expect(without('ins')).toContain('Three posts')
    expect(without('del')).toContain('Two posts, already funded')
    expect(without('ins')).toContain('2.2 Print the site for families')
    expect(without('del')).not.toContain('2.2 Print the site for families')
    const authors = new Set(
      [...xml.matchAll(/<w:ins w:id="\d+" w:author="([^"]*)" w:date="([^"]*)"/g)].map(
        ([, author, date]) => `${author ?? ''} ${date ?? ''}`
      )
    )
    expect(authors).toContain('Parents and carers 2026-11-12T15:30:00Z')
    expect(authors).toContain('Health 2026-11-12T15:30:00Z')
    const ids = [...xml.matchAll(/<w:(?:ins|del) w:id="(\d+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('a paper compared with itself holds no change', async () => {
    const xml = documentOf(await writeCompare(largeScene().paper(), largeScene().paper()))
    expect(xml).not.toMatch(/<w:(?:ins|del) /)
    expect(xml.length).toBeGreaterThan(100_000)
  })

  it('the review pack tells what is new since a date, and what is not', async () => {
    const paper = smallScene().paper()
    const old = at - 86_400_000
    const changes = [
      {
        about: 'actions/first',
        key: 'status',
        value: { word: 'on-track', why: 'Long ago.' },
        group: 'parents',
        at: old - 1
      },
      { about: 'actions/first', key: 'status', value: { word: 'done', why: 'The panel met.' }, group: 'parents', at },
      {
        about: 'actions/second',
        key: 'revised',
        value: { date: '2027-01-15', why: 'New staff.' },
        group: 'council',
        at
      }
    ] as const
    const words = paragraphs(documentOf(await writeReview({ paper, since: old, changes }))).map((each) => each.words)
    expect(words).toContain('12 November 2026, Parents and carers: B – Done. The panel met.')
    expect(words).toContain('12 November 2026, Local authority: New date 15 January 2027. New staff.')
    expect(words).toContain('12 November 2026, Local authority: The number is reported every month.')
    expect(words.join()).not.toContain('Long ago')
    const quiet = paragraphs(documentOf(await writeReview({ paper, since: at + 1, changes }))).map((each) => each.words)
    expect(quiet).toContain('Nothing new: 1.1, 1.2.')
  })
})
