import { Unreadable } from './unzip.ts'

/** `name` without the prefix of its namespace. `attribute`: with its own name, prefix and all. */
export type XmlEars = {
  open(name: string, attribute: (name: string) => string | undefined): void
  close(name: string): void
  text(text: string): void
}

const depthMax = 64
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, digits, name) => {
        if (typeof name === 'string') return named[name] ?? whole
        const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(digits)
        return code <= 0x10ffff ? String.fromCodePoint(code) : ''
      })
    : text

const attributeIn =
  (tag: string) =>
  (name: string): string | undefined => {
    for (const [, key, , double, single] of tag.matchAll(/([\w:.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g))
      if (key === name) return plain(double ?? single ?? '')
    return undefined
  }

/**
 * Reads XML from left to right, once. It knows no declarations of its own: a document type, and with it every
 * entity that could grow or name another file, is refused (`Unreadable`), and so is what is not well formed.
 */
export const readXml = (xml: string, ears: XmlEars): void => {
  let depth = 0
  const after = (mark: string, from: number): number => {
    const found = xml.indexOf(mark, from)
    if (found < 0) throw new Unreadable('not-a-sheet')
    return found
  }
  for (let at = 0; at < xml.length;) {
    const open = xml.indexOf('<', at)
    if (open !== at) ears.text(plain(xml.slice(at, open < 0 ? undefined : open)))
    if (open < 0) break
    if (xml.startsWith('<!--', open)) at = after('-->', open) + 3
    else if (xml.startsWith('<![CDATA[', open)) {
      const end = after(']]>', open)
      ears.text(xml.slice(open + 9, end))
      at = end + 3
    } else if (xml.startsWith('<?', open)) at = after('?>', open) + 2
    else if (xml.startsWith('<!', open)) throw new Unreadable('not-a-sheet')
    else {
      const end = tagEnd(xml, open)
      const isClosing = xml.charAt(open + 1) === '/'
      const isEmpty = xml.charAt(end - 1) === '/'
      const tag = xml.slice(open + (isClosing ? 2 : 1), isEmpty ? end - 1 : end)
      const written = /^[^\s/]+/.exec(tag)?.[0] ?? ''
      const name = written.slice(written.indexOf(':') + 1)
      if (isClosing) {
        depth--
        ears.close(name)
      } else {
        if (depth >= depthMax) throw new Unreadable('not-a-sheet')
        ears.open(name, attributeIn(tag.slice(written.length)))
        if (isEmpty) ears.close(name)
        else depth++
      }
      at = end + 1
    }
  }
  if (depth !== 0) throw new Unreadable('not-a-sheet')
}

/** The ">" of a tag; one inside quotes is a letter. */
const tagEnd = (xml: string, from: number): number => {
  let quote = ''
  for (let at = from + 1; at < xml.length; at++) {
    const letter = xml.charAt(at)
    if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '>') return at
  }
  throw new Unreadable('not-a-sheet')
}
