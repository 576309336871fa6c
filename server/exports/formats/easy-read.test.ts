import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { answer, smallScene, version } from '../paper-scene.ts'
import { ideasOf, write } from './easy-read.ts'

const words = (text: string): number => text.split(/\s+/u).filter((word) => word !== '' && word !== '…').length
const parts = async (paper: Parameters<typeof write>[0]): Promise<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(unzipSync(await write(paper)))
      .filter(([name]) => name.endsWith('.xml'))
      .map(([name, bytes]) => [name, strFromU8(bytes)])
  )

describe('the Easy Read starter', () => {
  it('keeps every word, one idea at a time, at most 15 words each', () => {
    const clauses =
      'We will listen to every family, and we will answer each of them within ten days, because waiting is hard.'
    const flat = Array.from({ length: 40 }, (_, n) => `word${n}`).join(' ')
    for (const text of ['Short one. Another? Yes!', clauses, `${flat}.`, 'a list line\nanother list line']) {
      const ideas = ideasOf(text)
      expect(Math.max(...ideas.map((idea) => words(idea.text)))).toBeLessThanOrEqual(15)
      const kept = ideas.map((idea) => idea.text.replace(/ …$/u, '')).join(' ')
      expect(kept).toBe(text.replaceAll('\n', ' '))
    }
    expect(ideasOf('Short one. Another? Yes!')).toEqual(
      ['Short one.', 'Another?', 'Yes!'].map((text) => ({ text, long: false }))
    )
    expect(ideasOf(clauses).every(({ long }) => long)).toBe(true)
    expect(ideasOf(' \n ')).toEqual([])
  })

  it('has a place for a picture beside each idea, no letters under 16 points, and says that it is to be checked', async () => {
    const scene = smallScene()
      .write('council', 'priorities/one/outcome', 'Plans are right the first time. Families see it.')
      .write('council', 'priorities/one/commitments', 'We will ask a parent to read each plan.')
    const files = await parts(scene.paper())
    const document = files['word/document.xml'] ?? ''
    expect(document.match(/\[Picture here\]/g)?.length).toBe(document.match(/<w:tr>|<w:tr /g)?.length)
    for (const said of [
      'Plans are right the first time.',
      'Families see it.',
      'We will ask a parent to read each plan.',
      'People with learning disabilities must check it before anyone uses it.',
      'Not everyone agrees'
    ])
      expect(document).toContain(said)
    const sizes = Object.values(files).flatMap((xml) =>
      [...xml.matchAll(/<w:r>.*?<\/w:r>/gs)]
        .filter(([run]) => run.includes('<w:t'))
        .map(([run]) => Number(/<w:sz w:val="(\d+)"/.exec(run)?.[1] ?? 0))
    )
    expect(sizes.length).toBeGreaterThan(20)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(32)
  })

  it('says on every page what the words are, and holds the answers and notes of groups', async () => {
    const draft = await parts(smallScene().paper())
    expect(Object.entries(draft).find(([name]) => name.startsWith('word/header'))?.[1]).toContain('Draft, not agreed')
    const agreed = await parts(
      smallScene().paper(version([answer('parents', 'agree-with-note', 'Count timetables too.')]))
    )
    expect(agreed['word/document.xml']).toContain('Parents and carers said: We agree, with a note.')
    expect(agreed['word/document.xml']).toContain('Count timetables too.')
  })
})
