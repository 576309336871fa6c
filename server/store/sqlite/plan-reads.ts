import type { PlanId, Seq } from '../../../shared/ids.ts'
import { chainOf, chainStart, decodeBody, sameBytes, snapshotDigestOf } from '../chain.ts'
import { PlanUnreadable, type Commit, type Owner, type StoredPlan } from '../store.ts'
import { blob, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { ownerOf } from './rows.ts'
import { isBodyKept } from './tombstones.ts'

/**
 * Reads what a plan stands on: its row, who owns which client id, its snapshot and its newest commit.
 * The rows between are checked as they are read, by `readCommits`.
 * @throws PlanUnreadable
 */
export const readPlan = (reader: Reader, plan: PlanId): StoredPlan | undefined =>
  proven(reader, plan, () => {
    const row = planRow(reader, plan)
    if (!row) return undefined
    const { epoch, head, chain, snapshotSeq } = row
    if (snapshotSeq > head) throw new PlanUnreadable(plan, 'its snapshot is ahead of its log')
    assertGapless(reader, plan, snapshotSeq, head)
    if (head > 0) assertHead(reader, plan, head)
    const newest = head === 0 ? chainStart : chainAt(reader, plan, head)
    if (!sameBytes(newest, chain)) throw new PlanUnreadable(plan, 'its newest commit is not the one it ends with')
    const rows = reader
      .sql('SELECT client_id, seq, speaker, typist, "group", via FROM owners WHERE plan = ? ORDER BY client_id')
      .all(plan)
    const owners = rows.map(ownerOf)
    if (snapshotSeq === 0) return { id: plan, epoch, head, owners }
    const ownersThen = owners.filter((_owner, index) => whole(rows[index] ?? {}, 'seq') <= snapshotSeq)
    return { id: plan, epoch, head, owners, snapshot: readSnapshot(reader, plan, snapshotSeq, ownersThen) }
  })

/** Commits after `after`, each with digest, chain and owners proven. @throws PlanUnreadable */
export const readCommits = (reader: Reader, plan: PlanId, after: Seq, rowsMax: number, bytesMax: number): Commit[] =>
  proven(reader, plan, () => {
    const row = planRow(reader, plan)
    if (!row || after >= row.head) return []
    const commits: Commit[] = []
    let before = after === 0 ? chainStart : chainAt(reader, plan, after)
    let bytes = 0
    const rows = reader
      .sql('SELECT seq, at, body, salt, digest, chain FROM commits WHERE plan = ? AND seq > ? ORDER BY seq LIMIT ?')
      .iterate(plan, after, Math.max(1, rowsMax))
    for (const next of rows) {
      bytes += blob(next, 'body').length
      if (commits.length > 0 && bytes > bytesMax) return commits
      commits.push(provenCommit(reader, plan, after + commits.length + 1, before, next))
      before = blob(next, 'chain')
    }
    const last = after + commits.length
    if (last < row.head && commits.length < Math.max(1, rowsMax))
      throw new PlanUnreadable(plan, `no commit ${last + 1}`)
    if (last === row.head && !sameBytes(before, row.chain)) {
      throw new PlanUnreadable(plan, 'its newest commit is not the one it ends with')
    }
    return commits
  })

/** Whatever goes wrong while a plan is read is about that plan only; the others stay open. */
const proven = <T>(reader: Reader, plan: PlanId, read: () => T): T =>
  reader.atOneMoment(() => {
    try {
      return read()
    } catch (error) {
      if (error instanceof PlanUnreadable) throw error
      throw new PlanUnreadable(plan, error instanceof Error ? error.message : 'unknown reason', error)
    }
  })

type PlanRow = { epoch: number; head: Seq; chain: Uint8Array; snapshotSeq: Seq }

const planRow = (reader: Reader, plan: PlanId): PlanRow | undefined => {
  const row = reader.sql('SELECT epoch, head, chain, snapshot_seq FROM plans WHERE id = ?').get(plan)
  if (!row) return undefined
  return {
    epoch: whole(row, 'epoch'),
    head: whole(row, 'head'),
    chain: blob(row, 'chain'),
    snapshotSeq: whole(row, 'snapshot_seq')
  }
}

const chainAt = (reader: Reader, plan: PlanId, seq: Seq): Uint8Array => {
  const row = reader.sql('SELECT chain FROM commits WHERE plan = ? AND seq = ?').get(plan, seq)
  if (!row) throw new PlanUnreadable(plan, `no commit ${seq}`)
  return blob(row, 'chain')
}

const assertGapless = (reader: Reader, plan: PlanId, from: Seq, head: Seq): void => {
  const first = Math.max(from, 1)
  const row = reader
    .sql('SELECT count(*) AS count, coalesce(max(seq), 0) AS last FROM commits WHERE plan = ? AND seq >= ?')
    .get(plan, first)
  const expected = head === 0 ? 0 : head - first + 1
  if (!row || whole(row, 'last') !== head || whole(row, 'count') !== expected) {
    throw new PlanUnreadable(plan, `its log is not whole from ${first} to ${head}`)
  }
}

const assertHead = (reader: Reader, plan: PlanId, head: Seq): void => {
  const row = reader
    .sql('SELECT seq, at, body, salt, digest, chain FROM commits WHERE plan = ? AND seq = ?')
    .get(plan, head)
  if (!row) throw new PlanUnreadable(plan, `no commit ${head}`)
  provenCommit(reader, plan, head, head === 1 ? chainStart : chainAt(reader, plan, head - 1), row)
}

const provenCommit = (reader: Reader, plan: PlanId, seq: Seq, before: Uint8Array, row: Row): Commit => {
  if (whole(row, 'seq') !== seq) throw new PlanUnreadable(plan, `no commit ${seq}`)
  const at = whole(row, 'at')
  if (!isBodyKept(reader, plan, row)) throw new PlanUnreadable(plan, `commit ${seq} is not what was kept`)
  if (!sameBytes(chainOf(before, plan, seq, at, blob(row, 'digest')), blob(row, 'chain'))) {
    throw new PlanUnreadable(plan, `commit ${seq} does not follow the one before it`)
  }
  const { entries, owners } = decodeBody(blob(row, 'body'))
  for (const owner of owners) assertOwner(reader, plan, seq, owner)
  return { seq, at, entries }
}

/** Who owns an id is part of the chained body; the table that is read for it must still say the same. */
const assertOwner = (reader: Reader, plan: PlanId, seq: Seq, owner: Owner): void => {
  const row = reader
    .sql('SELECT client_id, speaker, typist, "group", via FROM owners WHERE plan = ? AND client_id = ?')
    .get(plan, owner.client)
  const known = row && ownerOf(row)
  const same =
    known &&
    known.speaker === owner.speaker &&
    known.typist === owner.typist &&
    known.group === owner.group &&
    known.via === owner.via
  if (!same) throw new PlanUnreadable(plan, `the owner of an id bound by commit ${seq} is not who was kept`)
}

const readSnapshot = (
  reader: Reader,
  plan: PlanId,
  seq: Seq,
  owners: readonly Owner[]
): NonNullable<StoredPlan['snapshot']> => {
  const row = reader.sql('SELECT state, ledger, digest FROM snapshots WHERE plan = ? AND seq = ?').get(plan, seq)
  if (!row) throw new PlanUnreadable(plan, `no snapshot ${seq}`)
  const state = blob(row, 'state')
  const ledger = blob(row, 'ledger')
  const digest = snapshotDigestOf(plan, seq, chainAt(reader, plan, seq), owners, state, ledger)
  if (!sameBytes(digest, blob(row, 'digest'))) throw new PlanUnreadable(plan, `snapshot ${seq} is not what was kept`)
  return { seq, state, ledger }
}
