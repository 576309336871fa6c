import { describe, expect, it } from 'vitest'
import { ROLES, can, parseRole, type Ability, type Role } from './roles.ts'

const abilities: Ability[] = [...ROLES.lead]
/** Who may what, written out once more by hand: a slip in the table must not pass silently. */
const may: Record<Role, string> = {
  lead: 'read present history write comment suggest export people settings versions redact',
  member: 'read present history write comment suggest export',
  commenter: 'read present comment suggest export',
  reader: 'read present history',
  guest: 'read present history write comment suggest',
  public: ''
}

describe('roles', () => {
  it('give exactly the abilities of the table, and no other', () => {
    let allowed = 0
    for (const role of Object.keys(may) as Role[]) {
      const named: readonly string[] = may[role].split(' ')
      for (const ability of abilities) {
        expect(can(role, ability), `${role} ${ability}`).toBe(named.includes(ability))
        if (can(role, ability)) allowed++
      }
    }
    expect(allowed).toBe(11 + 7 + 5 + 3 + 6)
  })

  it('[I14] only lead, member and guest may write', () => {
    expect((Object.keys(ROLES) as Role[]).filter((role) => can(role, 'write'))).toEqual(['lead', 'member', 'guest'])
  })

  it('no other value is a role: unknown means deny', () => {
    for (const role of Object.keys(may)) expect(parseRole(role)).toBe(role)
    for (const value of ['Lead', 'lead ', '', 'constructor', '__proto__', 'toString', null, 1, ['lead'], {}])
      expect(parseRole(value)).toBeUndefined()
  })
})
