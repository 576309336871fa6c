import type { Line } from '../../../shared/plan/text.ts'
import type { Authors, AuthorStyle } from '../../state/authors.ts'

/** Client ids that these texts have words of. */
export const clientsIn = (texts: readonly (readonly Line[])[]): Set<number> =>
  new Set(
    texts
      .flat()
      .flatMap(({ runs }) => runs)
      .flatMap(({ text, client }) => (text.trim() === '' ? [] : [client]))
  )

/** Who has words in these texts, in the fixed order of groups and then of first writing. */
export const authorsIn = (texts: readonly (readonly Line[])[], authors: Authors): AuthorStyle[] => {
  const found = new Set<AuthorStyle>()
  for (const lines of texts) {
    for (const { runs } of lines) {
      for (const run of runs) {
        const author = run.text.trim() === '' ? undefined : authors.ofClient(run.client)
        if (author) found.add(author)
      }
    }
  }
  return authors.all().filter((author) => found.has(author))
}
