import * as Y from 'yjs'

/**
 * Walks a flat text from left to right in runs of letters that share one struct and one set of
 * attributes. Reads only: unlike `event.delta` it never tidies marks away.
 * `clock` is that of the run's first letter; letter i of the run has clock + i.
 * Source: yjs Item and ContentFormat; PROTOCOL.md P15.
 */
export const walkText = (
  text: Y.Text,
  visit: (run: { text: string; client: number; clock: number; attributes: Readonly<Record<string, unknown>> }) => void
): void => {
  let attributes: Readonly<Record<string, unknown>> = {}
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const content = item.content
    if (content instanceof Y.ContentString) {
      visit({ text: content.str, client: item.id.client, clock: item.id.clock, attributes })
    } else if (content instanceof Y.ContentFormat) {
      const value: unknown = content.value
      const rest = Object.entries(attributes).filter(([key]) => key !== content.key)
      // From entries, not by assignment: a key is never more than a key.
      attributes = Object.fromEntries(value === null ? rest : [...rest, [content.key, value]])
    }
  }
}

/**
 * Letters of one line that share marks and author (the Yjs client id that wrote them).
 * `first`: who wrote them first, where they were put back and whoever reads knows the log.
 */
export type Run = { text: string; client: number; first?: number; bold?: true; italic?: true; link?: string }
export type Line = { list?: 'bullet' | 'ordered'; level?: number; runs: Run[] }

export const marksOf = (attributes: Readonly<Record<string, unknown>>): Pick<Run, 'bold' | 'italic' | 'link'> => ({
  ...(attributes.bold === true ? { bold: true as const } : {}),
  ...(attributes.italic === true ? { italic: true as const } : {}),
  ...(typeof attributes.link === 'string' ? { link: attributes.link } : {})
})

const sameRun = (a: Run, b: Run): boolean =>
  a.client === b.client && a.first === b.first && a.bold === b.bold && a.italic === b.italic && a.link === b.link

type Letters = { text: string; client: number; first?: number; attributes: Readonly<Record<string, unknown>> }

/**
 * For how many letters from an id on the answer holds, and the id they stand again for, if they do: whoever
 * wrote that one keeps them. Source: PROTOCOL.md P24.
 */
export type FirstOf = (id: { client: number; clock: number }) => {
  length: number
  of?: { client: number; clock: number }
}

/** What the end of a line says of it. */
export const lineKindOf = ({ list, level }: Readonly<Record<string, unknown>>): Omit<Line, 'runs'> =>
  list === 'bullet' || list === 'ordered' ? { list, ...(typeof level === 'number' && level > 0 ? { level } : {}) } : {}

/**
 * The lines of a text, the one model every screen and export reads. A text without its last line
 * end (an outsider's doing) still reads as lines; an empty text is one empty line.
 */
export const readLines = (text: Y.Text, firstOf?: FirstOf): Line[] =>
  linesOf((visit) =>
    walkText(text, ({ text: letters, client, clock, attributes }) => {
      for (let done = 0; done < letters.length;) {
        const { length, of } = firstOf?.({ client, clock: clock + done }) ?? { length: letters.length }
        visit({ text: letters.slice(done, done + length), client: of?.client ?? client, attributes })
        done += length
      }
    })
  )

/** The same of letters that somebody else walks through, left to right. */
export const linesOf = (walk: (visit: (letters: Letters) => void) => void): Line[] => {
  const lines: Line[] = []
  let runs: Run[] = []
  const end = (attributes: Readonly<Record<string, unknown>>): void => {
    lines.push({ ...lineKindOf(attributes), runs })
    runs = []
  }
  walk((letters) => {
    const parts = letters.text.split('\n')
    parts.forEach((part, index) => {
      if (part !== '') {
        const { client, first } = letters
        const piece: Run = {
          text: part,
          client,
          ...(first === undefined ? {} : { first }),
          ...marksOf(letters.attributes)
        }
        const last = runs.at(-1)
        if (last && sameRun(last, piece)) last.text += part
        else runs.push(piece)
      }
      if (index < parts.length - 1) end(letters.attributes)
    })
  })
  if (runs.length > 0 || lines.length === 0) end({})
  return lines
}

export const plainText = (lines: readonly Line[]): string =>
  lines.map((line) => line.runs.map((run) => run.text).join('')).join('\n')
