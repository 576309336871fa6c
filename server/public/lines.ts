import { isSafeLink } from '../../shared/plan/safe-link.ts'
import type { TextSnapshot } from '../../shared/plan/snapshot.ts'
import type { Line, Run } from '../../shared/plan/text.ts'
import { html, type Html } from './html.ts'

const runHtml = ({ text, bold, italic, link }: Run): Html => {
  const slanted = italic ? html`<em>${text}</em>` : html`${text}`
  const words = bold ? html`<strong>${slanted}</strong>` : slanted
  return isSafeLink(link) ? html`<a href="${link}" rel="noopener noreferrer nofollow">${words}</a>` : words
}

const lettersOf = (line: Line): string => line.runs.map(({ text }) => text).join('')
const levelOf = ({ list, level = 0 }: Line): number => (list ? level + 1 : 0)

/** Lines of one list and what hangs under them; deeper lines stand in a list inside the item before. */
const listHtml = (lines: readonly Line[], level: number): Html => {
  const items: { line: Line; under: Line[] }[] = []
  for (const line of lines) {
    const last = items.at(-1)
    if (last && levelOf(line) > level) last.under.push(line)
    else items.push({ line, under: [] })
  }
  const inside = items.map(
    ({ line, under }) =>
      html`<li dir="auto">${line.runs.map(runHtml)}${under.length > 0 && parts(under, level + 1)}</li>`
  )
  return lines[0]?.list === 'ordered'
    ? html`<ol>
        ${inside}
      </ol>`
    : html`<ul>
        ${inside}
      </ul>`
}

const parts = (lines: readonly Line[], level: number): Html[] => {
  const found: Html[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at]
    if (!line) break
    let end = at + 1
    if (line.list) {
      const isSame = (each: Line | undefined): boolean =>
        each?.list !== undefined && (each.list === line.list || levelOf(each) > Math.max(level, 1))
      while (isSame(lines[end])) end += 1
      found.push(listHtml(lines.slice(at, end), Math.max(level, 1)))
    } else if (lettersOf(line).trim() !== '') found.push(html`<p dir="auto">${line.runs.map(runHtml)}</p>`)
    at = end
  }
  return found
}

export const hasWords = ({ text }: TextSnapshot): boolean => text.trim() !== ''

/** A text as paragraphs and lists; nothing for a text without words. */
export const textHtml = (text: TextSnapshot): Html[] => (hasWords(text) ? parts(text.lines, 0) : [])

/** Words that have no marks: a view, a note. Their own line breaks stay. */
export const plainHtml = (words: string): Html[] =>
  words
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p dir="auto">${line}</p>`)
