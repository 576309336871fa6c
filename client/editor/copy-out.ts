import { DOMSerializer, type Fragment, type Node } from 'prosemirror-model'
import { kindOf, schemaOf, type TextKind } from './schema.ts'

/** What is copied as a page: paragraphs, real nested lists, bold, italic and links; nothing of who wrote it. */
class CopyWriter extends DOMSerializer {
  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment
  ): HTMLElement | DocumentFragment {
    const page = options?.document ?? document
    const out = target ?? page.createDocumentFragment()
    /** The lists that are open, from outside in. */
    let lists: HTMLElement[] = []
    const put = (line: Node, element: HTMLElement): void => {
      super.serializeFragment(line.content, options, element)
      if (line.content.size === 0) element.append(page.createElement('br'))
    }
    const openList = (tag: 'ol' | 'ul'): void => {
      const list = page.createElement(tag)
      const outer = lists.at(-1)
      if (outer) {
        const item = outer.lastElementChild ?? outer.appendChild(page.createElement('li'))
        item.append(list)
      } else out.append(list)
      lists.push(list)
    }
    fragment.forEach((line) => {
      if (line.isInline) {
        out.append(this.serializeNode(line, { document: page }))
        return
      }
      const { list, level } = kindOf(line)
      if (!list) {
        lists = []
        const paragraph = page.createElement('p')
        put(line, paragraph)
        out.append(paragraph)
        return
      }
      const tag = list === 'ordered' ? 'ol' : 'ul'
      lists = lists.slice(0, level + 1)
      if (lists[level] && lists[level].localName !== tag) lists = lists.slice(0, level)
      while (lists.length <= level) openList(tag)
      const item = page.createElement('li')
      put(line, item)
      lists[level]?.append(item)
    })
    return out
  }
}

export const copyWriter = (kind: TextKind): DOMSerializer => {
  const { nodes, marks } = DOMSerializer.fromSchema(schemaOf(kind))
  return new CopyWriter(nodes, marks)
}
