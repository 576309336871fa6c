// Runs before the journeys: what takes seconds of every first start is done once.
import { rm } from 'node:fs/promises'
import { tellExample } from './example.ts'
import { startBoard } from './people.ts'

const emails = new Map(
  Object.entries({
    'Helen Price': 'helen@example.org',
    'Priya Shah': 'priya@example.org',
    'Tom Bradley': 'tom@example.org',
    'Kofi M': 'kofi@example.org',
    'Leila H': 'leila@example.org',
    'Anna Novak': 'anna@example.org',
    'Grace Adeyemi': 'grace@example.org',
    'Marcus Reid': 'marcus@example.org',
    'Robin Ellis': 'reader@example.org'
  })
)

/** @returns what tidies up after the journeys */
export default async function playExample(): Promise<() => Promise<void>> {
  const board = await startBoard()
  await board.stop()
  const tokens = [...board.output().matchAll(/^ {2}([^,\n]+), .*\/s\/#(\S+)$/gm)].map(
    ([line, name = '', token = '']): [string, string] => {
      const email = emails.get(name)
      if (email === undefined) throw new Error(`nobody knows the address of ${line.split(':')[0] ?? ''}`)
      return [email, token]
    }
  )
  if (tokens.length !== emails.size) throw new Error(`${tokens.length} links for ${emails.size} people`)
  tellExample({ folder: board.dataDir, tokens })
  return () => rm(board.dataDir, { recursive: true, force: true })
}
