import { type Group } from '../../shared/plan/vocabulary.ts'

/** Whose words are told apart under "Who wrote this": each person's, or each partner group's. */
export type WhoBy = 'person' | 'group'

export type GroupLine = {
  /** Nobody in particular. */
  readonly person: ''
  readonly group: Group
  readonly shade: 'a'
  readonly line: 'solid' | 'dashed' | 'dotted' | 'double'
}

const as = (group: Group, line: GroupLine['line']): GroupLine => ({ person: '', group, shade: 'a', line })

/**
 * How the words of a whole group are drawn. Two lines serve two groups each: the shape in the margin
 * tells those apart. Source: design page, "By-group line".
 */
export const groupLines: Readonly<Record<Group, GroupLine>> = {
  parents: as('parents', 'solid'),
  'young-people': as('young-people', 'dotted'),
  health: as('health', 'dashed'),
  education: as('education', 'double'),
  'social-care': as('social-care', 'solid'),
  council: as('council', 'dashed')
}
