import type { Line } from '../../../shared/plan/text.ts'

/** How many words these texts have together. */
export const countWords = (texts: Iterable<readonly Line[]>): number => {
  let count = 0
  for (const lines of texts)
    for (const { runs } of lines)
      count +=
        runs
          .map((run) => run.text)
          .join('')
          .match(/\S+/gu)?.length ?? 0
  return count
}
