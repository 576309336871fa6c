import type { EditorCommand } from '../../editor/keys.ts'

/** The strokes of the writing tools, 2 px on a 24 grid; bold and italic are their letters. */
export const toolIcons: Readonly<Record<Exclude<EditorCommand, 'bold' | 'italic'>, string>> = {
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  numbers: 'M10 6h10M10 12h10M10 18h10M3.6 4.6L5 3.8v4.4M3.5 15.8c.3-1.3 2.6-1.2 2.6.2 0 1.1-2.4 2-2.6 3.6h2.8',
  indent: 'M11 6h9M11 12h9M11 18h9M4 8.5L7.5 12 4 15.5',
  outdent: 'M11 6h9M11 12h9M11 18h9M7.5 8.5L4 12l3.5 3.5',
  link: 'M10 14a4.2 4.2 0 0 0 6 .3l3-3a4.2 4.2 0 0 0-6-6l-1.6 1.6M14 10a4.2 4.2 0 0 0-6-.3l-3 3a4.2 4.2 0 0 0 6 6l1.6-1.6',
  undo: 'M9 7L4.5 11.5 9 16M5 11.5h9.5a4.5 4.5 0 0 1 0 9H11',
  redo: 'M15 7l4.5 4.5L15 16M19 11.5H9.5a4.5 4.5 0 0 0 0 9H13'
}
