import * as v from 'valibot'
import type { ItemId, Ms, PersonId, Seq } from '../ids.ts'
import { parseItemId } from '../ids.ts'
import { limits } from '../limits.ts'
import { GROUPS, type Group } from '../plan/vocabulary.ts'

/**
 * A version: exact words, frozen, and everything that was said and done about them. It is a list of entries
 * that is only ever added to; what stands is folded from them, the same for server and screens. Pure.
 * Source: brief.md §3 (position, version), ui.md §5 (Agree). One file past 300 lines: entries and their fold are
 * one rule.
 */

/** Of a version; the live plan itself is the draft. `answered`: closed, and not everyone who was asked agrees. */
export const VERSION_STATES = [
  'open-for-comment',
  'proposed',
  'answered',
  'agreed',
  'submitted',
  'published',
  'superseded',
  'withdrawn'
] as const
export type VersionState = (typeof VERSION_STATES)[number]

/** A group's position on the frozen words. */
export const ANSWER_WORDS = ['agree', 'agree-with-note', 'stand-aside', 'cannot-agree'] as const
export type AnswerWord = (typeof ANSWER_WORDS)[number]

/** `formal`: of a body, on a date, by a minute; otherwise the representative's own, in principle. */
export const LEVELS = ['in-principle', 'formal'] as const
export type Level = (typeof LEVELS)[number]

const person = v.pipe(v.string(), v.minLength(1), v.maxLength(64))
/** Partner groups, each once. */
export const groupsOnce = v.pipe(
  v.array(v.picklist(GROUPS)),
  v.maxLength(GROUPS.length),
  v.check((all) => new Set(all).size === all.length)
)
const ms = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const note = v.pipe(v.string(), v.trim(), v.maxLength(limits.recordWordsMax))
const line = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300), v.regex(/^[^\p{Cc}]*$/u))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const scope = v.nullable(
  v.pipe(
    v.string(),
    v.check((id) => parseItemId(id) !== undefined),
    v.transform((id) => id as ItemId)
  )
)

/** What a group says of a version; an answer that is no plain yes says why, in the group's own words. */
export const answerData = v.pipe(
  v.strictObject({
    answer: v.picklist(ANSWER_WORDS),
    note,
    /** A body's formal decision; null for the representative's answer in principle. */
    formal: v.nullable(v.strictObject({ body: line, date: v.pipe(v.string(), v.isoDate()), minute: line }))
  }),
  v.check(({ answer, note: said }) => (answer === 'agree') === (said === ''), 'Anything but a plain yes says why.')
)
export type AnswerData = v.InferOutput<typeof answerData>

/** Who is asked, and until when answers can change; null: until the lead closes it. */
export const askData = v.strictObject({
  asked: v.pipe(groupsOnce, v.minLength(1)),
  closesAt: v.nullable(ms)
})
export type AskData = v.InferOutput<typeof askData>

/** What each kind of entry says, beside who wrote it and when. */
export const ENTRY_DATA = {
  frozen: v.strictObject({
    /** One priority, or null for the whole plan. */
    scope,
    seq: ms,
    epoch: ms,
    /** SHA-256 of the frozen words as canonical JSON, hexadecimal. */
    hash,
    /** SHA-256 of the same with who wrote what. */
    signed: hash,
    /** The chain of the plan's log at `seq`. */
    chain: hash
  }),
  moved: v.strictObject({
    state: v.picklist(VERSION_STATES),
    ask: v.nullable(askData),
    note
  }),
  /** `voice`: whose answer it is. By anybody else it was recorded for them, and counts once they confirm it. */
  answered: v.strictObject({ group: v.picklist(GROUPS), voice: person, said: answerData }),
  confirmed: v.strictObject({ of: ms }),
  reminded: v.strictObject({ groups: groupsOnce }),
  /** Words went by law: what stands has other hashes now, and the first one stays as a commitment. */
  redacted: v.strictObject({ hash, signed: hash, epoch: ms }),
  /** What was typed into entry `of` went by law: its letters are blotted out, and a signed stone keeps its link. */
  'note-removed': v.strictObject({ of: ms })
} as const
export type EntryKind = keyof typeof ENTRY_DATA
export type EntryData<K extends EntryKind> = v.InferOutput<(typeof ENTRY_DATA)[K]>

/** `n` counts from 1. `by`: null for the board itself, which closes what has run out. */
export type VersionEntry = { n: number; at: Ms; by: PersonId | null } & {
  [K in EntryKind]: { kind: K; data: EntryData<K> }
}[EntryKind]
export type NewEntry = VersionEntry extends infer E ? (E extends VersionEntry ? Omit<E, 'n'> : never) : never

export const parseEntryData = <K extends EntryKind>(kind: K, data: unknown): EntryData<K> | undefined => {
  const result = v.safeParse(ENTRY_DATA[kind], data)
  return result.success ? result.output : undefined
}
export const parseEntryKind = (value: unknown): EntryKind | undefined =>
  typeof value === 'string' && Object.hasOwn(ENTRY_DATA, value) ? (value as EntryKind) : undefined

/** One answer as it was given; `confirmed` null: recorded for the voice, who has not said yes to it yet. */
export type Answer = AnswerData & {
  n: number
  group: Group
  voice: string
  by: string | null
  at: Ms
  confirmed: { by: string | null; at: Ms } | null
  /** When its words went by law; null: they stand. */
  removedAt: Ms | null
}
export const levelOf = ({ formal }: Pick<AnswerData, 'formal'>): Level => (formal === null ? 'in-principle' : 'formal')

export type Version = {
  number: number
  scope: ItemId | null
  seq: Seq
  epoch: number
  at: Ms
  by: string | null
  /** Of the words as they were frozen, and for ever; `standsHash` differs where words went by law since. */
  hash: string
  standsHash: string
  signed: string
  chain: string
  state: VersionState
  moves: { state: VersionState; at: Ms; by: string | null; note: string }[]
  asked: Group[]
  closesAt: Ms | null
  /** As they were given, oldest first; none is ever changed. */
  answers: Answer[]
  remindedAt: Ms | null
  /** When each group was reminded last. */
  reminded: Partial<Record<Group, Ms>>
  /** How many entries were folded: whoever adds the next names it. */
  entries: number
}

/** What is read aloud and printed: the first eight letters of the hash. */
export const codeOf = (hashOfWords: string): string =>
  `${hashOfWords.slice(0, 4)}-${hashOfWords.slice(4, 8)}`.toUpperCase()

/** What stands after these entries; undefined when they do not begin as a version does. */
export const foldVersion = (number: number, entries: readonly VersionEntry[]): Version | undefined => {
  const [first] = entries
  if (first?.kind !== 'frozen') return undefined
  const { scope: what, seq, epoch, hash: words, signed, chain } = first.data
  const version: Version = {
    number,
    scope: what,
    seq,
    epoch,
    at: first.at,
    by: first.by,
    hash: words,
    standsHash: words,
    signed,
    chain,
    state: 'open-for-comment',
    moves: [],
    asked: [],
    closesAt: null,
    answers: [],
    remindedAt: null,
    reminded: {},
    entries: entries.length
  }
  for (const entry of entries) take(version, entry)
  return version
}

const take = (version: Version, entry: VersionEntry): void => {
  switch (entry.kind) {
    case 'frozen':
      return
    case 'moved': {
      const { state, ask, note: why } = entry.data
      version.state = state
      version.moves.push({ state, at: entry.at, by: entry.by, note: why })
      if (ask) Object.assign(version, { asked: [...ask.asked], closesAt: ask.closesAt })
      return
    }
    case 'answered': {
      const { group, voice, said } = entry.data
      const confirmed = entry.by === voice ? { by: entry.by, at: entry.at } : null
      version.answers.push({
        ...said,
        n: entry.n,
        group,
        voice,
        by: entry.by,
        at: entry.at,
        confirmed,
        removedAt: null
      })
      return
    }
    case 'confirmed': {
      const answer = version.answers.find(({ n }) => n === entry.data.of)
      if (answer) answer.confirmed = { by: entry.by, at: entry.at }
      return
    }
    case 'reminded':
      version.remindedAt = entry.at
      for (const group of entry.data.groups) version.reminded[group] = entry.at
      return
    case 'redacted':
      version.standsHash = entry.data.hash
      version.signed = entry.data.signed
      return
    case 'note-removed': {
      const answer = version.answers.find(({ n }) => n === entry.data.of)
      if (answer) answer.removedAt = entry.at
      return
    }
    default: {
      const missed: never = entry
      throw new Error('unhandled entry', { cause: missed })
    }
  }
}

// --- what the answers come to ------------------------------------------------------------------------------

const lastOf = (answers: readonly Answer[], group: Group, level?: Level): Answer | undefined =>
  answers
    .filter((each) => each.group === group && each.confirmed !== null && (!level || levelOf(each) === level))
    .sort((a, b) => (a.confirmed?.at ?? 0) - (b.confirmed?.at ?? 0) || a.n - b.n)
    .at(-1)

/** A body's formal decision stands above its representative's answer in principle, whichever came later. */
export const standingAnswer = ({ answers }: Pick<Version, 'answers'>, group: Group): Answer | undefined =>
  lastOf(answers, group, 'formal') ?? lastOf(answers, group)

/** Recorded for a voice who has not confirmed it, nor said anything since. */
export const waitingAnswer = ({ answers }: Pick<Version, 'answers'>, group: Group): Answer | undefined => {
  const waiting = answers.filter((each) => each.group === group && each.confirmed === null).at(-1)
  const later = waiting && answers.some(({ n, voice }) => n > waiting.n && voice === waiting.voice)
  return later === true ? undefined : waiting
}

export type Outcome = {
  asked: Group[]
  /** Partner groups that nobody asked: said wherever the outcome is, so that leaving one out is no secret. */
  notAsked: Group[]
  agree: Group[]
  withNote: Group[]
  aside: Group[]
  cannot: Group[]
  silent: Group[]
  /** Every group that was asked has answered, and none cannot agree. There is no majority rule. */
  isAgreed: boolean
}

export const outcomeOf = (version: Pick<Version, 'asked' | 'answers'>): Outcome => {
  const said = (word: AnswerWord): Group[] =>
    version.asked.filter((group) => standingAnswer(version, group)?.answer === word)
  const silent = version.asked.filter((group) => standingAnswer(version, group) === undefined)
  const cannot = said('cannot-agree')
  return {
    asked: version.asked,
    notAsked: GROUPS.filter((group) => !version.asked.includes(group)),
    agree: said('agree'),
    withNote: said('agree-with-note'),
    aside: said('stand-aside'),
    cannot,
    silent,
    isAgreed: version.asked.length > 0 && silent.length === 0 && cannot.length === 0
  }
}

/** The group whose first answer that counts was the last one waited for; undefined while somebody is waited for. */
export const completedBy = ({ asked, answers }: Pick<Version, 'asked' | 'answers'>): Group | undefined => {
  const firsts = asked.map(
    (group) =>
      answers
        .filter((each) => each.group === group)
        .flatMap(({ n, confirmed }) => (confirmed ? [{ group, n, at: confirmed.at }] : []))
        .sort((a, b) => a.at - b.at || a.n - b.n)[0]
  )
  const given = firsts.filter((each) => each !== undefined)
  if (given.length < firsts.length) return undefined
  return given.sort((a, b) => a.at - b.at || a.n - b.n).at(-1)?.group
}

// --- where a version may go --------------------------------------------------------------------------------

/** What a lead can do with a version. `close` ends the answering: agreed or answered, as the answers are. */
export const MOVES = ['propose', 'close', 'submit', 'publish', 'withdraw'] as const
export type Move = (typeof MOVES)[number]

const from: Readonly<Record<Move, readonly VersionState[]>> = {
  propose: ['open-for-comment'],
  close: ['proposed'],
  submit: ['agreed', 'answered'],
  publish: ['agreed', 'answered', 'submitted'],
  withdraw: ['open-for-comment', 'proposed', 'answered', 'agreed', 'submitted', 'published']
}

export const mayMove = (version: Pick<Version, 'state'>, move: Move): boolean => from[move].includes(version.state)

export const stateAfter = (version: Version, move: Move): VersionState => {
  switch (move) {
    case 'propose':
      return 'proposed'
    case 'close':
      return outcomeOf(version).isAgreed ? 'agreed' : 'answered'
    case 'submit':
      return 'submitted'
    case 'publish':
      return 'published'
    case 'withdraw':
      return 'withdrawn'
    default: {
      const missed: never = move
      throw new Error('unhandled move', { cause: missed })
    }
  }
}

export const isOpenForAnswers = ({ state, closesAt }: Pick<Version, 'state' | 'closesAt'>, now: Ms): boolean =>
  state === 'proposed' && (closesAt === null || now < closesAt)

/** Its words were settled, whoever agreed to them: what a later one takes the place of, and exports are made of. */
export const isSettled = ({ state }: Pick<Version, 'state'>): boolean =>
  state === 'agreed' || state === 'answered' || state === 'submitted' || state === 'published'

/** Of those of one scope, the latest that every group agreed to, whatever became of it since. */
export const latestAgreed = (versions: readonly Version[], what: ItemId | null): Version | undefined =>
  [...versions]
    .sort((a, b) => a.number - b.number)
    .filter((each) => each.scope === what && isSettled(each) && outcomeOf(each).isAgreed)
    .at(-1)

/** The version of the same words' scope that this group last agreed to, before this one. */
export const lastAgreedBy = (versions: readonly Version[], version: Version, group: Group): Version | undefined =>
  [...versions]
    .sort((a, b) => a.number - b.number)
    .filter((each) => {
      const word = standingAnswer(each, group)?.answer
      const agrees = word === 'agree' || word === 'agree-with-note'
      return each.number < version.number && each.scope === version.scope && each.state !== 'withdrawn' && agrees
    })
    .at(-1)
