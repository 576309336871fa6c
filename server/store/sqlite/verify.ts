import { parsePlanId, type PlanId, type Seq } from '../../../shared/ids.ts'
import { provenFrozen } from '../../../shared/versions/frozen.ts'
import { foldVersion } from '../../../shared/versions/version.ts'
import { chainStart, decodeBody, sameBytes, sha256, snapshotDigestOf } from '../chain.ts'
import { historyDigestOf } from '../history-digest.ts'
import { checkpointBytes, tombstoneBytes } from '../seal.ts'
import type { Commit, Owner } from '../store.ts'
import { LinkCheck } from './chain-links.ts'
import { blob, text, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { ownerOf } from './rows.ts'
import { readVersionContent, readVersions } from './version-reads.ts'
import { isBodyKept, isSealed, publicKeyOf, tombstonesOf } from './tombstones.ts'

/** A plan made anew from its log, to hold what was stored against. */
export type Fold = {
  /** @throws when it does not apply */
  commit(commit: Commit): void
  /** What is not equal in a stored snapshot of this very moment, in a few words; undefined when all is. */
  differs(state: Uint8Array, ledger: Uint8Array): string | undefined
}

/** What was found in one plan. Each finding is a sentence that names its row; none means all is as it was kept. */
export type Verified = {
  plan: PlanId
  head: Seq
  /** The chain at the head, as hex: whoever noted it can say later whether the log was changed. */
  chain: string
  commits: number
  snapshots: number
  /** The newest commit that a valid checkpoint covers. */
  sealedTo: Seq
  keyIds: string[]
  tombstones: number
  /** How many were frozen. */
  versions: number
  findings: string[]
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const planIds = (reader: Reader): PlanId[] =>
  reader
    .sql('SELECT id FROM plans ORDER BY id')
    .all()
    .map((row) => parsePlanId(text(row, 'id')))
    .filter((plan) => plan !== undefined)

/** What the file says of itself as a whole; empty when it is sound. */
export const verifyFile = (reader: Reader): string[] => {
  const findings = reader
    .sql('PRAGMA integrity_check(10)')
    .all()
    .map((row) => text(row, 'integrity_check'))
    .filter((line) => line !== 'ok')
    .map((line) => `The file is damaged: ${line}.`)
  for (const row of reader.sql('SELECT id FROM signing_keys').all()) {
    const keyId = text(row, 'id')
    if (!publicKeyOf(reader, keyId)) findings.push(`The public half of the signing key ${keyId} was changed.`)
  }
  return findings
}

/**
 * Walks everything that is stored of one plan's log, row by row, at one moment: nobody who writes meanwhile
 * is held up. One fault does not end it; what follows is still named. Undefined for a plan that is not there.
 */
export const verifyPlan = (
  reader: Reader,
  plan: PlanId,
  newFold: (owners: readonly Owner[]) => Fold
): Verified | undefined =>
  reader.atOneMoment(() => {
    const row = reader.sql('SELECT epoch, head, chain, snapshot_seq FROM plans WHERE id = ?').get(plan)
    return row && new Walk(reader, plan, row).run(newFold)
  })

// One file past 300 lines: each step of the walk leans on what the one before it found.
class Walk {
  readonly #reader: Reader
  readonly #plan: PlanId
  readonly #row: Row
  readonly #head: Seq
  readonly #findings: string[] = []
  readonly #chains = new Map<Seq, Uint8Array>()
  #snapshots = 0

  constructor(reader: Reader, plan: PlanId, row: Row) {
    this.#reader = reader
    this.#plan = plan
    this.#row = row
    this.#head = whole(row, 'head')
  }

  run(newFold: (owners: readonly Owner[]) => Fold): Verified {
    const owners = this.#guarded('The table of owners', () => this.#owners()) ?? []
    const commits = this.#guarded('The log', () => this.#commits(owners, newFold(owners.map(({ owner }) => owner))))
    this.#guarded('The snapshots', () => this.#snapshotSeqs())
    this.#guarded('The kept history', () => this.#history())
    const sealed = this.#guarded('The checkpoints', () => this.#checkpoints())
    const tombstones = this.#guarded('The tombstones', () => this.#tombstones()) ?? 0
    const versions = this.#guarded('The versions', () => this.#versions()) ?? 0
    return {
      plan: this.#plan,
      head: this.#head,
      chain: hex(blob(this.#row, 'chain')),
      commits: commits ?? 0,
      snapshots: this.#snapshots,
      sealedTo: sealed?.to ?? 0,
      keyIds: sealed?.keyIds ?? [],
      tombstones,
      versions,
      findings: this.#findings
    }
  }

  /** @returns how many versions were frozen */
  #versions(): number {
    const all = readVersions(this.#reader, this.#plan)
    for (const stored of all) {
      const name = `Version ${stored.number}`
      const version = 'entries' in stored ? foldVersion(stored.number, stored.entries) : undefined
      if (!version) {
        this.#find(`${name} is not as it was kept: ${'broken' in stored ? stored.broken : 'it does not begin as one'}.`)
        continue
      }
      const proven = provenFrozen(version, readVersionContent(this.#reader, this.#plan, version.number), (each) =>
        hex(sha256(new TextEncoder().encode(each)))
      )
      if ('broken' in proven) this.#find(`${name} is not as it was kept: ${proven.broken}.`)
      const commit = this.#reader
        .sql('SELECT chain FROM commits WHERE plan = ? AND seq = ?')
        .get(this.#plan, version.seq)
      if (!commit || hex(blob(commit, 'chain')) !== version.chain)
        this.#find(`${name} was frozen at commit ${version.seq} of another log.`)
    }
    return all.length
  }

  #find(sentence: string): void {
    this.#findings.push(sentence)
  }

  /** A row that holds what no row holds is a finding like any other. */
  #guarded<T>(what: string, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      this.#find(`${what} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}.`)
      return undefined
    }
  }

  #owners(): { owner: Owner; seq: Seq }[] {
    return this.#reader
      .sql('SELECT client_id, seq, speaker, typist, "group", via FROM owners WHERE plan = ? ORDER BY client_id')
      .all(this.#plan)
      .map((row) => ({ owner: ownerOf(row), seq: whole(row, 'seq') }))
  }

  /** @returns how many rows there are */
  #commits(owners: readonly { owner: Owner; seq: Seq }[], fold: Fold): number {
    const links = new LinkCheck(this.#plan)
    const unbound = new Map(owners.map((bound) => [bound.owner.client, bound]))
    let expected = 1
    let count = 0
    let isFolding = true
    const rows = this.#reader
      .sql('SELECT seq, at, body, salt, digest, chain FROM commits WHERE plan = ? ORDER BY seq')
      .iterate(this.#plan)
    for (const row of rows) {
      const seq = whole(row, 'seq')
      count += 1
      const before = this.#findings.length
      if (seq > expected) {
        this.#find(`${range(expected, seq - 1)} removed.`)
        links.skip()
      }
      if (seq > this.#head) this.#find(`Commit ${seq} stands after the head of the plan, which is ${this.#head}.`)
      expected = seq + 1
      this.#guarded(`Commit ${seq}`, () => {
        const isKept = isBodyKept(this.#reader, this.#plan, row)
        links.add(row)
        this.#chains.set(seq, blob(row, 'chain'))
        if (!isKept) this.#find(`Commit ${seq} was edited: its words are not those that were kept.`)
        const { entries, owners: bound } = decodeBody(blob(row, 'body'))
        for (const owner of bound) this.#owner(seq, owner, owners, unbound)
        if (isFolding && this.#findings.length === before) fold.commit({ seq, at: whole(row, 'at'), entries })
      })
      if (this.#findings.length > before) isFolding = false
      this.#snapshot(seq, blob(row, 'chain'), owners, isFolding ? fold : undefined)
    }
    this.#findings.push(...links.findings())
    for (const { owner, seq } of unbound.values())
      this.#find(`The owner of id ${owner.client} is bound by no commit; its row says commit ${seq}.`)
    const last = expected - 1
    if (last < this.#head)
      this.#find(`${range(last + 1, this.#head)} cut off the end of the log, or the head of the plan was changed.`)
    const newest = last === 0 ? chainStart : this.#chains.get(last)
    if (last === this.#head && newest && !sameBytes(newest, blob(this.#row, 'chain')))
      this.#find(`The chain of the plan is not that of its newest commit, ${last}.`)
    return count
  }

  #owner(
    seq: Seq,
    said: Owner,
    owners: readonly { owner: Owner; seq: Seq }[],
    unbound: Map<number, { owner: Owner; seq: Seq }>
  ): void {
    const kept = unbound.get(said.client)
    if (!kept) {
      // An id may be said again by a later commit; it was looked at when it was bound.
      if (!owners.some(({ owner }) => owner.client === said.client))
        this.#find(`The owner of id ${said.client}, bound by commit ${seq}, was removed.`)
      return
    }
    unbound.delete(said.client)
    const { owner } = kept
    const isSame =
      owner.speaker === said.speaker &&
      owner.typist === said.typist &&
      owner.group === said.group &&
      owner.via === said.via
    if (!isSame || kept.seq !== seq)
      this.#find(
        `The owner of id ${said.client}, bound by commit ${seq}, was changed: its row says somebody or something else.`
      )
  }

  #snapshot(seq: Seq, chain: Uint8Array, owners: readonly { owner: Owner; seq: Seq }[], fold: Fold | undefined): void {
    const row = this.#reader
      .sql('SELECT state, ledger, digest FROM snapshots WHERE plan = ? AND seq = ?')
      .get(this.#plan, seq)
    if (!row) return
    this.#snapshots += 1
    this.#guarded(`The snapshot of commit ${seq}`, () => {
      const state = blob(row, 'state')
      const ledger = blob(row, 'ledger')
      const then = owners.filter((bound) => bound.seq <= seq).map(({ owner }) => owner)
      const digest = snapshotDigestOf(this.#plan, seq, chain, then, state, ledger)
      if (!sameBytes(digest, blob(row, 'digest')))
        return this.#find(`The snapshot of commit ${seq} was changed, or what it stands on was.`)
      const differs = fold?.differs(state, ledger)
      if (differs !== undefined) this.#find(`The snapshot of commit ${seq} does not say what the log says: ${differs}.`)
    })
  }

  #snapshotSeqs(): void {
    const newest = whole(this.#row, 'snapshot_seq')
    const seqs = this.#reader.sql('SELECT seq FROM snapshots WHERE plan = ? ORDER BY seq').all(this.#plan)
    for (const seq of seqs.map((row) => whole(row, 'seq')))
      if (!this.#chains.has(seq)) this.#find(`There is a snapshot of commit ${seq}, and no such commit.`)
    const last = seqs.at(-1)
    if ((last ? whole(last, 'seq') : 0) !== newest)
      this.#find(`The plan says its newest snapshot is of commit ${newest}, and there is another one or none.`)
  }

  /** What is kept of a history can be folded anew, and holds every word there ever was: it must be of this log. */
  #history(): void {
    const row = this.#reader.sql('SELECT * FROM histories WHERE plan = ?').get(this.#plan)
    if (!row) return
    const history = { seq: whole(row, 'seq'), state: blob(row, 'state'), fold: blob(row, 'fold') }
    const chain = this.#chains.get(history.seq)
    const epoch = whole(row, 'epoch')
    if (!chain || !sameBytes(historyDigestOf(this.#plan, epoch, chain, history), blob(row, 'digest')))
      this.#find(`The kept history up to commit ${history.seq} was changed, or what it stands on was.`)
    else if (epoch !== whole(this.#row, 'epoch'))
      this.#find(`The kept history up to commit ${history.seq} is of epoch ${epoch}, which is over.`)
  }

  #checkpoints(): { to: Seq; keyIds: string[] } {
    const rows = this.#reader.sql('SELECT * FROM checkpoints WHERE plan = ? ORDER BY seq').all(this.#plan)
    const keyIds = new Set<string>()
    let to = 0
    for (const row of rows) {
      const seq = whole(row, 'seq')
      const chain = blob(row, 'chain')
      const seal = { keyId: text(row, 'key_id'), signature: blob(row, 'signature') }
      const kept = this.#chains.get(seq)
      if (!isSealed(this.#reader, checkpointOf(this.#plan, row), seal))
        this.#find(`The checkpoint of commit ${seq} is not signed by the key it names: it was changed.`)
      else if (seq > this.#head) {
        this.#find(
          `A signed checkpoint says there was a commit ${seq}, and the log ends at ${this.#head}: it was cut off at its end.`
        )
      } else if (!kept || !sameBytes(kept, chain))
        this.#find(
          `The signed checkpoint of commit ${seq} names another chain: a commit up to ${seq} was changed or removed.`
        )
      else to = seq
      keyIds.add(seal.keyId)
    }
    this.#unsealed(new Set(rows.map((row) => whole(row, 'seq'))))
    return { to, keyIds: [...keyIds] }
  }

  /** Each snapshot was sealed when it was kept, from the first checkpoint on. */
  #unsealed(sealed: ReadonlySet<Seq>): void {
    const first = Math.min(...sealed)
    const seqs = this.#reader.sql('SELECT seq FROM snapshots WHERE plan = ? ORDER BY seq').all(this.#plan)
    for (const seq of seqs.map((row) => whole(row, 'seq')))
      if (!sealed.has(seq) && (sealed.size === 0 || seq >= first))
        this.#find(`The checkpoint of commit ${seq} was removed.`)
  }

  #tombstones(): number {
    const epoch = whole(this.#row, 'epoch')
    const rows = this.#reader.sql('SELECT DISTINCT seq FROM tombstones WHERE plan = ? ORDER BY seq').all(this.#plan)
    for (const seq of rows.map((row) => whole(row, 'seq'))) {
      this.#guarded(`A tombstone of commit ${seq}`, () => {
        for (const stone of tombstonesOf(this.#reader, this.#plan, seq)) {
          if (!isSealed(this.#reader, tombstoneBytes(stone), stone))
            this.#find(`The tombstone of commit ${seq} is not signed by the key it names: it was changed.`)
          if (stone.epoch > epoch)
            this.#find(`The tombstone of commit ${seq} is of epoch ${stone.epoch}, and the plan is at ${epoch}.`)
        }
        const commit = this.#reader.sql('SELECT salt FROM commits WHERE plan = ? AND seq = ?').get(this.#plan, seq)
        if (!commit) this.#find(`There is a tombstone of commit ${seq}, and no such commit.`)
        else if (commit['salt'] !== null)
          this.#find(`Commit ${seq} has a tombstone and stands as if nothing had been removed from it.`)
      })
    }
    return rows.length
  }
}

const range = (from: Seq, to: Seq): string => (from === to ? `Commit ${from} was` : `Commits ${from} to ${to} were`)

const checkpointOf = (plan: PlanId, row: Row): Uint8Array =>
  checkpointBytes({ plan, seq: whole(row, 'seq'), at: whole(row, 'at'), chain: blob(row, 'chain') })
