import { wholePercents } from './percents.ts'

/**
 * What may be counted out loud, and before whom. Source: brief.md §6 (small groups are "fewer than 5"), ui.md §5.
 *
 * Inside a plan every member can see who wrote what, so groups are counted exactly; people never are.
 * Outside it (the public page, evidence) nobody may work out what one person did:
 *
 * 1. Figures stand for parts of a whole. They are told only if behind each part there is nobody or at least five
 *    people; if one part falls short none is told, because what is missing could be worked out from the rest.
 * 2. Of one whole only one division is told. By group when rule 1 allows it, else families and services, else none:
 *    two divisions side by side would tell the parts of each other.
 * 3. Of one priority the public page only says which groups have words. Evidence tells its figures by rule 1, and those
 *    of the whole plan only where every priority tells its own.
 * 4. A number of people below five is "fewer than 5".
 */
export const fewPeople = 5

/** What is counted, and the people behind it under whatever names tell them apart. */
export type Part = { count: number; people: ReadonlySet<unknown> }

/** Rule 1. */
export const mayTell = (parts: readonly Part[]): boolean =>
  parts.every(({ count, people }) => count === 0 || people.size >= fewPeople)

/** Each part in whole percent of all; null where rule 1 does not allow it. */
export const sharesOutside = (parts: readonly Part[]): number[] | null =>
  parts.every(({ count }) => count === 0) || !mayTell(parts) ? null : wholePercents(parts.map(({ count }) => count))

/** Several parts as one; somebody who stands in two of them is one person. */
export const together = (parts: readonly Part[]): Part => ({
  count: parts.reduce((sum, { count }) => sum + count, 0),
  people: new Set(parts.flatMap(({ people }) => [...people]))
})

/** Rule 4, as words: "41 people", "fewer than 5 people", "nobody yet". */
export const peopleOutside = ({ size }: ReadonlySet<unknown>): string =>
  size === 0 ? 'nobody yet' : size < fewPeople ? `fewer than ${fewPeople} people` : `${size} people`
