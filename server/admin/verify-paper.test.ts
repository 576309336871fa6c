import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAction, addPriority } from '../../shared/plan/schema.ts'
import type { ItemId } from '../../shared/ids.ts'
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
const asked = (paper: string, words: string): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, paper, words], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
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
    const { status, said } = asked(paper, words)
    expect([status, said]).toEqual([0, expect.stringContaining('names this hash')])
    // Today's draft is not it, whatever it says.
    const draft = file(`draft.${extension}`, await get(`exports/${format}?version=draft`))
    expect(asked(draft, words)).toMatchObject({ status: 1, said: expect.stringContaining('does not name the hash') })
  })

  it('[53] finds a word that was changed in a Word file, and words that are not those of the version', async () => {
    const parts = unzipSync(await get('exports/plan-word?version=1'))
    const document = new TextDecoder().decode(parts['word/document.xml'])
    expect(document).toContain('18 weeks')
    const changed = { ...parts, 'word/document.xml': strToU8(document.replaceAll('18 weeks', '80 weeks')) }
    const { status, said } = asked(file('changed.docx', zipSync(changed)), words)
    expect([status, said]).toEqual([1, expect.stringContaining('These words are not in the file: “See every child')])
    const other = new TextDecoder().decode(await get('versions/1/words')).replace('18 weeks', '80 weeks')
    const mended = file('other.json', strToU8(other))
    expect(asked(file('plain.docx', await get('exports/plan-word?version=1')), mended).status).toBe(1)
  })

  it('tells in one line what it cannot read', () => {
    expect(asked(words, file('none.json', strToU8('{}')))).toEqual({
      status: 2,
      said: 'These are not the words of a version.\n'
    })
    expect(asked(file('none.docx', strToU8('PK')), words)).toEqual({
      status: 2,
      said: 'This is no Word document or spreadsheet.\n'
    })
    expect(asked(join(folder, 'nowhere.md'), words).status).toBe(2)
  })
})
