import { generateKeyBetween } from 'fractional-indexing'

/**
 * A key that sorts between two neighbours; null is "no neighbour on that side".
 * When two people once picked the same place the neighbours can be equal or crossed: then the new
 * item goes right after the first, and ids decide the rest.
 */
export const orderBetween = (before: string | null, after: string | null): string => {
  try {
    return generateKeyBetween(before, after !== null && before !== null && after <= before ? null : after)
  } catch {
    // A key some other program wrote, which this scheme cannot read: sort right behind it.
    return `${before ?? 'a0'}V`
  }
}
