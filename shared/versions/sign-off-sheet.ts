import type { Ms } from '../ids.ts'
import type { PlanRecord } from '../plan/records.ts'
import { GROUPS, type Group } from '../plan/vocabulary.ts'
import { can, type Role } from '../roles.ts'
import { lastAgreedBy, standingAnswer, type AnswerWord, type Version, type VersionState } from './version.ts'

/**
 * What a group should know before it answers, beside the words: who was taken out or speaks for nobody any more,
 * which differing views were withdrawn, who could not agree, and who is not asked now, since the version it last
 * agreed to. So nobody can be got out of the way without those who sign being told. Pure.
 * Source: promises.md row 54.
 */
export type Sheet = {
  /** The version the group last agreed to; null: everything since the plan was begun. */
  base: number | null
  left: Leaving[]
  /** Whoever was made a voice of a group that is asked, and never was one before: their word can replace another's. */
  joined: Joining[]
  withdrawn: WithdrawnView[]
  dissent: Dissent[]
  /** Asked about the version before, and not about this one. */
  notAsked: { group: Group; version: number }[]
}

/** `voice-ended`: still in the plan, and speaks for that group no more; `silenced`: may say nothing there any more. */
export type Leaving = {
  at: Ms
  /** Null: whoever runs the board. */
  by: string | null
  person: string
  group: Group
  how: 'left' | 'taken-out' | 'voice-ended' | 'silenced'
  /** Put back since, as they were. */
  isBack: boolean
}
/** `by` null: whoever runs the board. */
export type Joining = { at: Ms; by: string | null; person: string; group: Group }
export type WithdrawnView = { at: Ms; by: string; record: PlanRecord }
/** What a group says of a version that is no yes, as it stands there. */
export type Dissent = { version: number; state: VersionState; group: Group; answer: AnswerWord; note: string; at: Ms }

export type Place = { role: Role; group: Group; voice: boolean }
/** One change of somebody's place in the plan; null for not being in it. */
export type PlaceChange = { at: Ms; by: string | null; person: string; was: Place | null; now: Place | null }

const speaks = (place: Place | null): boolean => place !== null && place.voice && can(place.role, 'write')
const hasSay = (place: Place | null): boolean => place !== null && can(place.role, 'comment')
const speaksAs = (was: Place, now: Place | null): boolean => now !== null && speaks(now) && now.group === was.group

/** @param places who is in the plan now, by person */
const leavings = (changes: readonly PlaceChange[], places: ReadonlyMap<string, Place>): Leaving[] =>
  changes.flatMap(({ at, by, person, was, now }): Leaving[] => {
    if (!was) return []
    const place = places.get(person) ?? null
    const isEnded = speaks(was) && !speaksAs(was, now)
    const isSilenced = now !== null && hasSay(was) && !hasSay(now)
    if (now !== null && !isEnded && !isSilenced) return []
    const isBack = speaks(was) ? speaksAs(was, place) : place?.group === was.group && (!hasSay(was) || hasSay(place))
    const gone = by === person ? 'left' : 'taken-out'
    const how = now === null ? gone : isSilenced ? 'silenced' : 'voice-ended'
    return [{ at, by, person, group: was.group, how, isBack }]
  })

/** Who was made a voice for the first time: whoever got it back is told of as being back. */
const joinings = (changes: readonly PlaceChange[], isTold: (change: PlaceChange) => boolean): Joining[] =>
  changes.flatMap((change, index): Joining[] => {
    const { at, by, person, was, now } = change
    if (now === null || !speaks(now) || (was && speaksAs(now, was)) || !isTold(change)) return []
    const isKnown = changes
      .slice(0, index)
      .some((each) => each.person === person && each.now && speaksAs(now, each.now))
    return isKnown ? [] : [{ at, by, person, group: now.group }]
  })

/** Whether words of one are words of the other: the whole plan holds each priority, asked about before or after. */
const covers = (one: Version, other: Version): boolean =>
  one.scope === other.scope || one.scope === null || other.scope === null

/** Versions of these words from the one last agreed to this, also those that were withdrawn: dissent is no less said. */
const dissents = (versions: readonly Version[], version: Version, base: number): Dissent[] =>
  versions
    .filter((each) => each.number >= base && each.number < version.number && covers(each, version))
    .flatMap((each) =>
      each.asked.flatMap((group): Dissent[] => {
        const said = standingAnswer(each, group)
        if (!said || said.answer === 'agree' || said.answer === 'agree-with-note') return []
        const { answer, note, confirmed, at } = said
        return [{ version: each.number, state: each.state, group, answer, note, at: confirmed?.at ?? at }]
      })
    )

type From = {
  version: Version
  versions: readonly Version[]
  changes: readonly PlaceChange[]
  places: ReadonlyMap<string, Place>
  /** Every record of the plan, withdrawn ones too. */
  records: readonly PlanRecord[]
  /** Whether a record is about something in the version. */
  isAbout: (about: string) => boolean
}

export const sheetFor = (group: Group, { version, versions, changes, places, records, isAbout }: From): Sheet => {
  const base = lastAgreedBy(versions, version, group)
  const since = base?.at ?? 0
  const until = endOf(version)
  const isWithin = (at: Ms): boolean => at >= since && at <= until
  const earlier = [...versions]
    .filter((each) => each.number < version.number && each.scope === version.scope && each.asked.length > 0)
    .sort((a, b) => a.number - b.number)
    .at(-1)
  const inOrder = [...changes].sort((a, b) => a.at - b.at)
  // A group that never agreed knows its voices when it is asked first.
  const joinedSince = base?.at ?? version.at
  return {
    base: base?.number ?? null,
    left: leavings(
      inOrder.filter(({ at }) => isWithin(at)),
      places
    ),
    joined: joinings(
      inOrder,
      ({ at, now }) => at > joinedSince && at <= until && now !== null && version.asked.includes(now.group)
    ),
    withdrawn: records
      .filter(
        ({ kind, withdrawn, changedAt, about }) => kind === 'view' && withdrawn && isWithin(changedAt) && isAbout(about)
      )
      .sort((a, b) => a.changedAt - b.changedAt)
      .map((record) => ({ at: record.changedAt, by: record.changedBy, record })),
    dissent: dissents(versions, version, base?.number ?? 0),
    notAsked: GROUPS.filter((each) => earlier?.asked.includes(each) && !version.asked.includes(each)).map((each) => ({
      group: each,
      version: earlier?.number ?? 0
    }))
  }
}

/** When nobody could answer any more: what came later is for the next version to say. */
const endOf = ({ state, moves }: Version): Ms =>
  state === 'proposed' || state === 'open-for-comment'
    ? Number.MAX_SAFE_INTEGER
    : (moves.find((move) => move.state !== 'proposed' && move.state !== 'open-for-comment')?.at ??
      Number.MAX_SAFE_INTEGER)

export const isSheetEmpty = ({ left, joined, withdrawn, dissent, notAsked }: Sheet): boolean =>
  left.length + joined.length + withdrawn.length + dissent.length + notAsked.length === 0
