import type { Group } from '../shared/plan/schema.ts'
import type { Role } from '../shared/roles.ts'

export type CastName = 'helen' | 'priya' | 'tom' | 'kofi' | 'leila' | 'anna' | 'grace' | 'marcus' | 'reader'
/** Whoever writes in the example; the reader only reads. */
export type Writer = Exclude<CastName, 'reader'>

export type DemoPerson = {
  key: CastName
  email: string
  name: string
  group: Group
  role: Role
  /** Answers for the group when versions are agreed. */
  voice: boolean
}

/** The people of the example: all invented, all at example.org. The lead comes first. */
export const demoPeople: readonly DemoPerson[] = [
  { key: 'helen', email: 'helen@example.org', name: 'Helen Price', group: 'council', role: 'lead', voice: true },
  { key: 'priya', email: 'priya@example.org', name: 'Priya Shah', group: 'parents', role: 'member', voice: true },
  { key: 'tom', email: 'tom@example.org', name: 'Tom Bradley', group: 'parents', role: 'member', voice: false },
  { key: 'kofi', email: 'kofi@example.org', name: 'Kofi M', group: 'young-people', role: 'member', voice: true },
  { key: 'leila', email: 'leila@example.org', name: 'Leila H', group: 'young-people', role: 'member', voice: false },
  { key: 'anna', email: 'anna@example.org', name: 'Anna Novak', group: 'health', role: 'member', voice: true },
  { key: 'grace', email: 'grace@example.org', name: 'Grace Adeyemi', group: 'education', role: 'member', voice: true },
  {
    key: 'marcus',
    email: 'marcus@example.org',
    name: 'Marcus Reid',
    group: 'social-care',
    role: 'member',
    voice: true
  },
  { key: 'reader', email: 'reader@example.org', name: 'Robin Ellis', group: 'education', role: 'reader', voice: false }
]
