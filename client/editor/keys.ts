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
  selectedInList,
  splitLine,
  toggleBold,
  toggleItalic,
  toggleList
} from './commands.ts'
import { linkHere } from './links.ts'

/** What the toolbar needs to know. */
export type EditorNow = {
  bold: boolean
  italic: boolean
  bullet: boolean
  ordered: boolean
  /** The caret is in a link, or a link is among what is chosen. */
  link: boolean
  /** Something is chosen. */
  selected: boolean
  /** The line may go further in, or further out. */
  canIndent: boolean
  canOutdent: boolean
  canUndo: boolean
  canRedo: boolean
}

/** 'link' asks whoever mounted the editor for an address: `EditorOptions.onLink`. */
export type EditorCommand = 'bold' | 'italic' | 'list' | 'numbers' | 'indent' | 'outdent' | 'link' | 'undo' | 'redo'

export const nowOf = (state: EditorState, { undoManager }: Binding): EditorNow => ({
  bold: hasMark(state, 'bold'),
  italic: hasMark(state, 'italic'),
  bullet: inList(state, 'bullet'),
  ordered: inList(state, 'ordered'),
  link: linkHere(state).href !== null,
  selected: !state.selection.empty,
  canIndent: indent(state),
  canOutdent: selectedInList(state),
  canUndo: undoManager.canUndo(),
  canRedo: undoManager.canRedo()
})

export const commandsOf = (binding: Binding, askLink: () => void): Record<EditorCommand, Command> => ({
  bold: toggleBold(binding.kind),
  italic: toggleItalic(binding.kind),
  list: toggleList('bullet'),
  numbers: toggleList('ordered'),
  indent,
  outdent,
  link: (_state, dispatch) => {
    if (dispatch) askLink()
    return true
  },
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
  formatOutdent: 'outdent',
  insertLink: 'link'
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
  // Handled even where there is nothing to move: on a Mac the browser would leave the page with them.
  const lines: Record<string, Command> = {
    'Mod-]': chainCommands(commands.indent, () => true),
    'Mod-[': chainCommands(commands.outdent, () => true)
  }
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
