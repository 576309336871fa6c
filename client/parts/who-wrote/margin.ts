/** One author's first words in a paragraph: where their initials go, and the element that holds the words. */
export type MarginMark = { author: string; group: string; element: HTMLElement }
export type MarginRow = { top: number; marks: MarginMark[] }

const near = 8

/**
 * Initials beside a painted text: once an author and paragraph, at the line on screen where they first
 * appear, in reading order. Measured from the words as they stand, so it is the same in the editor and
 * outside it. `top` is the middle of that line, in px from the top of `host`.
 */
export const marginRows = (host: HTMLElement): MarginRow[] => {
  const above = host.getBoundingClientRect().top
  const rows: MarginRow[] = []
  for (const block of host.querySelectorAll<HTMLElement>('.editor > p, [data-block], .editor--line')) {
    const seen = new Set<string>()
    for (const element of block.querySelectorAll<HTMLElement>('[data-author]')) {
      const { author = '', group = '' } = element.dataset
      const key = `${group}/${author}`
      const [rect] = element.getClientRects()
      if (!rect || seen.has(key)) continue
      seen.add(key)
      const top = rect.top + rect.height / 2 - above
      const row = rows.find((one) => Math.abs(one.top - top) < near)
      const mark = { author, group, element }
      if (!row) rows.push({ top, marks: [mark] })
      else if (!row.marks.some((one) => one.author === author && one.group === group)) row.marks.push(mark)
    }
  }
  return rows
}
