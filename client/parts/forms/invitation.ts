import type { Group } from '../../../shared/plan/vocabulary.ts'
import type { Role } from '../../../shared/roles.ts'
import { roleNames } from '../../../shared/words.ts'

/** Roles a lead can give by invitation; a guest comes by a workshop, and nobody is invited to read what is public. */
export const GIVEN_ROLES = ['member', 'commenter', 'reader', 'lead'] as const satisfies readonly Role[]
export type GivenRole = (typeof GIVEN_ROLES)[number]

export const roleOptions = GIVEN_ROLES.map((value) => ({ value, label: roleNames[value] }))

/** What is asked about somebody who is invited, as it is being typed. */
export type Invitation = { name: string; email: string; group: Group | ''; role: GivenRole; voice: boolean }

export const emptyInvitation = (): Invitation => ({ name: '', email: '', group: '', role: 'member', voice: false })

export const isBlank = ({ name, email }: Invitation): boolean => name.trim() === '' && email.trim() === ''

export type Mend = { part: 'name' | 'email' | 'group'; message: string }

/** What has to be mended before this invitation can go; empty when nothing has. */
export const mendInvitation = ({ name, email, group }: Invitation): Mend[] => {
  const mends: Mend[] = []
  if (name.trim() === '') mends.push({ part: 'name', message: 'Write the person’s name.' })
  if (email.trim() === '') mends.push({ part: 'email', message: 'Write the person’s email address.' })
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()))
    mends.push({ part: 'email', message: 'Write an email address in full, like name@example.org.' })
  if (group === '') mends.push({ part: 'group', message: 'Choose the person’s group.' })
  return mends
}
