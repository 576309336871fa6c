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

/** Letters of one line that share marks and author (the Yjs client id that wrote them). */
export type Run = { text: string; client: number; bold?: true; italic?: true; link?: string }
export type Line = { list?: 'bullet' | 'ordered'; level?: number; runs: Run[] }

const marksOf = (attributes: Readonly<Record<string, unknown>>): Omit<Run, 'text' | 'client'> => ({
  ...(attributes.bold === true ? { bold: true as const } : {}),
  ...(attributes.italic === true ? { italic: true as const } : {}),
  ...(typeof attributes.link === 'string' ? { link: attributes.link } : {})
})

const sameRun = (a: Run, b: Run): boolean =>
  a.client === b.client && a.bold === b.bold && a.italic === b.italic && a.link === b.link

/**
 * The lines of a text, the one model every screen and export reads. A text without its last line
 * end (an outsider's doing) still reads as lines; an empty text is one empty line.
 */
export const readLines = (text: Y.Text): Line[] => {
  const lines: Line[] = []
  let runs: Run[] = []
  const end = (attributes: Readonly<Record<string, unknown>>): void => {
    const { list, level } = attributes
    const kind =
      list === 'bullet' || list === 'ordered'
        ? { list, ...(typeof level === 'number' && level > 0 ? { level } : {}) }
        : {}
    lines.push({ ...kind, runs })
    runs = []
  }
  walkText(text, (run) => {
    const parts = run.text.split('\n')
    parts.forEach((part, index) => {
      if (part !== '') {
        const piece: Run = { text: part, client: run.client, ...marksOf(run.attributes) }
        const last = runs.at(-1)
        if (last && sameRun(last, piece)) last.text += part
        else runs.push(piece)
      }
      if (index < parts.length - 1) end(run.attributes)
    })
  })
  if (runs.length > 0 || lines.length === 0) end({})
  return lines
}

export const plainText = (lines: readonly Line[]): string =>
  lines.map((line) => line.runs.map((run) => run.text).join('')).join('\n')
