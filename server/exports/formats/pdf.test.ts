import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { answer, hash, hostile, largeScene, smallScene, version } from '../paper-scene.ts'
import { write as writeEvidence } from './evidence-pdf.ts'
import { write as writePlan } from './plan-pdf.ts'

type Node = { role?: string; type?: string; children?: Node[] }

const opened = (bytes: Uint8Array) => getDocumentProxy(new Uint8Array(bytes))
const treesOf = async (bytes: Uint8Array): Promise<Node[]> => {
  const doc = await opened(bytes)
  return Promise.all(
    Array.from(
      { length: doc.numPages },
      async (_, index) => (await (await doc.getPage(index + 1)).getStructTree()) as Node
    )
  )
}
const all = (nodes: readonly Node[], role: string): Node[] =>
  nodes.flatMap((node) => [...(node.role === role ? [node] : []), ...all(node.children ?? [], role)])
const holdsWords = (node: Node): boolean => node.type === 'content' || (node.children ?? []).some(holdsWords)

describe('PDF files', () => {
  it.each([
    ['the plan', writePlan, 'A plan for our families'],
    ['the evidence', writeEvidence, 'Evidence of co-production: A plan for our families']
  ] as const)('%s is tagged, says its language and title, and has bookmarks', async (_, write, title) => {
    const doc = await opened(await write(smallScene().paper()))
    expect((await doc.getMarkInfo())?.Marked).toBe(true)
    const info = new Map<string, unknown>(Object.entries((await doc.getMetadata()).info))
    expect(info.get('Language')).toBe('en-GB')
    expect(info.get('Title')).toBe(title)
    const outline = ((await doc.getOutline()) as { title: string }[]).map((entry) => entry.title)
    expect(outline).toContain('Key and sources')
    expect(outline.length).toBeGreaterThan(3)
  })

  it('holds headings, lists, tables with header cells, quotations and links where a screen reader looks', async () => {
    const trees = await treesOf(await writePlan(smallScene().paper()))
    expect(all(trees, 'H1')).toHaveLength(1)
    for (const role of ['H2', 'H3', 'P', 'BlockQuote', 'TOCI', 'Link', 'Caption'])
      expect(all(trees, role).filter(holdsWords).length, role).toBeGreaterThan(0)
    const lists = all(trees, 'L')
    expect(lists.length).toBeGreaterThan(1)
    for (const entry of all(lists, 'LI')) expect(entry.children?.map(({ role }) => role)).toEqual(['Lbl', 'LBody'])
    const tables = all(trees, 'Table')
    expect(tables.length).toBeGreaterThan(7)
    for (const table of tables) {
      const rows = (table.children ?? []).filter(({ role }) => role === 'TR')
      expect(rows[0]?.children?.every(({ role }) => role === 'TH')).toBe(true)
      for (const row of rows.slice(1)) expect(row.children?.[0]?.role).toBe('TH')
    }
    const raw = Buffer.from(await writePlan(smallScene().paper())).toString('latin1')
    expect(raw).toMatch(/\/FontFile2/)
    expect(raw).toMatch(/\/Scope \/Column/)
    expect(raw).toMatch(/\/Scope \/Row/)
  })

  it('every page of a draft says so, and every page of a version which it is', async () => {
    for (const [standing, says] of [
      [undefined, 'Draft, not agreed'],
      [version([answer('parents', 'cannot-agree', 'Not until 1.2 is done.')]), 'Code 7F3A-91C2']
    ] as const) {
      const { text } = await extractText(await opened(await writePlan(smallScene().paper(standing))))
      expect(text.length).toBeGreaterThan(3)
      for (const page of text) expect(page).toContain(says)
      expect(text.at(-1)?.replaceAll(/\s/g, '')).toContain(hash)
    }
  })

  it('prints views and notes beside their items, whatever letters people use', async () => {
    const scene = smallScene().write('parents', 'plan/vision', ` žluťoučký Ελλάδα Привет ${hostile}`)
    const noted = version([answer('parents', 'cannot-agree', 'Not until 1.2 is done.')])
    const { text } = await extractText(await opened(await writePlan(scene.paper(noted))), { mergePages: true })
    const flat = text.replaceAll(/\s+/g, ' ')
    for (const words of [
      'lack a secure oversight',
      'Ten families are too few.',
      'Not until 1.2 is done.',
      'žluťoučký Ελλάδα Привет'
    ])
      expect(flat, words).toContain(words)
    expect(flat).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(flat.indexOf('Priority 2', flat.indexOf('Priority 1: Quality assurance', 500))).toBeGreaterThan(
      flat.indexOf('lack a secure oversight')
    )
  })

  it('no letter vanishes: what the typeface lacks is named where it stands, said to screen readers, and noted', async () => {
    const tamil = 'பிரியா ஷா'
    const scene = smallScene()
      .write('parents', 'plan/vision', ` Ask ${tamil}, 王小明 and عائشة خان.`)
      .says('parents', 'view', 'priorities/two', { words: `${tamil} was not asked.`, source: '', held: 'group' })
    const bytes = await writePlan(scene.paper())
    const doc = await opened(bytes)
    const { text } = await extractText(doc, { mergePages: true })
    const flat = text.replaceAll(/\s+/g, ' ')
    expect(flat).toMatch(/Ask \[in Tamil letters\], \[in Chinese letters\] and \p{Script=Arabic}/u)
    expect(flat).toContain('[in Tamil letters] was not asked.')
    expect(flat).toContain(
      'letters that this file cannot show. Where they stand you read [in Chinese letters], [in Tamil'
    )
    const raw = Buffer.from(bytes).toString('latin1')
    expect(raw).toContain('/S /Span')
    expect(
      (await extractText(await opened(await writePlan(smallScene().paper())), { mergePages: true })).text
    ).not.toContain('cannot show')
  })

  it('a cell that no page can hold goes on over the next, and nothing of it is lost', async () => {
    const scene = smallScene().says('parents', 'measure', 'priorities/two', {
      name: Array.from({ length: 900 }, (_, index) => `word${index}`).join(' '),
      unit: '',
      direction: 'up',
      count: 'point',
      baseline: null,
      target: null,
      readings: [],
      source: ''
    })
    const { text } = await extractText(await opened(await writePlan(scene.paper())), { mergePages: true })
    const found = new Set([...text.matchAll(/word\d+/g)].map(([word]) => word))
    expect(found.size).toBe(900)
  })

  it('a large plan keeps its order and tags on every page', async () => {
    const trees = await treesOf(await writePlan(largeScene().paper()))
    expect(trees.length).toBeGreaterThan(70)
    // A page without a tag would be silent.
    expect(trees.every((tree) => holdsWords(tree))).toBe(true)
  }, 60_000)
})
