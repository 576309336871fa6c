import { Plugin, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view'
import * as Y from 'yjs'
import { Binding, sharedChange } from './binding.ts'
import { findCaretRoom } from './caret-room.ts'
import { Carets } from './carets.ts'
import { copiedText, isTooMuch, pageParser, parsePlain, pasteInto, quietPage, reducePasted } from './clipboard.ts'
import { copyWriter } from './copy-out.ts'
import { lettersBetween } from './chosen-letters.ts'
import { indexAt, positionAt } from './flat.ts'
import { commandsOf, inputCommands, keysOf, nowOf, type EditorCommand } from './keys.ts'
import { type EditorHandle, type EditorOptions, type RunAtCaret } from './handle.ts'
import { letterAt } from './letter.ts'
import { linkHere, setLink } from './links.ts'
import { notesIn } from './notes.ts'
import { numbers } from './numbers.ts'
import { authorRuns, Painter } from './paint.ts'
import { lineInSight } from './still.ts'
import { TintLayer } from './tint-layer.ts'
import { listFromSign } from './typed-lists.ts'
import './comments.css'
import './editor.css'
import './who.css'

// One file past 300 lines: one editor’s parts are put together here, and taken apart again.

/** Gboard keeps a word open for as long as the finger rests; others must not wait for it for ever. */
const composingIdleMs = 4_000
/** The view closes a composition a little after the browser says so. */
const composingEndMs = 60
/** How long after a key a person counts as writing. */
const writingMs = 3_000

/** Room for the bars that stay at the top and the bottom of a window: no caret goes beneath them. */
const barsPx = { top: 96, right: 0, bottom: 112, left: 0 }

/** Shows a shared text for writing inside `element` and keeps both equal until `destroy`. */
export const mountEditor = (element: HTMLElement, options: EditorOptions): EditorHandle => {
  const now = options.now ?? (() => Date.now())
  let editable = options.editable
  let typedAt = -Infinity
  let view: EditorView | undefined
  let chosen = DecorationSet.empty
  let noted = DecorationSet.empty
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const after = (name: string, ms: number | undefined, run: () => void): void => {
    clearTimeout(timers.get(name))
    timers.delete(name)
    if (ms !== undefined) timers.set(name, setTimeout(run, ms))
  }

  const changed = (state: EditorState, tr: Transaction): void => {
    painter.update(state, tr, binding.held)
    carets.update(tr)
    chosen = chosen.map(tr.mapping, tr.doc)
    noted = noted.map(tr.mapping, tr.doc)
    const own = tr.getMeta(sharedChange) !== true
    if (own && tr.docChanged) typedAt = now()
    tints?.update(tr)
    if (!own && tr.docChanged) tints?.look()
    const settle = view && !own && tr.docChanged ? lineInSight(view, tr.mapping) : undefined
    if (tr.docChanged) drawTints()
    view?.updateState(state)
    settle?.()
    if (carets.set !== DecorationSet.empty) findCaretRoom()
    if (own) tellRun(tr)
    tellCaret()
    options.onState?.(nowOf(state, binding))
  }
  const binding: Binding = new Binding({
    text: options.text,
    kind: options.kind,
    plugins: [],
    changed
  })
  const commands = commandsOf(binding, () => options.onLink?.())
  const painter = new Painter(options.text, options.authors)
  const carets = new Carets(binding, now)
  const redraw = (): void => view?.updateState(binding.state)
  const refreshCarets = (): void => {
    after('carets', carets.refresh(), refreshCarets)
    redraw()
    findCaretRoom()
  }

  const calmDevice = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : undefined
  const isCalm = options.isCalm ?? (() => calmDevice?.matches === true)
  const tints = options.tintOf && new TintLayer(binding, { groupOf: options.tintOf, now, isCalm })
  const drawTints = (): void => {
    if (!tints) return
    after('tints', tints.draw(), () => {
      drawTints()
      redraw()
    })
  }

  let toldCaret = ''
  const tellCaret = (): void => {
    if (!options.onCaret) return
    const focused = view?.hasFocus() === true
    const place: unknown = focused ? Y.relativePositionToJSON(binding.relativeAt(binding.state.selection.head)) : null
    const writing = focused && now() - typedAt < writingMs
    const told = JSON.stringify([place, writing])
    if (told !== toldCaret) {
      toldCaret = told
      options.onCaret(place, writing)
    }
    after('writing', writing ? writingMs - (now() - typedAt) + 1 : undefined, tellCaret)
  }

  const runAt = (index: number): RunAtCaret | null => {
    const run = authorRuns(options.text, options.authors).find((one) => one.from <= index && index < one.to)
    if (!run || !view || binding.held) return null
    const { left, top, bottom } = view.coordsAtPos(positionAt(binding.state.doc, index), 1)
    const letter = letterAt(options.text, index)
    if (!letter) return null
    const { person, group } = run.author
    return { ...letter, person, group, from: run.from, to: run.to, rect: new DOMRect(left, top, 0, bottom - top) }
  }
  /** Set while the caret is put somewhere by the program. */
  let quiet = false
  const tellRun = (tr: Transaction): void => {
    if (!options.onRun || quiet || (!tr.selectionSet && !tr.docChanged)) return
    const { selection, doc } = binding.state
    const index = indexAt(doc, selection.head)
    const left = doc.resolve(selection.head).parentOffset > 0 ? 1 : 0
    const asked = painter.on && !tr.docChanged && selection.empty && view?.hasFocus() === true
    options.onRun(asked ? runAt(index - left) : null)
  }

  /** While a word is being composed what others write waits; an idle composition does not hold it for ever. */
  const composing = (): boolean => {
    binding.hold()
    after('composing', composingIdleMs, () => binding.release())
    return false
  }
  const composed = (event?: Event): boolean => {
    after('composing', composingEndMs, () => {
      if (view?.composing === true) return composing()
      binding.release()
      if (event) startList()
    })
    return false
  }
  /** Phone keyboards write "- " as a composition, others letter by letter. */
  const startList = (): void => {
    const tr = options.kind === 'lines' && editable ? listFromSign(binding.state) : undefined
    if (!tr) return
    binding.undoManager.stopCapturing()
    binding.dispatch(tr)
    binding.undoManager.stopCapturing()
  }

  const run = (command: EditorCommand): void => {
    if (editable) commands[command](binding.state, (tr) => binding.dispatch(tr))
  }

  const close = binding.open()
  binding.state = binding.state.reconfigure({
    plugins: [
      ...binding.state.plugins,
      keysOf(binding, commands, options.onLeave),
      numbers(),
      new Plugin({ props: { decorations: () => painter.set } }),
      new Plugin({ props: { decorations: () => chosen } }),
      new Plugin({ props: { decorations: () => noted } }),
      new Plugin({ props: { decorations: () => tints?.set } }),
      new Plugin({ props: { decorations: () => carets.set } })
    ]
  })

  view = new EditorView(
    { mount: element },
    {
      state: binding.state,
      editable: () => editable,
      dispatchTransaction: (tr) => binding.dispatch(tr),
      scrollThreshold: barsPx,
      scrollMargin: barsPx,
      attributes: () => ({
        class: `editor editor--${options.kind}`,
        role: 'textbox',
        'aria-multiline': options.kind === 'lines' ? 'true' : 'false',
        'aria-readonly': editable ? 'false' : 'true',
        ...(typeof options.name === 'string'
          ? { 'aria-label': options.name }
          : { 'aria-labelledby': options.name.labelledby }),
        ...(options.describedby === undefined ? {} : { 'aria-describedby': options.describedby }),
        spellcheck: 'true',
        lang: options.lang ?? 'en-GB',
        dir: 'auto',
        ...(editable ? {} : { tabindex: '0' })
      }),
      clipboardTextSerializer: copiedText,
      clipboardTextParser: (text, at) => parsePlain(options.kind, text, at),
      transformPastedHTML: quietPage,
      clipboardParser: pageParser(options.kind),
      transformPasted: (slice) => reducePasted(options.kind, slice),
      clipboardSerializer: copyWriter(options.kind),
      // One paste is one update, and an update has a bound: better said now than lost later.
      handlePaste: (_view, _event, slice) => {
        if (isTooMuch(slice)) options.onTooMuch?.()
        else binding.dispatch(pasteInto(binding.state, slice))
        return true
      },
      handleTextInput: (shown, from, to, text) => {
        if (options.kind !== 'lines' || text !== ' ' || shown.composing) return false
        const typed = binding.state.tr.insertText(text, from, to)
        if (!listFromSign(binding.state.apply(typed))) return false
        binding.dispatch(typed.scrollIntoView())
        startList()
        return true
      },
      handleDOMEvents: {
        compositionstart: composing,
        compositionupdate: composing,
        compositionend: (_view, event) => composed(event),
        beforeinput: (_view, event) => {
          const command = inputCommands[event.inputType]
          if (command === undefined) return false
          event.preventDefault()
          run(command)
          return true
        },
        // Dragging would write the words anew under the name of whoever drags them.
        dragstart: (_view, event) => {
          event.preventDefault()
          return true
        },
        focus: () => {
          options.onFocus?.(true)
          queueMicrotask(tellCaret)
          return false
        },
        blur: () => {
          composed()
          options.onFocus?.(false)
          queueMicrotask(tellCaret)
          return false
        }
      }
    }
  )

  if (options.paint) painter.turn(options.paint, binding.state.doc)
  carets.show(options.carets ?? [])
  refreshCarets()
  options.onState?.(nowOf(binding.state, binding))

  const shown = view
  const select = (position: number): void => {
    const { tr } = binding.state
    binding.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(position), -1)))
  }
  return {
    element,
    focus: (at = 'start') => {
      // Focus first: a browser that gets it puts its own caret somewhere.
      shown.focus()
      if (at === 'kept') return tellCaret()
      const { doc } = binding.state
      quiet = typeof at === 'string'
      if (at === 'start') select(1)
      else if (at === 'end') select(doc.content.size - 1)
      else if ('index' in at) select(positionAt(doc, at.index))
      else select(shown.posAtCoords(at)?.pos ?? doc.content.size - 1)
      quiet = false
      // Whoever points at a letter sees it; whoever comes by key may come to one beneath a bar.
      if (typeof at === 'string' || 'index' in at) binding.dispatch(binding.state.tr.scrollIntoView())
      tellCaret()
    },
    hasFocus: () => shown.hasFocus(),
    caretIndex: () => indexAt(binding.state.doc, binding.state.selection.head),
    run,
    insert: (text) => {
      if (editable && text !== '') binding.dispatch(binding.state.tr.insertText(text))
    },
    linkHere: () => linkHere(binding.state),
    link: (href, words) => editable && setLink(options.kind, href, words)(binding.state, (tr) => binding.dispatch(tr)),
    chosen: () => {
      const { doc, selection } = binding.state
      // What others wrote meanwhile waits while a word is composed: its places are not those of the text.
      if (selection.empty || binding.held) return undefined
      return lettersBetween(options.text, indexAt(doc, selection.from), indexAt(doc, selection.to))
    },
    hasSelection: () => !binding.state.selection.empty,
    now: () => nowOf(binding.state, binding),
    paint: (by) => {
      painter.turn(by, binding.state.doc)
      redraw()
    },
    authors: (authors) => {
      options.authors = authors
      painter.use(authors, binding.state.doc)
      redraw()
    },
    carets: (list) => {
      carets.show(list)
      refreshCarets()
    },
    notes: (list) => {
      // What others wrote meanwhile waits while a word is composed: its places are not those of the text.
      if (binding.held) return
      noted = notesIn(binding.state.doc, list)
      redraw()
    },
    editable: (may) => {
      editable = may
      redraw()
    },
    runAt,
    indexOf: (inside) => indexAt(binding.state.doc, shown.posAtDOM(inside, 0)),
    choose: (words) => {
      const { doc } = binding.state
      chosen = words
        ? DecorationSet.create(doc, [
            Decoration.inline(positionAt(doc, words.from), positionAt(doc, words.to), {
              class: 'chosen',
              'data-group': words.group
            })
          ])
        : DecorationSet.empty
      redraw()
    },
    destroy: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      close()
      shown.destroy()
      view = undefined
      options.onCaret?.(null, false)
    }
  }
}
