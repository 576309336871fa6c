import { beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetEverybody } from '../sync/device-database.ts'
import { deviceOwner, signedInOnDevice, signedOutOnDevice } from './device.ts'

vi.mock('../sync/device-database.ts', () => ({ forgetEverybody: vi.fn(() => Promise.resolve()) }))

beforeEach(() => {
  localStorage.clear()
  vi.mocked(forgetEverybody).mockClear()
})

describe('whose device this is', () => {
  it('nobody’s until somebody says so, and then nothing of anybody else stays on it', async () => {
    await signedInOnDevice('priya')
    expect(deviceOwner()).toBe('')
    expect(forgetEverybody).toHaveBeenLastCalledWith(undefined)
    await signedInOnDevice('priya', true)
    expect(deviceOwner()).toBe('priya')
    expect(forgetEverybody).toHaveBeenLastCalledWith('priya')
  })

  it('its owner stays its owner when they sign in again without saying anything', async () => {
    await signedInOnDevice('priya', true)
    await signedInOnDevice('priya')
    expect(deviceOwner()).toBe('priya')
  })

  it('somebody else signing in without saying anything makes it shared, and everything goes', async () => {
    await signedInOnDevice('priya', true)
    await signedInOnDevice('tom')
    expect(deviceOwner()).toBe('')
    expect(forgetEverybody).toHaveBeenLastCalledWith(undefined)
  })

  it('signing out, or saying that it is shared, leaves nothing', async () => {
    await signedInOnDevice('priya', true)
    await signedOutOnDevice()
    expect(deviceOwner()).toBe('')
    expect(forgetEverybody).toHaveBeenLastCalledWith(undefined)
    await signedInOnDevice('priya', true)
    await signedInOnDevice('priya', false)
    expect(deviceOwner()).toBe('')
    expect(forgetEverybody).toHaveBeenLastCalledWith(undefined)
  })

  it('a browser without a store is no reason to fail', async () => {
    vi.mocked(forgetEverybody).mockRejectedValueOnce(new Error('no store'))
    await signedOutOnDevice()
    expect(deviceOwner()).toBe('')
  })
})
