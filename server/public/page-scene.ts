const voidElements = new Set(['meta', 'link', 'br'])

/** One opening tag: its name and its attributes, in order. */
export type Tag = { name: string; attributes: [string, string][] }

const attribute = /\s+([a-zA-Z-]+)(?:="([^"<>]*)")?/gy

const readAttributes = (written: string): [string, string][] => {
  const found: [string, string][] = []
  attribute.lastIndex = 0
  let end = 0
  for (let match = attribute.exec(written); match; match = attribute.exec(written)) {
    found.push([match[1] ?? '', match[2] ?? ''])
    end = attribute.lastIndex
  }
  if (!/^\s*\/?$/.test(written.slice(end))) throw new Error(`not an attribute: ${written.slice(end)}`)
  return found
}

/**
 * Opening tags of a page, in order. Stricter than any browser.
 * @throws for a "<" that begins no tag, a tag that is never closed, and one that closes another
 */
export const tagsOf = (page: string): Tag[] => {
  const tags: Tag[] = []
  const open: string[] = []
  const body = page.replace(/^<!doctype html>/, '')
  for (const piece of body.split('<').slice(1)) {
    const match = /^(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/.exec(piece)
    if (!match) throw new Error(`not a tag: <${piece.slice(0, 40)}`)
    const [, slash, name = '', rest = ''] = match
    if (slash) {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last ?? 'nothing'}>`)
      continue
    }
    tags.push({ name, attributes: readAttributes(rest) })
    if (!voidElements.has(name) && !rest.endsWith('/')) open.push(name)
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`)
  return tags
}
