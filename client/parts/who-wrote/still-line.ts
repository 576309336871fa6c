import type { Line } from '../../../shared/plan/text.ts'
import { plainText } from '../../../shared/plan/text.ts'
import { holdStill, isInSight, ownCaretTop, readingTop } from '../../editor/still.ts'
import { caretPlace } from './caret-place.ts'

/** A text that is only read: where it stands, the lines on screen, and those that the next picture shows. */
type Read = { host: HTMLElement; drawn: () => readonly Line[]; next: () => readonly Line[] }

/** A line somebody reads: its place in the window as it stands, and once all is drawn. */
type Sight = { top: number | undefined; now: () => number | undefined }

const texts = new WeakMap<Element, Read>()
let held: { host: HTMLElement; top: number; now: () => number | undefined } | undefined

/** The index that the letter at `index` has after a change in one place. */
export const indexAfter = (before: string, after: string, index: number): number => {
  const shorter = Math.min(before.length, after.length)
  let prefix = 0
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++
  if (index < prefix) return index
  let suffix = 0
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++
  return index >= before.length - suffix ? index + after.length - before.length : prefix
}

const topOf = ({ host }: Read, index: number): number | undefined => {
  const place = caretPlace(host, index)
  return place && host.getBoundingClientRect().top + place.top
}

/** The first letter of a block that stands at or under a line of the window; letters go down as their index rises. */
const firstLetterUnder = (text: Read, block: Element, line: number): number | undefined => {
  const pieces = [...block.querySelectorAll<HTMLElement>('[data-index]')]
  const last = pieces.at(-1)
  if (!last) return undefined
  let low = Number(pieces[0]?.dataset['index'])
  let high = Number(last.dataset['index']) + last.textContent.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((topOf(text, middle) ?? -Infinity) >= line) high = middle
    else low = middle + 1
  }
  return low
}

/** The first line in sight: a letter of a text, or a heading or fact between texts. */
const firstInSight = (page: Element): Sight | undefined => {
  const line = readingTop()
  for (const block of page.querySelectorAll<HTMLElement>('h1, h2, h3, .facts, [data-block], .editor > p')) {
    const box = block.getBoundingClientRect()
    if (box.height === 0 || box.bottom <= line + 4) continue
    if (box.top > innerHeight) return undefined
    const written = block.closest('.written')
    const text = written ? texts.get(written) : undefined
    const index = text && firstLetterUnder(text, block, line)
    if (!text || index === undefined) {
      return { top: box.top, now: () => (block.isConnected ? block.getBoundingClientRect().top : undefined) }
    }
    const said = plainText(text.drawn())
    return { top: topOf(text, index), now: () => topOf(text, indexAfter(said, plainText(text.next()), index)) }
  }
  return undefined
}

/**
 * Before texts that are only read are drawn anew: remembers where the line one reads stands. Several
 * texts change in one picture, so the first to ask is the one that remembers.
 */
export const holdLine = (host: HTMLElement): void => {
  if (held) return
  const page = host.closest('main, dialog, [role="dialog"]') ?? document.body
  const caret = ownCaretTop()
  const sight = isInSight(caret) ? { top: caret, now: ownCaretTop } : firstInSight(page)
  if (sight?.top === undefined) return
  const mine = { host, top: sight.top, now: sight.now }
  held = mine
  // What is remembered is about this picture only, drawn or not.
  requestAnimationFrame(() => {
    if (held === mine) held = undefined
  })
}

/** Once all is drawn: puts the line back where it stood. */
export const settleLine = (): void => {
  const before = held
  held = undefined
  const now = before?.now()
  if (before && now !== undefined) holdStill(before.host, before.top, now)
}

/** Makes a text known by the element around it; returns the end of that. */
export const readHere = (text: Read): (() => void) => {
  texts.set(text.host, text)
  return () => texts.delete(text.host)
}
