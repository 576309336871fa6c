/** Limits of what is shown, so that a full room stays readable. Source: design page, "60 people". */
const caretsMax = 8
const nameHeight = 22
const around = 60

type Box = { left: number; top: number; right: number; bottom: number }
type Room = 'beside' | 'above' | 'below' | 'tight'

const meet = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1

/** About what a name takes at 16 px of text; a little too much does no harm. */
const widthOf = (name: string): number => [...name].length * 8.4 + 16
/** How much larger a person has made the text. */
const enlarged = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16

/** Where the person who reads is: at their own caret, or else in the middle of the window. */
const readerAt = (): number => {
  const selection = getSelection()
  const node = selection?.focusNode
  const element = node instanceof Element ? node : node?.parentElement
  if (!selection || selection.rangeCount === 0 || !element?.closest('.editor')) return innerHeight / 2
  const { top, height } = selection.getRangeAt(0).getBoundingClientRect()
  return height > 0 ? top : element.getBoundingClientRect().top
}

/** The letters near a caret: of the text it is in, and of the heading above. */
const wordsNear = (host: Element, caret: Box): Box[] => {
  const boxes: Box[] = []
  const near = (box: Box): boolean => box.bottom > caret.top - around && box.top < caret.bottom + around
  const heading = host.closest('section, li, details')?.querySelector('h2, h3, summary')
  for (const block of [...host.querySelectorAll('p, [data-block], .editor--line'), ...(heading ? [heading] : [])]) {
    if (!near(block.getBoundingClientRect())) continue
    const range = document.createRange()
    range.selectNodeContents(block)
    for (const box of range.getClientRects()) if (box.width > 1 && near(box)) boxes.push(box)
  }
  return boxes
}

const roomFor = (
  bar: Box,
  { width, height }: { width: number; height: number },
  mirrored: boolean,
  taken: readonly Box[]
): { room: Room; box: Box } => {
  const across = (left: number): Pick<Box, 'left' | 'right'> =>
    mirrored ? { left: left - width, right: left } : { left, right: left + width }
  const middle = (bar.top + bar.bottom) / 2
  const boxes: { room: Room; box: Box }[] = [
    {
      room: 'beside',
      box: { ...across(bar.left + (mirrored ? -2 : 2)), top: middle - height / 2, bottom: middle + height / 2 }
    },
    { room: 'above', box: { ...across(bar.left), top: bar.top - height, bottom: bar.top } },
    { room: 'below', box: { ...across(bar.left), top: bar.bottom, bottom: bar.bottom + height } }
  ]
  const free = boxes.find(
    ({ box }) => box.left >= 0 && box.right <= document.documentElement.clientWidth && !taken.some((b) => meet(b, box))
  )
  return free ?? { room: 'tight', box: { ...across(bar.left), top: bar.top - height / 2, bottom: bar.top } }
}

/**
 * Gives every caret on the page its name's place: beside it, above or below, wherever no words are; where
 * there is no room at all, the initials stand in the gap between two lines. Of more than eight carets the
 * nearest ones show. Reads the layout, so once a picture is enough.
 */
const settle = (): void => {
  const reader = readerAt()
  const scale = enlarged()
  const carets = [...document.querySelectorAll<HTMLElement>('.caret')]
    .map((caret) => ({ caret, bar: caret.getBoundingClientRect() }))
    .sort((a, b) => Math.abs(a.bar.top - reader) - Math.abs(b.bar.top - reader))
  const names: Box[] = []
  carets.forEach(({ caret, bar }, n) => {
    const host = caret.closest('.written, .editor')
    caret.toggleAttribute('data-far', n >= caretsMax)
    if (n >= caretsMax || !host) return
    const mirrored = getComputedStyle(caret.parentElement ?? host).direction === 'rtl'
    const taken = [...wordsNear(host, bar), ...names]
    const { name = '', short = '' } = caret.dataset
    const size = { width: widthOf(name) * scale, height: nameHeight * scale }
    const { room, box } = roomFor(bar, size, mirrored, taken)
    names.push(box)
    const initials = widthOf(short) * scale
    const isAtEdge = mirrored ? bar.left < initials : bar.left + initials > document.documentElement.clientWidth
    caret.toggleAttribute('data-edge', room === 'tight' && isAtEdge)
    if (caret.dataset['room'] !== room) caret.dataset['room'] = room
  })
}

let asked = 0

/** Carets came, went or moved: their names find their places with the next picture. */
export const findCaretRoom = (): void => {
  cancelAnimationFrame(asked)
  asked = requestAnimationFrame(settle)
}
