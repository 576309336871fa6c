// Who wrote which letters, as the board itself answers it.
import { type Locator } from '@playwright/test'
import { cookieOf, examplePlan, type Board } from './people.ts'

type Named = { id: string; name: string }
export type AuthorRun = { text: string; person: Named; group: string; typedBy?: Named; putBackBy?: Named }
export type AuthorRow = { field: string; runs: AuthorRun[] }

const cookies = new Map<string, string>()

/** `GET /api/plans/:plan/authors`, read by this person. */
export async function authorsOf(board: Board, email: string): Promise<AuthorRow[]> {
  const key = `${board.url} ${email}`
  const cookie = cookies.get(key) ?? (await cookieOf(board, email))
  cookies.set(key, cookie)
  const answer = await fetch(`${board.url}/api/plans/${examplePlan}/authors`, { headers: { cookie } })
  if (answer.status !== 200) throw new Error(`authors answered ${answer.status}`)
  return (await answer.json()) as AuthorRow[]
}

/** The field's words, without the line end that every narrative text closes with. */
export const wordsOf = (row: AuthorRow): string =>
  row.runs
    .map((run) => run.text)
    .join('')
    .replace(/\n$/, '')

/** One entry for each letter: the letter and who wrote it. */
export const lettersOf = (row: AuthorRow | undefined): { letter: string; by: string }[] =>
  (row?.runs ?? []).flatMap((run) => [...run.text].map((letter) => ({ letter, by: run.person.name })))

/**
 * The same from the screen: each letter under this element with the name of the person whose words it is
 * painted as; `''` where it carries nobody's paint. Names come from `row`, by the ids that both carry.
 */
export async function paintedIn(words: Locator, row: AuthorRow): Promise<{ letter: string; by: string }[]> {
  const names = new Map(row.runs.map(({ person }) => [person.id, person.name]))
  const seen = await words.evaluate((element) => {
    const found: { text: string; author: string }[] = []
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // Between blocks there is room for the page's own layout, which nobody wrote.
      if (!node.parentElement?.closest('p, [data-block]')) continue
      const author = node.parentElement.closest<HTMLElement>('[data-author]')?.dataset['author'] ?? ''
      found.push({ text: node.textContent ?? '', author })
    }
    return found
  })
  return seen.flatMap(({ text, author }) => [...text].map((letter) => ({ letter, by: names.get(author) ?? '' })))
}
