import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import type { ItemId, Ms, PersonId } from '../../shared/ids.ts'
import {
  addAction,
  addPriority,
  createPlan,
  fieldText,
  moveAction,
  placeMap,
  setValue
} from '../../shared/plan/schema.ts'
import type { Author } from '../store/store.ts'
import { newDoc } from './history-scene.ts'
import { Past } from './past.ts'
import { HistoryReader } from './reader.ts'
import { sinceVisit } from './since.ts'
import type { Told } from './told.ts'

const by = (name: string): Author => ({ speaker: name as PersonId, typist: name as PersonId, group: 'parents' })
const [priya, tom] = [by('priya'), by('tom')]
const a1 = { kind: 'action', id: 'a1' as ItemId } as const

/** A plan that people write in one after the other, everybody seeing everything. */
class Script {
  readonly past = Past.empty()
  readonly doc = newDoc()
  at: Ms = 1_000_000
  #seq = 0

  constructor() {
    this.does(by('helen'), () => {
      createPlan(this.doc, { title: 'A plan', vision: 'Together.' }, {})
      addPriority(this.doc, 'p1' as ItemId, { order: 'a0' }, { title: 'First', why: 'Because.' })
      addPriority(this.doc, 'p2' as ItemId, { order: 'a1' }, { title: 'Second' })
      addAction(this.doc, a1.id, { order: 'a0', priority: 'p1' }, { text: 'Do it' })
    })
    this.doc.clientID = 500
    this.at += 600_000
  }

  does(author: Author, act: (text: Y.Text) => void, afterMs = 100): void {
    this.at += afterMs
    const before = Y.encodeStateVector(this.doc)
    let update: Uint8Array | undefined
    const take = (bytes: Uint8Array): void => {
      update = update ? Y.mergeUpdates([update, bytes]) : bytes
    }
    this.doc.on('update', take)
    this.doc.transact(() => act(fieldText(this.doc, 'priorities/p1/why') ?? new Y.Text()))
    this.doc.off('update', take)
    const said = update ?? Y.encodeStateAsUpdate(this.doc, before)
    this.past.apply({ seq: ++this.#seq, at: this.at, entries: [{ author, update: said }] })
  }

  /** Changes after the plan was made, oldest first. */
  told(where?: string) {
    const page = new HistoryReader(this.past).answer({
      ...{ about: 'changes', from: 2, to: Infinity, max: 1000 },
      in: where as ItemId | undefined
    })
    if (typeof page !== 'object' || !('changes' in page) || typeof page.changes === 'number') throw new Error('no page')
    return [...page.changes]
      .reverse()
      .map(({ kind, field, who, inserted, deleted, firstSeq, seq, from, to, name }) => ({
        ...{ kind, field, by: who.speaker, seqs: [firstSeq, seq], name },
        ...(inserted ? { inserted: inserted.text } : {}),
        ...(deleted ? { deleted: deleted.text } : {}),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to })
      }))
  }
}
const why = { kind: 'words', field: 'priorities/p1/why', name: 'First' }

describe('changes', () => {
  it('letters typed one after the other are one change, and what came and went in it is left out', () => {
    const script = new Script()
    for (const letter of 'Surely') script.does(priya, (text) => text.insert(text.length - 1, letter, {}))
    script.does(priya, (text) => text.delete(text.length - 3, 2))
    for (const letter of 'est') script.does(priya, (text) => text.insert(text.length - 1, letter, {}))
    expect(script.told()).toEqual([{ ...why, by: 'priya', seqs: [2, 11], inserted: 'Sureest' }])
  })

  it('a minute, another field, or another kind begins another; another person in between does not', () => {
    const script = new Script()
    script.does(priya, (text) => text.insert(0, 'a', {}))
    script.does(tom, (text) => text.insert(5, 'X', {}))
    script.does(priya, (text) => text.insert(1, 'b', {}))
    script.does(tom, (text) => text.insert(8, 'Y', {}))
    script.does(priya, (text) => text.insert(2, 'c', {}), 60_000)
    script.does(priya, () => fieldText(script.doc, 'plan/vision')?.insert(0, 'v', {}))
    script.does(priya, (text) => text.insert(3, 'd', {}))
    script.does(priya, (text) => text.format(0, 2, { bold: true }))
    script.does(priya, (text) => text.insert(3, 'e', {}))
    expect(script.told()).toEqual([
      { ...why, by: 'priya', seqs: [2, 4], inserted: 'ab' },
      { ...why, by: 'tom', seqs: [3, 5], inserted: 'X … Y' },
      { ...why, by: 'priya', seqs: [6, 6], inserted: 'c' },
      { kind: 'words', field: 'plan/vision', name: '', by: 'priya', seqs: [7, 7], inserted: 'v' },
      { ...why, by: 'priya', seqs: [8, 8], inserted: 'd' },
      { ...why, kind: 'format', by: 'priya', seqs: [9, 9] },
      { ...why, by: 'priya', seqs: [10, 10], inserted: 'e' }
    ])
  })

  it('taking out words, and putting others in their place, says both', () => {
    const script = new Script()
    script.does(tom, (text) => {
      text.delete(0, 7)
      text.insert(0, 'Why not', {})
    })
    expect(script.told()).toEqual([{ ...why, by: 'tom', seqs: [2, 2], inserted: 'Why not', deleted: 'Because' }])
  })

  it('a format change never reads as taken out, taking it off again too; marks that show nothing are nobody’s', () => {
    const script = new Script()
    script.does(priya, (text) => text.format(0, 7, { bold: true }))
    script.does(tom, (text) => text.format(0, 7, { bold: null }), 1)
    script.does(tom, (text) => text.format(0, 7, { bold: null }), 90_000)
    // An undo of formatting takes marks away and nothing else.
    const undo = new Y.UndoManager(fieldText(script.doc, 'priorities/p1/why') ?? new Y.Text())
    script.does(priya, (text) => text.format(0, 3, { italic: true }))
    script.does(priya, () => undo.undo(), 90_000)
    const told = script.told()
    expect(told.map(({ kind, by: who, seqs }) => [kind, who, seqs])).toEqual([
      ['format', 'priya', [2, 2]],
      ['format', 'tom', [3, 3]],
      ['format', 'priya', [5, 5]],
      ['format', 'priya', [6, 6]]
    ])
    expect(told.some((change) => 'inserted' in change || 'deleted' in change)).toBe(false)
  })

  it('removing, putting back, moving and setting say so once, and what changes nothing is no change', () => {
    const script = new Script()
    script.does(tom, () => placeMap(script.doc, a1)?.set('removed', true))
    script.does(tom, () => placeMap(script.doc, a1)?.set('removed', true))
    script.does(priya, () => placeMap(script.doc, a1)?.set('removed', false))
    script.does(priya, () => placeMap(script.doc, a1)?.set('removed', false))
    script.does(tom, () => moveAction(script.doc, a1.id, { priority: 'p2' as ItemId, order: 'c0' }))
    script.does(tom, () => setValue(script.doc, a1, 'due', '2027-01-01'))
    script.does(tom, () => setValue(script.doc, a1, 'due', '2027-02-02'))
    script.does(tom, () => setValue(script.doc, a1, 'due', '2027-02-02'), 90_000)
    const item = { field: 'actions/a1', name: 'Do it' }
    expect(script.told()).toEqual([
      { kind: 'remove', ...item, by: 'tom', seqs: [2, 2] },
      { kind: 'restore', ...item, by: 'priya', seqs: [4, 4] },
      {
        ...{ kind: 'move', ...item, by: 'tom', seqs: [6, 6] },
        ...{ from: { priority: 'p1', order: 'a0' }, to: { priority: 'p2', order: 'c0' } }
      },
      { kind: 'value', field: 'actions/a1/due', name: 'Do it', by: 'tom', seqs: [7, 8], from: null, to: '2027-02-02' }
    ])
    expect(script.told('p1').map(({ kind }) => kind)).toEqual(['remove', 'restore', 'move'])
    expect(script.told('p2').map(({ kind }) => kind)).toEqual(['move', 'value'])
  })

  it('a new item is one change, with its first words and values', () => {
    const script = new Script()
    script.does(priya, () =>
      addAction(script.doc, 'n' as ItemId, { order: 'b0', priority: 'p2', due: '2027-01-01' }, { text: 'More' })
    )
    script.does(priya, () => fieldText(script.doc, 'actions/n/text')?.insert(4, ' of it', {}))
    expect(script.told()).toMatchObject([
      { kind: 'add', field: 'actions/n', by: 'priya', seqs: [2, 2], name: 'More' },
      { kind: 'words', field: 'actions/n/text', by: 'priya', seqs: [3, 3], inserted: ' of it' }
    ])
  })

  it('long words are cut, and say so', () => {
    const script = new Script()
    script.does(priya, (text) => text.insert(0, 'word '.repeat(200), {}))
    const page = new HistoryReader(script.past).answer({ about: 'changes', from: 2, to: 9, max: 1 })
    if (typeof page !== 'object' || !('changes' in page) || typeof page.changes === 'number') throw new Error('no page')
    expect(page.changes[0]?.inserted).toEqual({ text: 'word '.repeat(60), cut: true })
    expect(page.changes[0]?.lettersIn).toBe(1000)
  })
})

describe('since a visit', () => {
  /** What others than Helen did after the first commit. */
  const since = (script: Script) => {
    const answer = sinceVisit(script.past, 1_000_000 + 100, 'helen')
    return {
      count: answer.count,
      told: answer.priorities.flatMap(({ changes }) =>
        changes.map(({ kind, who, marked, to, firstSeq, seq }) => ({
          ...{ kind, by: who.speaker, seqs: [firstSeq, seq] },
          ...(marked ? { marked: marked.text } : {}),
          ...(to === undefined ? {} : { to })
        }))
      )
    }
  }

  it('tells who made words bold, a link or a list, once for each mark, by whoever did it last', () => {
    const script = new Script()
    script.does(tom, (text) => text.format(0, 3, { bold: true }))
    script.does(tom, (text) => text.format(5, 2, { bold: true }))
    script.does(priya, (text) => text.format(1, 1, { link: 'https://example.org' }))
    script.does(priya, (text) => text.format(8, 1, { list: 'bullet' }))
    const bold = { kind: 'format', by: 'tom', seqs: [2, 3], marked: 'Bec … se', to: { bold: true } }
    expect(since(script)).toEqual({
      count: 3,
      told: [
        { kind: 'format', by: 'priya', seqs: [5, 5], to: { list: 'bullet' } },
        { kind: 'format', by: 'priya', seqs: [4, 4], marked: 'e', to: { link: 'https://example.org' } },
        bold
      ]
    })
  })

  it('marks that were taken off again, and marks of words that came or went, are nothing of their own', () => {
    const script = new Script()
    script.does(tom, (text) => text.format(0, 3, { bold: true }))
    script.does(priya, (text) => text.format(0, 3, { bold: null }))
    expect(since(script)).toEqual({ count: 0, told: [] })
    script.does(tom, (text) => text.insert(0, 'New ', { bold: true }))
    script.does(tom, (text) => text.format(6, 2, { italic: true }))
    script.does(tom, (text) => text.delete(6, 2))
    expect(since(script)).toEqual({ count: 1, told: [{ kind: 'words', by: 'tom', seqs: [4, 6] }] })
  })

  it('words that were bold before and are so no longer', () => {
    const script = new Script()
    script.does(by('helen'), (text) => text.format(0, 7, { bold: true }))
    const left = script.at
    script.does(tom, (text) => text.format(2, 2, { bold: null }))
    const answer = sinceVisit(script.past, left, 'helen')
    expect(answer.priorities[0]?.changes).toMatchObject([
      { kind: 'format', who: { speaker: 'tom' }, marked: { text: 'ca' }, to: { bold: false }, lettersIn: 0 }
    ])
    expect(answer.count).toBe(1)
  })
})

describe('long answers', () => {
  const plainly = (told: Told | 'none'): unknown =>
    told === 'none' ? told : JSON.parse(new TextDecoder().decode(told.json))

  it('are written out as they are told, at every moment, there and back, and name everyone they speak of', () => {
    const script = new Script()
    script.does(priya, (text) => text.insert(0, '“Every \u2028 family”\n', { bold: true }))
    script.does(tom, () => setValue(script.doc, a1, 'due', '2027-01-01'))
    script.does(tom, () => fieldText(script.doc, 'plan/vision')?.insert(0, 'All of us. ', {}))
    script.does(priya, (text) => text.delete(2, 4))
    script.does(priya, () => placeMap(script.doc, a1)?.set('removed', true))
    const reader = new HistoryReader(script.past)
    const owner = { ...priya, client: 500, via: 'live' as const }
    script.past.know([owner])
    let priyas = 0
    for (const at of [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 6]) {
      const where = at % 2 === 0 ? { in: 'p1' as ItemId } : {}
      const question = { about: 'moment', at, ...where } as const
      const fresh = new HistoryReader(script.past).answer(question)
      const told = reader.tell(question)
      expect(plainly(told), `moment ${at}`).toEqual(JSON.parse(JSON.stringify(fresh)))
      if (told !== 'none' && told.people.includes('priya')) priyas++
      const pair = { about: 'compare', from: Math.min(at, 3), to: Math.max(at, 3) } as const
      expect(plainly(reader.tell(pair))).toEqual(JSON.parse(JSON.stringify(reader.answer(pair))))
    }
    expect(priyas).toBe(10)
    expect(reader.tell({ about: 'moment', at: 3, in: 'p9' as ItemId })).toBe('none')
  })

  it('a text that was read at one moment and then written in is read anew', () => {
    const script = new Script()
    const reader = new HistoryReader(script.past)
    for (let count = 1; count <= 3; count++) {
      const answer = reader.answer({ about: 'moment', at: Infinity })
      if (typeof answer !== 'object' || !('plan' in answer)) throw new Error('no moment')
      expect(answer.plan?.priorities[0]?.why.text).toBe(`${'x'.repeat(count - 1)}Because.`)
      script.does(tom, (text) => text.insert(0, 'x', {}))
    }
  })
})
