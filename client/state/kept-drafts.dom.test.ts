import { beforeEach, expect, it, vi } from 'vitest'
import { signedInOnDevice, signedOutOnDevice } from './device.ts'
import { keepDraft, keptDraft, type DraftPlace } from './kept-drafts.ts'

vi.mock('../sync/device-database.ts', () => ({ forgetEverybody: vi.fn(() => Promise.resolve()) }))

const place = (person: string): DraftPlace => ({ person, plan: 'plan', what: 'comment actions/a1' })

beforeEach(() => {
  localStorage.clear()
})

it('[promise 48] on a shared tablet nobody reads what somebody else had begun to write, nor do they after them', async () => {
  await signedInOnDevice('pat')
  keepDraft(place('pat'), { words: 'Nobody rang back.' })
  expect(await keptDraft(place('pat'))).toEqual({ words: 'Nobody rang back.' })
  expect(await keptDraft(place('anna')), 'another person about the same thing').toBeUndefined()
  await signedOutOnDevice()
  expect(await keptDraft(place('pat')), 'signed out').toBeUndefined()
})

it('a sign-in that ran out costs no word; somebody else who signs in instead takes them away', async () => {
  await signedInOnDevice('pat')
  keepDraft(place('pat'), { words: 'Nobody rang back.' })
  await signedInOnDevice('pat')
  expect(await keptDraft(place('pat'))).toEqual({ words: 'Nobody rang back.' })
  await signedInOnDevice('anna')
  expect(await keptDraft(place('pat'))).toBeUndefined()
})
