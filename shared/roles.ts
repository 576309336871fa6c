/** What a person may do in a plan. Code asks for abilities, never for roles. */
export const ROLES = {
  lead: [
    'read',
    'present',
    'history',
    'write',
    'comment',
    'suggest',
    'export',
    'people',
    'settings',
    'versions',
    'redact'
  ],
  member: ['read', 'present', 'history', 'write', 'comment', 'suggest', 'export'],
  commenter: ['read', 'present', 'comment', 'suggest', 'export'],
  reader: ['read', 'present', 'history'],
  guest: ['read', 'present', 'history', 'write', 'comment', 'suggest'],
  public: []
} as const

export type Role = keyof typeof ROLES
export type Ability = (typeof ROLES)[Role][number]

const names: ReadonlySet<string> = new Set(Object.keys(ROLES))

/** Any value that is not exactly a role's name is no role: unknown means deny. */
export const parseRole = (value: unknown): Role | undefined =>
  typeof value === 'string' && names.has(value) ? (value as Role) : undefined

export const can = (role: Role, ability: Ability): boolean => (ROLES[role] as readonly string[]).includes(ability)
