import type { PlanId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import type { VersionEntry } from '../../shared/versions/version.ts'
import { hashBytes, prefixed, sha256, sized, wide } from './chain.ts'

const utf8 = (text: string): Uint8Array[] => prefixed(new TextEncoder().encode(text))

/** What the chain of a version stands on before its first entry. */
export const versionStart: Uint8Array = new Uint8Array(hashBytes)

/**
 * The link of one entry of a version to all before it: no entry can be changed, left out or put elsewhere.
 * Every part has a fixed width or its length before it; what it says is canonical JSON.
 * @param before of the entry before, 32 bytes; `versionStart` for the first.
 */
export const versionLinkOf = (before: Uint8Array, plan: PlanId, number: number, entry: VersionEntry): Uint8Array =>
  sha256(
    sized(before, hashBytes),
    ...utf8(plan),
    wide(number),
    wide(entry.n),
    wide(entry.at),
    ...utf8(entry.by ?? ''),
    ...utf8(entry.kind),
    ...utf8(canonical(entry.data))
  )

const headFormat = 'co-production board, version 1'

/** Where a version stands: how many entries it has, and the link of the last one. */
export type VersionHead = { plan: PlanId; number: number; entries: number; link: Uint8Array }

/** What is signed of a version each time something is added to it. */
export const versionHeadBytes = ({ plan, number, entries, link }: VersionHead): Uint8Array =>
  new Uint8Array(
    Buffer.concat([...utf8(headFormat), ...utf8(plan), wide(number), wide(entries), sized(link, hashBytes)])
  )
