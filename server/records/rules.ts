import { sameAnchor } from '../../shared/authorship/anchors.ts'
import {
  RULES,
  parseRecordData,
  withoutWords,
  type Asker,
  type PlanRecord,
  type RecordData,
  type RecordKind
} from '../../shared/plan/records.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { Subject } from './subject.ts'

const no = (asker: Asker): Refusal => refuse(can(asker.role, 'write') ? 'not-allowed' : 'read-only')

/** Refuses 'not-found' for what is not there (any more), 'read-only', 'not-allowed'. */
export const mayAdd = (
  kind: RecordKind,
  asker: Asker,
  subject: Subject | undefined,
  said: RecordData<RecordKind>
): Refusal | undefined => {
  if (!subject || subject.removed) return refuse('not-found')
  return RULES[kind].mayAdd(asker, subject.leads, subject.of, said) ? undefined : no(asker)
}

/** What it would say instead. Refuses 'bad-request' for what does not fit its kind, 'read-only', 'not-allowed'. */
export const mayChange = (asker: Asker, record: PlanRecord, data: unknown): RecordData<RecordKind> | Refusal => {
  if (!RULES[record.kind].mayChange(asker, record)) return no(asker)
  const said = parseRecordData(record.kind, data)
  if (!said) return refuse('bad-request')
  // Whose view it is, is for whoever first gave it to say: nobody makes it the view of one person who is not them.
  const holder = (each: RecordData<RecordKind>): unknown => ('held' in each ? each.held : undefined)
  // A name moves to no other moment: whoever reads it means the one it was given to.
  const moment = (each: RecordData<RecordKind>): unknown => ('seq' in each ? each.seq : undefined)
  if (moment(said) !== moment(record.data)) return refuse('bad-request')
  // Nor does a comment to other words.
  const anchor = (each: RecordData<RecordKind>) => ('anchor' in each ? each.anchor : null)
  if (!sameAnchor(anchor(said), anchor(record.data))) return refuse('bad-request')
  return holder(said) === holder(record.data) || asker.person === record.by ? said : refuse('not-allowed')
}

/**
 * What of these versions of a record this asker may read. What was withdrawn is seen to have been: by whom,
 * when and about what; its words are with whoever may put it back.
 */
export const readableBy = <V extends { data: PlanRecord['data'] }>(
  asker: Asker,
  record: PlanRecord,
  versions: readonly V[]
): readonly V[] => {
  const { kind, withdrawn } = record
  if (!withdrawn || RULES[kind].mayWithdraw(asker, record)) return versions
  return versions.map((each) => ({ ...each, data: withoutWords({ kind, data: each.data }) }))
}

/** Withdrawing, and putting back. Refuses 'read-only', 'not-allowed'. */
export const mayWithdraw = (asker: Asker, record: PlanRecord): Refusal | undefined =>
  RULES[record.kind].mayWithdraw(asker, record) ? undefined : no(asker)
