import { chainCommands } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { type Command, type EditorState, type Plugin } from 'prosemirror-state'
import { undoCommand, type Binding } from './binding.ts'
import {
  backspaceAtStart,
  deleteAtEnd,
  deleteRange,
  hasMark,
  indent,
  inList,
  outdent,
  splitLine,
  toggleBold,
  toggleItalic,
  toggleList
} from './commands.ts'

/** What the toolbar needs to know. */
export type EditorNow = {
  bold: boolean
  italic: boolean
  bullet: boolean
  ordered: boolean
  canUndo: boolean
  canRedo: boolean
}

export type EditorCommand = 'bold' | 'italic' | 'list' | 'numbers' | 'indent' | 'outdent' | 'undo' | 'redo'

export const nowOf = (state: EditorState, { undoManager }: Binding): EditorNow => ({
  bold: hasMark(state, 'bold'),
  italic: hasMark(state, 'italic'),
  bullet: inList(state, 'bullet'),
  ordered: inList(state, 'ordered'),
  canUndo: undoManager.canUndo(),
  canRedo: undoManager.canRedo()
})

export const commandsOf = (binding: Binding): Record<EditorCommand, Command> => ({
  bold: toggleBold(binding.kind),
  italic: toggleItalic(binding.kind),
  list: toggleList('bullet'),
  numbers: toggleList('ordered'),
  indent,
  outdent,
  undo: undoCommand(binding, 'undo'),
  redo: undoCommand(binding, 'redo')
})

/** What menus, shakes and voice control ask for instead of pressing keys. Source: Input Events Level 2. */
export const inputCommands: Readonly<Record<string, EditorCommand>> = {
  historyUndo: 'undo',
  historyRedo: 'redo',
  formatBold: 'bold',
  formatItalic: 'italic',
  insertUnorderedList: 'list',
  insertOrderedList: 'numbers',
  formatIndent: 'indent',
  formatOutdent: 'outdent'
}

/** Every key of the editor; Esc, and Enter in a text of one line, are handed to `onLeave`. */
export const keysOf = (
  binding: Binding,
  commands: Record<EditorCommand, Command>,
  onLeave: ((how: 'escape' | 'enter') => void) | undefined
): Plugin => {
  const leave =
    (how: 'escape' | 'enter'): Command =>
    () => {
      onLeave?.(how)
      return onLeave !== undefined
    }
  const backspace = chainCommands(deleteRange, backspaceAtStart)
  const forward = chainCommands(deleteRange, deleteAtEnd)
  const enter = binding.kind === 'line' ? chainCommands(leave('enter'), () => true) : splitLine
  const lines: Record<string, Command> = { 'Mod-]': commands.indent, 'Mod-[': commands.outdent }
  // Tab is not here on purpose: it leaves the editor, as everywhere on the page.
  return keymap({
    Enter: enter,
    'Shift-Enter': enter,
    Backspace: backspace,
    'Mod-Backspace': backspace,
    'Shift-Backspace': backspace,
    Delete: forward,
    'Mod-Delete': forward,
    'Mod-b': commands.bold,
    'Mod-i': commands.italic,
    'Mod-z': commands.undo,
    'Mod-Shift-z': commands.redo,
    'Mod-y': commands.redo,
    Escape: leave('escape'),
    ...(binding.kind === 'lines' ? lines : {})
  })
}
