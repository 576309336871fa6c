import { groupNames } from '../../../shared/words.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import { groupLines, type WhoBy } from '../../editor/by-group.ts'
import type { AuthorStyle } from '../../state/authors.ts'

/** A whole group as one author: its colour, its line, and its shape without initials. */
export const groupLook = (group: Group): AuthorStyle => ({
  ...groupLines[group],
  name: groupNames[group],
  initials: ''
})

/** How an author's words are drawn when persons, or only groups, are told apart; undefined when nobody is. */
export const lookOf = (author: AuthorStyle | undefined, by: WhoBy | null): AuthorStyle | undefined =>
  author && by === 'group' ? groupLook(author.group) : by === 'person' ? author : undefined

/** The groups of these authors, in the order the authors stand in. */
export const groupsOf = (authors: readonly AuthorStyle[]): AuthorStyle[] =>
  [...new Set(authors.map((author) => author.group))].map(groupLook)
