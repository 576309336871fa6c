import { describe, expect, it } from 'vitest'
import { Fragment, Slice, type Node } from 'prosemirror-model'
import { TextSelection, type Command, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { pasteInto, reducePasted } from './clipboard.ts'
import {
  backspaceAtStart,
  deleteAtEnd,
  deleteRange,
  indent,
  outdent,
  splitLine,
  toggleBold,
  toggleItalic,
  toggleList
} from './commands.ts'
import { cellsBetween, flatLength, indexAt, lineStarts, positionAt } from './flat.ts'
import { deltasOf, type TextDelta } from './local-delta.ts'
import { setLink } from './links.ts'
import { Random } from './random.ts'
import { idsOf, Scene, type Writer } from './scene.ts'
import { lineEndAttributes, letterAttributes, lineKind, schemaOf, type TextKind } from './schema.ts'
import { listFromSign } from './typed-lists.ts'

// EDITOR_ROUNDS=4000 runs the long search; EDITOR_SEED=n runs one round again.
const rounds = Number(process.env['EDITOR_ROUNDS'] ?? 400)
const onlySeed = process.env['EDITOR_SEED']
const firstSeed = onlySeed === undefined ? 20_260 : Number(onlySeed)
const names = ['anna', 'priya', 'kofi'] as const

type Count = { local: number; remote: number; letters: number; held: number; undone: number; refused: number }

class Broken extends Error {}

const broken = (seed: number, what: string): never => {
  throw new Broken(`seed ${seed}: ${what}`)
}

const isHalf = (char: string): boolean => char >= '\ud800' && char <= '\udfff'

/**
 * What the editor's own position map says must still be there, by index before → index after. Of a
 * letter of two units both must be: a selection from the middle of one to the middle of another may
 * leave either.
 */
const survivors = (before: Node, tr: Transaction): [number, number][] => {
  const kept = new Map<number, number>()
  const starts = lineStarts(before)
  const cells = cellsBetween(before, 0, flatLength(before))
  cells.forEach((cell, index) => {
    if (cell.end) return
    const at = tr.mapping.mapResult(positionAt(before, index, starts), 1)
    if (!at.deletedAfter) kept.set(index, indexAt(tr.doc, at.pos))
  })
  return [...kept].filter(([from, to]) => {
    const char = cells[from]?.char ?? ''
    return !isHalf(char) || (char < '\udc00' ? kept.get(from + 1) === to + 1 : kept.get(from - 1) === to - 1)
  })
}

/** Runs a command and holds every letter against its id. */
const act = (seed: number, writer: Writer, command: Command, count: Count): void => {
  const { binding, text } = writer
  command(binding.state, (tr) => {
    const before = binding.state.doc
    const idsBefore = idsOf(text)
    const wasHeld = binding.held
    binding.dispatch(tr)
    if (!tr.docChanged) return
    if (binding.state.doc === before) {
      count.refused++
      return
    }
    count.local++
    const idsAfter = idsOf(text)
    const expected = survivors(before, tr)
    if (wasHeld) {
      const still = new Set(idsAfter)
      const gone = idsBefore.filter((id) => !still.has(id)).length
      const mayGo = flatLength(before) - expected.length
      if (gone > mayGo) broken(seed, `${writer.name}: ${gone} letters went, at most ${mayGo} were taken out`)
      return
    }
    for (const [from, to] of expected) {
      count.letters++
      if (idsBefore[from] !== idsAfter[to]) {
        broken(seed, `${writer.name}: letter ${from} was ${idsBefore[from]} and is ${idsAfter[to]}`)
      }
    }
  })
}

const alphabet = ['a', 'b', 'c', ' ', 'd', 'e', 'f', 'g', 'h', ' ', 'i', 'j', 'k', 'é', '😀', '👩‍👧', 'ß', 'ص']

const letters = (random: Random, most: number): string =>
  Array.from({ length: 1 + random.below(most) }, () => random.pick(alphabet)).join('')

const selectSomewhere = (random: Random, scene: Scene, writer: Writer): void => {
  const length = flatLength(writer.binding.state.doc)
  const from = random.below(length)
  scene.select(writer.name, from, random.chance(0.5) ? from : Math.min(length - 1, from + random.below(9)))
}

const typing =
  (words: string): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.insertText(words, state.selection.from, state.selection.to))
    return true
  }

const pasting =
  (slice: Slice): Command =>
  (state, dispatch) => {
    dispatch?.(pasteInto(state, slice))
    return true
  }

/** Lines as a page brings them: kinds, levels and marks. */
const richSlice = (random: Random, kind: TextKind): Slice => {
  const schema = schemaOf(kind)
  const marks = [schema.mark('bold'), schema.mark('italic'), schema.mark('link', { href: 'https://example.org/x' })]
  const lines = Array.from({ length: 1 + random.below(3) }, () =>
    schema.node('line', { ...lineKind(random.pick([null, 'bullet', 'ordered']), random.below(4)) }, [
      schema.text(letters(random, 4)),
      schema.text(
        letters(random, 4),
        marks.filter(() => random.chance(0.5))
      )
    ])
  )
  return reducePasted(kind, new Slice(Fragment.from(lines), 1, 1))
}

/** "- " typed at the start of the line, and the list it makes in the same breath. */
const typingSign =
  (sign: string): Command =>
  (state, dispatch) => {
    const { $from } = state.selection
    const typed = state.tr.insertText(sign, $from.start(), $from.start())
    typed.setSelection(TextSelection.create(typed.doc, $from.start() + sign.length))
    const list = listFromSign(state.apply(typed))
    if (list) for (const step of list.steps) typed.step(step)
    dispatch?.(typed)
    return true
  }

const backspace: Command = (state, dispatch) => {
  if (deleteRange(state, dispatch) || backspaceAtStart(state, dispatch)) return true
  const { from } = state.selection
  dispatch?.(state.tr.delete(from - 1, from))
  return true
}

const someCommand = (random: Random, kind: TextKind): Command => {
  const many: (() => Command)[] = [
    () => typing(letters(random, 5)),
    () => typing(letters(random, 5)),
    () => typing(random.pick(alphabet)),
    () => backspace,
    () => deleteRange,
    () => toggleBold(kind),
    () => toggleItalic(kind),
    () => setLink(kind, random.pick(['https://example.org/plan', 'mailto:a@example.org', null]), letters(random, 4)),
    () => setLink(kind, random.chance(0.7) ? 'https://example.org/plan' : null),
    () => pasting(richSlice(random, kind))
  ]
  const lines: (() => Command)[] = [
    () => splitLine,
    () => splitLine,
    () => backspaceAtStart,
    () => deleteAtEnd,
    () => toggleList('bullet'),
    () => toggleList('ordered'),
    () => typingSign(random.pick(['- ', '1. '])),
    () => indent,
    () => indent,
    () => outdent
  ]
  return random.pick(kind === 'lines' ? [...many, ...lines] : many)()
}

const undoOne = (seed: number, writer: Writer, way: 'undo' | 'redo', count: Count): void => {
  const own = `${writer.doc.clientID}@`
  const others = idsOf(writer.text).filter((id) => !id.startsWith(own))
  writer.binding[way]()
  const still = new Set(idsOf(writer.text))
  count.undone++
  if (others.some((id) => !still.has(id))) broken(seed, `${way} by ${writer.name} took out another person's letter`)
}

/** Updates of one person are read in any order by the others; Yjs parks what comes too early. */
const deliverSome = (seed: number, random: Random, scene: Scene, writer: Writer, count: Count): void => {
  const sent = scene.sent
  for (let n = random.below(4); n > 0 && writer.inbox.length > 0; n--) {
    const [update] = writer.inbox.splice(random.below(writer.inbox.length), 1)
    if (update) Y.applyUpdate(writer.doc, update, 'remote')
    count.remote++
  }
  if (scene.sent > sent) broken(seed, `${writer.name} sent an edit because one arrived`)
}

/** Another program's edits: text behind the last line end, or no last line end at all. */
const outsiderEdits = (random: Random, writer: Writer): void => {
  const { text, doc } = writer
  doc.transact(() => {
    if (random.chance(0.5)) text.insert(text.length, letters(random, 3))
    else if (text.toString().endsWith('\n')) text.delete(text.length - 1, 1)
    if (random.chance(0.3)) text.insert(0, 'x\n')
  })
}

type RoundOptions = { deltas?: (tr: Transaction, kind: TextKind) => TextDelta[]; outsider?: boolean }

const round = (seed: number, count: Count, options: RoundOptions = {}): void => {
  const random = new Random(seed)
  const kind: TextKind = random.chance(0.2) ? 'line' : 'lines'
  const start = Array.from({ length: 1 + random.below(4) }, () => letters(random, 12))
  const scene = new Scene(names, { kind, start: start.join(kind === 'lines' ? '\n' : ' '), ...options })
  const check = (writer: Writer): void => {
    if (writer.binding.held) return
    const difference = scene.difference(writer)
    if (difference !== undefined) broken(seed, difference)
  }
  for (let turn = 0; turn < 40; turn++) {
    const writer = scene.of(random.pick(names))
    const dice = random.next()
    if (dice < 0.62) {
      if (random.chance(0.6)) selectSomewhere(random, scene, writer)
      if (random.chance(0.4)) writer.binding.undoManager.stopCapturing()
      if (random.chance(0.12)) {
        scene.paste(writer.name, kind === 'lines' ? [letters(random, 6), letters(random, 3)] : [letters(random, 6)])
        count.local++
      } else act(seed, writer, someCommand(random, kind), count)
    } else if (dice < 0.72) {
      undoOne(seed, writer, random.chance(0.6) ? 'undo' : 'redo', count)
    } else if (dice < 0.77) {
      if (writer.binding.held) writer.binding.release()
      else {
        writer.binding.hold()
        count.held++
      }
    } else if (dice < 0.8 && options.outsider) outsiderEdits(random, writer)
    else deliverSome(seed, random, scene, writer, count)
    check(writer)
  }
  for (const writer of scene.writers) {
    while (writer.inbox.length > 0) deliverSome(seed, random, scene, writer, count)
    writer.binding.release()
  }
  scene.deliver()
  const [first] = scene.writers
  for (const writer of scene.writers) {
    check(writer)
    if (!first || writer === first) continue
    expect(idsOf(writer.text), `seed ${seed}: letters of ${writer.name}`).toEqual(idsOf(first.text))
    if (!writer.binding.state.doc.eq(first.binding.state.doc)) broken(seed, `${writer.name} and ${first.name} differ`)
  }
}

const nothing = (): Count => ({ local: 0, remote: 0, letters: 0, held: 0, undone: 0, refused: 0 })

const search = (count: Count, options: RoundOptions, howMany = rounds): void => {
  const seeds = onlySeed === undefined ? howMany : 1
  for (let n = 0; n < seeds; n++) round(firstSeed + n, count, options)
}

/** The mistake of tree bindings: the line that is split, joined or changed is written anew. */
const wholeLines = (tr: Transaction): TextDelta[] => {
  const cells = (doc: Node) => cellsBetween(doc, 0, flatLength(doc))
  return [
    [
      { delete: flatLength(tr.before) - 1 },
      ...cells(tr.doc)
        .slice(0, -1)
        .map((cell) => ({
          insert: cell.char,
          attributes: cell.end ? lineEndAttributes(cell.end, []) : letterAttributes(cell.marks)
        }))
    ]
  ]
}

const onEnter =
  (mistake: (tr: Transaction) => TextDelta[]) =>
  (tr: Transaction, kind: TextKind): TextDelta[] =>
    kind === 'lines' && tr.doc.childCount > tr.before.childCount ? mistake(tr) : deltasOf(tr, kind)

const firstCatch = (options: RoundOptions): unknown => {
  try {
    search(nothing(), options, 60)
  } catch (caught) {
    return caught
  }
  return undefined
}

describe('the harness catches a planted bug', () => {
  it('sees that a whole line was written anew on Enter', () => {
    expect(String(firstCatch({ deltas: onEnter(wholeLines) }))).toMatch(/letter \d+ was/)
  })

  it('sees that a new line end was forgotten', () => {
    expect(firstCatch({ deltas: onEnter(() => []) })).toBeInstanceOf(Broken)
  })

  it('sees that positions were taken from the wrong document', () => {
    const offByOne = (tr: Transaction, kind: TextKind): TextDelta[] =>
      deltasOf(tr, kind).map((delta) => (delta.length > 0 ? [{ retain: 1 }, ...delta] : delta))
    expect(firstCatch({ deltas: offByOne })).toBeDefined()
  })
})

describe('three people write one text', () => {
  it(`keeps every letter its author's, shows what the text says and converges (seed ${firstSeed}, ${rounds} rounds)`, () => {
    const count = nothing()
    search(count, {})
    if (onlySeed === undefined) {
      expect(count.local).toBeGreaterThan(rounds * 8)
      expect(count.remote).toBeGreaterThan(rounds * 8)
      expect(count.letters).toBeGreaterThan(rounds * 100)
      expect(count.held).toBeGreaterThan(rounds / 4)
      expect(count.undone).toBeGreaterThan(rounds)
    }
  }, 600_000)

  it('stays right when another program leaves text behind the last line end or takes it away', () => {
    const count = nothing()
    search(count, { outsider: true }, Math.ceil(rounds / 4))
    expect(count.local).toBeGreaterThan(0)
  }, 600_000)
})
