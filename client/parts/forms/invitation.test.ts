import { expect, it } from 'vitest'
import { emptyInvitation, isBlank, mendInvitation } from './invitation.ts'

it('an empty row asks for a name, an address and a group', () => {
  expect(isBlank(emptyInvitation())).toBe(true)
  expect(mendInvitation(emptyInvitation()).map(({ part }) => part)).toEqual(['name', 'email', 'group'])
})

it('an address without its second half is asked for in full, and nothing else is', () => {
  const typed = { ...emptyInvitation(), name: 'Priya', email: 'priya@', group: 'parents' as const }
  expect(isBlank(typed)).toBe(false)
  expect(mendInvitation(typed)).toEqual([
    { part: 'email', message: 'Write an email address in full, like name@example.org.' }
  ])
  expect(mendInvitation({ ...typed, email: ' priya@example.org ' })).toEqual([])
})
