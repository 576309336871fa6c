import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemId } from '../../shared/ids.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { addAction, addPriority } from '../../shared/plan/schema.ts'
import { frozenWords } from '../../shared/versions/frozen.ts'
import { codeOf } from '../../shared/versions/version.ts'
import { write as writeCommittee } from '../exports/formats/committee-paper.ts'
import { write as writePdf } from '../exports/formats/plan-pdf.ts'
import { answer, smallScene, version } from '../exports/paper-scene.ts'
import { BoardScene } from '../http/board-scene.ts'

const script = fileURLToPath(new URL('verify-paper.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'board-paper-'))
let board: BoardScene
let lead: string

const get = async (path: string): Promise<Uint8Array> => {
  const answer = await board.fetch(`/api/plans/own/${path}`, { cookie: lead })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
/** The board under test lives in this process: nothing here may hold its event loop up. */
const asked = (paper: string, words: string): Promise<{ status: number | null; said: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, paper, words])
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, said }))
  })

/** A plan with something of everything, and its words as a version has them. */
const rich = async (): Promise<{ xml: string; word: (xml: string) => string; pdf: string; words: string }> => {
  const scene = smallScene().says('education', 'reply', 'records/view-1', { words: 'We ask thirty.' })
  const given = scene.paper(version([answer('health', 'agree-with-note', 'Soon, please.')]))
  const frozen = frozenWords({
    plan: 'sutton-example',
    scope: null,
    snapshot: given.plan,
    // Records on paper have all that is frozen of them.
    records: given.records as unknown as PlanRecord[],
    owners: [],
    references: given.references
  })
  const hash = createHash('sha256').update(frozen).digest('hex')
  if (given.standing.is !== 'version') throw new Error('the scene is of a version')
  const standing = { ...given.standing, hash, code: codeOf(hash) }
  const paper = { ...given, standing, sources: { ...given.sources, hash } }
  const parts = unzipSync(await writeCommittee(paper))
  let written = 0
  return {
    xml: new TextDecoder().decode(parts['word/document.xml']),
    word: (xml) => file(`rich-${++written}.docx`, zipSync({ ...parts, 'word/document.xml': strToU8(xml) })),
    pdf: file('rich.pdf', await writePdf(paper)),
    words: file('rich.json', strToU8(frozen))
  }
}

const formats = [
  ['committee-paper', 'docx'],
  ['plan-word', 'docx'],
  ['plan-pdf', 'pdf'],
  ['spreadsheet', 'xlsx'],
  ['csv', 'csv'],
  ['markdown', 'md'],
  ['json', 'json']
] as const
let words = ''

beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  await board.plan('own', helen, 'Plan “für alle” & <mehr>', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a1' }, { title: 'Waiting *too* long', why: 'Because it is: 18 weeks.' })
    addAction(
      doc,
      'a1' as ItemId,
      { order: 'b1', priority: 'p1' },
      { text: 'See every child – within 18 weeks', success: 'Nine of ten “do”.' }
    )
  })
  lead = await board.signIn('helen@example.org')
  const draft = (await (await board.fetch('/api/plans/own/versions/draft', { cookie: lead })).json()) as {
    seq: number
    hash: string
  }
  const body = { scope: null, seq: draft.seq, hash: draft.hash, ask: null }
  const frozen = await board.post('/api/plans/own/versions', body, { cookie: lead })
  if (frozen.status !== 201) throw new Error(await frozen.text())
  words = file('words.json', await get('versions/1/words'))
}, 60_000)
afterAll(async () => {
  await board.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('verify-paper.mjs', () => {
  it.each(formats)('[53] says of %s that it is the version’s', { timeout: 60_000 }, async (format, extension) => {
    const paper = file(`${format}.${extension}`, await get(`exports/${format}?version=1`))
    const { status, said } = await asked(paper, words)
    expect([status, said]).toEqual([0, expect.stringContaining('names this hash')])
    // Today's draft is not it, whatever it says.
    const draft = file(`draft.${extension}`, await get(`exports/${format}?version=draft`))
    expect(await asked(draft, words)).toMatchObject({
      status: 1,
      said: expect.stringContaining('does not name the hash')
    })
  })

  it('[53] finds in a Word file what was changed, taken out, put in, moved, hidden or struck out', async () => {
    const { xml, word, pdf, words: rightWords } = await rich()
    const first = await asked(word(xml), rightWords)
    expect(first.said).toMatch(/^Yes: the file names this hash and holds all of these words, each in its place/)
    expect(first).toMatchObject({ status: 0, said: expect.stringContaining('Soon, please.') })
    expect(await asked(pdf, rightWords)).toMatchObject({ status: 0, said: expect.stringMatching(/^Yes: /) })
    const begins = xml.indexOf('Appendix A: The plan', xml.indexOf('Audit Trail'))
    const inPlan = (change: (plan: string) => string): string => {
      const changed = xml.slice(0, begins) + change(xml.slice(begins))
      expect(changed).not.toBe(xml)
      return changed
    }
    const line = '<w:p><w:r><w:t>Every partner agrees to cuts.</w:t></w:r></w:p>'
    for (const [told, changed] of [
      [
        'action 1.2, due date: “Due date / 15 January 2027',
        inPlan((plan) => plan.replace('15 January 2027', '15 June 2027'))
      ],
      ['action 1.1, status', inPlan((plan) => plan.replace('B – Done. The first', 'G – On track. The first'))],
      [
        'priority 1: “Every partner agrees to cuts.”',
        inPlan((plan) => plan.replace(/(Why this matters<.*?<\/w:p>)/, `$1${line}`))
      ],
      ['priority 1, a measure', inPlan((plan) => plan.replace('25 (30 July 2027)', '75 (30 July 2027)'))],
      ['a view that not everyone shares', inPlan((plan) => plan.replace('continue to lack', 'no longer lack'))],
      ['action 1.1, success criteria', inPlan((plan) => plan.replace('Three parents sit', 'Three parents never sit'))],
      [
        'action 1.1, success criteria',
        inPlan((plan) =>
          plan.replace(
            '<w:r><w:t xml:space="preserve">Three',
            '<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">Three'
          )
        )
      ],
      [
        'action 1.1, success criteria',
        inPlan((plan) =>
          plan.replace(
            /<w:r><w:t xml:space="preserve">(Three[^<]*)<\/w:t><\/w:r>/,
            '<w:del w:id="900" w:author="x"><w:r><w:delText>$1</w:delText></w:r></w:del>'
          )
        )
      ]
    ] as const) {
      const { status, said } = await asked(word(changed), rightWords)
      expect([status, said], told).toEqual([1, expect.stringContaining(told)])
      expect(said).toMatch(/^No: the file names this hash, but what it says was changed\./)
    }
    // What officers fill in before the plan is theirs.
    expect((await asked(word(xml.replace('[To be completed: Finance]', 'None.')), rightWords)).status).toBe(0)
    expect((await asked(word(xml.replaceAll('Key and sources', 'Sources')), rightWords)).status).toBe(3)
  })

  it('[53] finds a word that was changed in a Word file, and words that are not those of the version', async () => {
    const parts = unzipSync(await get('exports/plan-word?version=1'))
    const document = new TextDecoder().decode(parts['word/document.xml'])
    expect(document).toContain('18 weeks')
    const changed = { ...parts, 'word/document.xml': strToU8(document.replaceAll('18 weeks', '80 weeks')) }
    const { status, said } = await asked(file('changed.docx', zipSync(changed)), words)
    expect([status, said]).toEqual([1, expect.stringContaining('  action 1.1: “1.1 See every child')])
    const other = new TextDecoder().decode(await get('versions/1/words')).replace('18 weeks', '80 weeks')
    const mended = file('other.json', strToU8(other))
    expect((await asked(file('plain.docx', await get('exports/plan-word?version=1')), mended)).status).toBe(1)
  })

  it('says of files with words of their own that it has not compared them', { timeout: 60_000 }, async () => {
    for (const [format, extension] of [
      ['easy-read', 'docx'],
      ['evidence-pdf', 'pdf'],
      ['evidence-csv', 'csv']
    ]) {
      const paper = file(`${format}.${extension}`, await get(`exports/${format}?version=1`))
      expect(await asked(paper, words), format).toMatchObject({
        status: 3,
        said: expect.stringMatching(/^Not compared: /)
      })
    }
  })

  it('tells in one line what it cannot read', async () => {
    expect(await asked(words, file('none.json', strToU8('{}')))).toEqual({
      status: 2,
      said: 'These are not the words of a version.\n'
    })
    expect(await asked(file('none.docx', strToU8('PK')), words)).toEqual({
      status: 2,
      said: 'This is no Word document or spreadsheet.\n'
    })
    expect((await asked(join(folder, 'nowhere.md'), words)).status).toBe(2)
  })
})
