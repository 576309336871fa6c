import { describe, expect, it } from 'vitest'
import { answer, largeScene, smallScene, version } from '../paper-scene.ts'
import { FORMATS, PREVIEW_IDS } from '../registry.ts'
import type { Block } from './blocks.ts'
import { documentOf } from './document.ts'
import { firstPage, type PreviewBlock } from './preview.ts'

const words = (block: PreviewBlock | undefined): string =>
  block === undefined || block.is === 'table' ? '' : block.pieces.map(({ text }) => text).join('')

describe('the first page of a file', () => {
  it.each(PREVIEW_IDS)('%s: begins as the file does, and says what the words are', async (id) => {
    const writing = await FORMATS[id].load()
    const draft = firstPage(writing.document(smallScene().paper()))
    expect(draft).toMatchObject({ isDraft: true })
    expect(draft.standing).toContain('Draft, not agreed')
    expect(words(draft.blocks[0])).toContain('A plan for our families')
    const agreed = firstPage(writing.document(smallScene().paper(version([answer('parents', 'agree')]))))
    expect(agreed).toMatchObject({ isDraft: false })
    expect(agreed.standing).toContain('7F3A-91C2')
  })

  it('the committee paper counts its sections and paragraphs as Word does', async () => {
    const page = firstPage((await FORMATS['committee-paper'].load()).document(smallScene().paper()))
    const summary = page.blocks.findIndex((block) => block.is === 'heading' && words(block) === 'Summary')
    expect(page.blocks[summary]).toMatchObject({ number: '1.' })
    expect(page.blocks[summary + 1]).toMatchObject({ number: '1.1.' })
    expect(page.blocks[summary + 2]).toMatchObject({ number: '1.2.' })
  })

  it('ends where a page is full, in a table too, and at a break of the page', async () => {
    const page = firstPage((await FORMATS['plan-word'].load()).document(largeScene().paper()))
    expect(page.rest).toBe(true)
    expect(page.blocks.length).toBeLessThan(60)
    const paper = smallScene().paper()
    const row = [{ pieces: [{ text: 'x'.repeat(500) }] }]
    const table: Block = { is: 'table', caption: '', head: ['One'], rows: Array(40).fill(row), widths: [100] }
    const long = firstPage(documentOf(paper, [table]))
    const shown = long.blocks.find((block) => block.is === 'table')
    expect(shown?.rows.length).toBeGreaterThan(0)
    expect(shown?.rows.length).toBeLessThan(10)
    expect(long.rest).toBe(true)
    const short = firstPage(documentOf(paper, [{ is: 'page' }, table]))
    expect(short.blocks.map(({ is }) => is)).toEqual(['title'])
    expect(firstPage(documentOf(paper, [])).rest).toBe(false)
  })
})
