import { describe, expect, it } from 'vitest'
import { answer, hostile, smallScene, version } from '../paper-scene.ts'
import { FORMATS, FORMAT_IDS, parseFormatId } from '../registry.ts'
import { write as writeJson } from './json.ts'
import { write as writeMarkdown } from './markdown.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const noted = version([answer('parents', 'cannot-agree', 'Not until 1.2 is done.')])

describe('every format', () => {
  it.each(FORMAT_IDS)('%s is written from a draft, a version, an empty plan and words that mean harm', async (id) => {
    const { write } = await FORMATS[id].load()
    const harm = smallScene().write('parents', 'plan/title', hostile).write('health', 'actions/first/text', hostile)
    for (const paper of [smallScene().paper(), smallScene().paper(noted), harm.paper()])
      expect((await write(paper)).length).toBeGreaterThan(500)
    const empty = smallScene().paper()
    const bare = { ...empty, records: [], authors: {}, plan: { ...empty.plan, priorities: [], loose: [] } }
    expect((await write(bare)).length).toBeGreaterThan(100)
  })

  it('is known by its own name and no other', () => {
    for (const id of FORMAT_IDS) expect(parseFormatId(id)).toBe(id)
    for (const id of ['', 'CSV', 'constructor', '__proto__', 7, null]) expect(parseFormatId(id)).toBeUndefined()
  })
})

describe('JSON', () => {
  it('holds everything with the group of each stretch of words, and nothing that tells people apart', () => {
    const scene = smallScene()
    const second = scene.person('parents')
    scene.write(second, 'priorities/one/why', ' Both of us say so.')
    const raw = text(writeJson(scene.paper(noted)))
    const json = JSON.parse(raw) as {
      standing: { code: string }
      priorities: {
        reference: string
        why: { lines: { runs: { text: string; group: string }[] }[] }
        records: { kind: string }[]
        actions: { reference: string; records: { kind: string; data: { words: string } }[] }[]
      }[]
      plan: { answers: { note: string }[] }
    }
    expect(json.standing.code).toBe('7F3A-91C2')
    expect(json.plan.answers[0]?.note).toBe('Not until 1.2 is done.')
    const [first, other] = json.priorities
    expect(first?.reference).toBe('1')
    expect(first?.actions.map(({ reference }) => reference)).toEqual(['1.1', '1.2'])
    expect(first?.why.lines[0]?.runs.map(({ text: words, group }) => [words, group])).toEqual([
      ['Plans must be right.', 'council'],
      [' They are about our children.', 'parents'],
      [' Both of us say so.', 'parents']
    ])
    expect(first?.records.map(({ kind }) => kind)).toContain('view')
    expect(other?.actions[0]?.records[0]?.data.words).toBe('Ten families are too few.')
    expect(raw).not.toMatch(/"(?:client|person|first|by)": [^n]/)
  })

  it('tells the role of staff only when asked to, and says where somebody typed for somebody', () => {
    const paper = smallScene().paper()
    const authors = {
      ...paper.authors,
      1: { group: 'parents' as const, person: 1, typed: true, from: null, role: 'Chair' }
    }
    expect(text(writeJson({ ...paper, authors }))).toContain('"typedByAnother": true')
    expect(text(writeJson({ ...paper, authors }))).not.toContain('Chair')
    expect(text(writeJson({ ...paper, authors, names: 'roles' }))).toContain('"role": "Chair"')
  })
})

describe('Markdown', () => {
  it('reads as the plan does, with lists, tables, views beside their items and the key at the end', () => {
    const plan = text(writeMarkdown(smallScene().paper()))
    expect(plan).toMatch(/^# A plan for our families\n\n\*\*Draft, not agreed/)
    expect(plan).toContain('Plans must be right. **They are about our children.**')
    expect(plan).toContain('- Three parents sit on every panel\n- Someone asks: is this you?')
    expect(plan).toContain('[See the form](<https://example.org/form>)')
    const view = plan.indexOf('> Some parents feel that leaders continue to lack')
    expect(view).toBeGreaterThan(plan.indexOf('## Priority 1: Quality assurance'))
    expect(view).toBeLessThan(plan.indexOf('## Priority 2: Local Offer website'))
    expect(plan.indexOf('| **A** |')).toBe(-1)
    expect(plan.slice(plan.indexOf('## Key and sources'))).toContain('| A | Slipping |')
  })

  it('takes no sign that somebody typed for a sign of its own', () => {
    const scene = smallScene()
      .write(
        'parents',
        'plan/vision',
        '# no heading <script>alert(1)</script> [x](javascript:alert(1)) | a *b*',
        {},
        {}
      )
      .write('parents', 'plan/governance', '- no list')
    const plan = text(writeMarkdown(scene.paper()))
    expect(plan).toContain(
      '\\# no heading \\<script\\>alert(1)\\</script\\> \\[x\\](javascript:alert(1)) \\| a \\*b\\*'
    )
    expect(plan).toContain('\n\\- no list')
  })
})
