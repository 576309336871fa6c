import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { someoneFrom } from '../../shared/words.ts'

/** How one author is drawn: colour says the group; shade, line and initials say the person. */
export type AuthorStyle = {
  person: string
  name: string
  group: Group
  shade: 'a' | 'b'
  line: 'solid' | 'dashed' | 'dotted' | 'double'
  initials: string
}

const lines = ['solid', 'dashed', 'dotted', 'double'] as const

/**
 * Shade and line of the n-th author of a group (from 0). Lines go in turn: solid, dashed, dotted,
 * double. The first author has the group's own shade a; the next four have b; then a again with the
 * lines it has not had: eight that differ before any repeats.
 * Source: design page, "Partner groups and the 12 author colours".
 */
export const styleOfTurn = (turn: number): Pick<AuthorStyle, 'shade' | 'line'> => {
  const place = turn % 8
  return { shade: place === 0 || place > 4 ? 'a' : 'b', line: lines[place % 4] ?? 'solid' }
}

/** "Kofi M" → KM, "Priya Shah" → PS, "Parent carer" → PC, "Anna" → AN. At most two letters. */
export const initialsOf = (name: string): string => {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const first = words[0]
  const last = words.length > 1 ? words.at(-1) : undefined
  if (!first) return '?'
  const letters = last ? [...first].slice(0, 1).concat([...last].slice(0, 1)) : [...first].slice(0, 2)
  return letters.join('').toLocaleUpperCase('en-GB')
}

export type Writer = { speaker: string; group: Group; at: number; client: number }
export type Named = { id: string; name: string; group: Group | null }

const keyOf = (person: string, group: Group): string => `${group}/${person}`

/**
 * Everyone's style, from who wrote in the plan and when. One order for the whole plan, by first
 * writing, so that a person looks the same on every screen; owners never change, so neither does
 * a style once it is given. A person who wrote for two groups has one style in each.
 */
export class Authors {
  #byKey = new Map<string, AuthorStyle>()
  #byClient = new Map<number, AuthorStyle>()
  #count = new Map<Group, number>()
  #names: ReadonlyMap<string, Named>

  constructor(owners: Iterable<Writer>, people: ReadonlyMap<string, Named>) {
    this.#names = people
    const inOrder = [...owners].sort((a, b) => a.at - b.at || a.client - b.client)
    for (const owner of inOrder) {
      const key = keyOf(owner.speaker, owner.group)
      let style = this.#byKey.get(key)
      if (!style) {
        const turn = this.#count.get(owner.group) ?? 0
        this.#count.set(owner.group, turn + 1)
        style = this.#style(owner.speaker, owner.group, turn)
        this.#byKey.set(key, style)
      }
      this.#byClient.set(owner.client, style)
    }
  }

  /** Who wrote the letters under this client id; undefined for the plan's first, empty content. */
  ofClient(client: number): AuthorStyle | undefined {
    return this.#byClient.get(client)
  }

  /** Every client id that somebody wrote under. */
  get clients(): Iterable<number> {
    return this.#byClient.keys()
  }

  /** A person, whether they have written or not; who has not yet takes the group's next turn. */
  of(person: string, group: Group): AuthorStyle {
    return this.#byKey.get(keyOf(person, group)) ?? this.#style(person, group, this.#count.get(group) ?? 0)
  }

  /** Authors in the fixed order of groups, then of first writing: the order of every list. */
  all(): AuthorStyle[] {
    const authors = [...this.#byKey.values()]
    return GROUPS.flatMap((group) => authors.filter((author) => author.group === group))
  }

  #style(person: string, group: Group, turn: number): AuthorStyle {
    const name = this.#names.get(person)?.name ?? someoneFrom(group)
    return { person, name, group, initials: initialsOf(name), ...styleOfTurn(turn) }
  }
}
