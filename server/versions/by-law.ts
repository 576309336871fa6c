import type { Ms, PlanId } from '../../shared/ids.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { encodeFrozen, frozenWords, provenFrozen, type Frozen } from '../../shared/versions/frozen.ts'
import { foldVersion, type NewEntry, type Version } from '../../shared/versions/version.ts'
import type { Records, StoredVersion, VersionContent, Versions } from '../store/store.ts'
import { sha256 } from './proofs.ts'

export type FrozenStore = Pick<Versions, 'readVersions' | 'readVersionContent' | 'addVersionEntries'> &
  Pick<Records, 'readRecordHistory'>

export const contentOf = (frozen: Frozen): VersionContent => ({
  words: frozenWords(frozen),
  signed: encodeFrozen(frozen)
})

/** How often it is begun anew because somebody answered at the same moment: whoever answers on and on stops nothing. */
const triesMax = 100

/** Records of frozen words as the store has them now: without what went from them by law since. */
export const recordsLeft = (store: FrozenStore, plan: PlanId, records: Frozen['records']): Promise<Frozen['records']> =>
  Promise.all(
    records.map(async (record) => {
      const said = (await store.readRecordHistory(plan, record.id)).find((each) => each.version === record.version)
      return said ? { ...record, data: said.data } : record
    })
  )

/**
 * Puts what is left of frozen words in their place: the version (as it was read `first`) says so with the hashes of what is left. The first
 * hash stays as a commitment, and so do the answers. Source: relay.md §3.
 * @param left what is left of the words, and the epoch of the plan by then
 * @returns whether anything went. A version that does not prove itself is shown to nobody and left as it is.
 */
export const rewriteFrozen = async (
  store: FrozenStore,
  { plan, first, at }: { plan: PlanId; first: StoredVersion; at: Ms },
  left: (version: Version, stands: Frozen) => Promise<{ frozen: Frozen; epoch: number } | Refusal>
): Promise<boolean | Refusal> => {
  const { number } = first
  let stored = first
  for (let tries = 0; tries < triesMax; tries++) {
    const version: Version | undefined = 'entries' in stored ? foldVersion(number, stored.entries) : undefined
    const stands = version && provenFrozen(version, await store.readVersionContent(plan, number), sha256)
    if (!version || !stands || 'broken' in stands) return false
    const now = await left(version, stands.frozen)
    if (isRefusal(now)) return now
    const content = contentOf(now.frozen)
    if (sha256(content.signed) === version.signed) return false
    const data = { hash: sha256(content.words), signed: sha256(content.signed), epoch: now.epoch }
    const entry: NewEntry = { at, by: null, kind: 'redacted', data }
    const kept = await store.addVersionEntries(plan, number, version.entries, [entry], null, content)
    if (!isRefusal(kept)) return true
    if (kept.refused !== 'changed-meanwhile') return kept
    const again = (await store.readVersions(plan)).find((each) => each.number === number)
    if (!again) return false
    stored = again
  }
  return refuse('unavailable')
}

/**
 * Takes what went from records by law out of every version that holds it. Done again, it goes on.
 * @returns how many versions held it. Refuses what the store refuses.
 */
export const removeFromFrozenRecords = async (store: FrozenStore, plan: PlanId, at: Ms): Promise<number | Refusal> => {
  let held = 0
  for (const first of await store.readVersions(plan)) {
    const gone = await rewriteFrozen(store, { plan, first, at }, async (version, stands) => ({
      frozen: { ...stands, records: await recordsLeft(store, plan, stands.records) },
      epoch: version.epoch
    }))
    if (isRefusal(gone)) return gone
    if (gone) held++
  }
  return held
}
