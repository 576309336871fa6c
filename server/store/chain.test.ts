import { describe, expect, it } from 'vitest'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import {
  BodyUnreadable,
  chainOf,
  chainStart,
  decodeBody,
  digestOf,
  encodeBody,
  hashBytes,
  saltBytes,
  snapshotDigestOf
} from './chain.ts'
import type { Author, Owner, SignedUpdate } from './store.ts'

const priya = 'p-priya' as PersonId
const marcus = 'p-marcus' as PersonId
const plan = 'plan-a' as PlanId
const own: Author = { speaker: priya, typist: priya, group: 'health' }
const scribed: Author = { speaker: marcus, typist: priya, group: 'parents' }
const entries: SignedUpdate[] = [
  { author: own, update: new Uint8Array([1, 2, 3]) },
  { author: scribed, update: new Uint8Array(0) }
]
const owners: Owner[] = [
  { ...own, client: 0xffff_ffff, via: 'live' },
  { ...scribed, client: 7, via: 'system' }
]
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('store/chain', () => {
  it('[P4] a body comes back as it was, authors, typists and owners too', () => {
    expect(decodeBody(encodeBody(entries, owners))).toEqual({ entries, owners })
    expect(decodeBody(encodeBody([], []))).toEqual({ entries: [], owners: [] })
  })

  it('[P4] a body that is cut, longer, of another version or with unknown words is not read', () => {
    const bytes = encodeBody(entries, owners)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeBody(bytes.subarray(0, length)), `cut at ${length}`).toThrow(BodyUnreadable)
    }
    expect(() => decodeBody(new Uint8Array([...bytes, 0]))).toThrow(BodyUnreadable)
    expect(() => decodeBody(new Uint8Array([2, ...bytes.subarray(1)]))).toThrow(BodyUnreadable)
    const strange = encodeBody([{ author: { ...own, group: 'press' as 'health' }, update: new Uint8Array(1) }], [])
    expect(() => decodeBody(strange)).toThrow(BodyUnreadable)
    const nobody = encodeBody([{ author: { ...own, speaker: '../x' as PersonId }, update: new Uint8Array(1) }], [])
    expect(() => decodeBody(nobody)).toThrow(BodyUnreadable)
  })

  it('[P4] digest = SHA-256(salt, body): the known answer', () => {
    const zeros = new Uint8Array(saltBytes)
    // sha256 of 16 zero bytes
    expect(hex(digestOf(zeros, new Uint8Array(0)))).toBe(
      '374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb'
    )
    expect(() => digestOf(new Uint8Array(3), new Uint8Array(0))).toThrow(RangeError)
  })

  it('[53] every part of a link moves the chain, and parts cannot run into each other', () => {
    const digest = digestOf(new Uint8Array(saltBytes), new Uint8Array([1]))
    const other = digestOf(new Uint8Array(saltBytes), new Uint8Array([2]))
    const link = chainOf(chainStart, plan, 1, 5, digest)
    const others = [
      chainOf(link, plan, 1, 5, digest),
      chainOf(chainStart, 'plan-b' as PlanId, 1, 5, digest),
      chainOf(chainStart, 'plan-a0' as PlanId, 1, 5, digest),
      chainOf(chainStart, plan, 2, 5, digest),
      chainOf(chainStart, plan, 5, 1, digest),
      chainOf(chainStart, plan, 1, 6, digest),
      chainOf(chainStart, plan, 1, 5, other)
    ]
    expect(new Set([link, ...others].map(hex)).size).toBe(others.length + 1)
    expect(() => chainOf(chainStart, plan, -1, 5, digest)).toThrow(RangeError)
    expect(() => chainOf(chainStart, plan, 1, 0.5, digest)).toThrow(RangeError)
  })

  it('[I8] a snapshot is bound to plan, moment, owners, state and ledger, whatever the order of owners', () => {
    const chain = new Uint8Array(hashBytes).fill(1)
    const a = new Uint8Array([1])
    const ab = new Uint8Array([1, 2])
    const b = new Uint8Array([2])
    const none = new Uint8Array(0)
    const digest = snapshotDigestOf(plan, 3, chain, owners, a, b)
    expect(snapshotDigestOf(plan, 3, chain, [...owners].reverse(), a, b)).toEqual(digest)
    const others = [
      snapshotDigestOf('plan-b' as PlanId, 3, chain, owners, a, b),
      snapshotDigestOf(plan, 4, chain, owners, a, b),
      snapshotDigestOf(plan, 3, chainStart, owners, a, b),
      snapshotDigestOf(plan, 3, chain, owners.slice(1), a, b),
      snapshotDigestOf(plan, 3, chain, owners, ab, none),
      snapshotDigestOf(plan, 3, chain, owners, none, ab)
    ]
    expect(new Set([digest, ...others].map(hex)).size).toBe(others.length + 1)
  })
})
