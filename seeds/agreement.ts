import type { ItemId, PersonId } from '../shared/ids.ts'
import { GROUPS } from '../shared/plan/vocabulary.ts'
import type { AnswerWord } from '../shared/versions/version.ts'
import type { Room } from '../server/relay/room.ts'
import type { Member, Store } from '../server/store/store.ts'
import type { VersionDesk } from '../server/versions/desk.ts'
import type { Writer } from './cast.ts'
import type { Day } from './script.ts'
import { granted } from './stage.ts'

/** At the end of its day; a note stands beside anything but a plain yes. */
type AnswerScript = readonly [day: Day, by: Writer, answer: AnswerWord, note?: string]
type VersionScript = {
  /** The priority whose words are frozen. */
  scope: string
  /** The day on which the lead asks all six groups. */
  day: Day
  answers: readonly AnswerScript[]
}

/**
 * What the people of the example asked each other to agree: one priority that all agree on, and one that waits
 * for two groups and that another cannot agree yet. In the order in which the lead asks.
 */
export const versions: readonly VersionScript[] = [
  {
    scope: 'local-offer',
    day: 4,
    answers: [
      [4, 'helen', 'agree'],
      [4, 'anna', 'agree'],
      [5, 'priya', 'agree'],
      [5, 'grace', 'agree'],
      [5, 'marcus', 'agree'],
      [
        5,
        'kofi',
        'agree-with-note',
        'Example: we agree. Please keep it that you can look without signing in to anything.'
      ]
    ]
  },
  {
    scope: 'quality',
    day: 6,
    answers: [
      [6, 'helen', 'agree'],
      [6, 'anna', 'agree'],
      [6, 'grace', 'agree-with-note', 'Example: we agree, if schools hear by Christmas who sits on the panel.'],
      [
        6,
        'priya',
        'cannot-agree',
        'Example: action 8.2 gives no date by which late reviews stop. Families have waited long enough for one.'
      ]
    ]
  }
]

type Parts = {
  store: Pick<Store, 'readMember'>
  versions: VersionDesk
  room: Room
  personOf(key: Writer): PersonId
}

/** Freezes and answers what is frozen and answered on a day, by the rules for anyone. @throws when any of it is refused. */
export const playAgreement = async (parts: Parts, day: Day): Promise<void> => {
  const { store, versions: desk, room } = parts
  const memberOf = async (key: Writer): Promise<Member> => {
    const member = await store.readMember(room.plan, parts.personOf(key))
    if (!member) throw new Error(`the example could not be played: ${key} is not in the plan`)
    return member
  }
  for (const [index, { scope, day: asked, answers }] of versions.entries()) {
    const number = index + 1
    if (asked === day) {
      const at = granted(await desk.moment(room, scope as ItemId), `the words of ${scope}`)
      const ask = { asked: [...GROUPS], closesAt: null }
      granted(await desk.freeze(room, await memberOf('helen'), { ...at, scope: scope as ItemId, ask }), scope)
    }
    const today = answers.filter(([on]) => on === day)
    for (const [, by, answer, note = ''] of today) {
      const { version } = granted(await desk.one(room.plan, number), `version ${number}`)
      const said = { answer, note, formal: null }
      const given = { said, hash: version.standsHash, voice: parts.personOf(by) }
      granted(await desk.answer(room.plan, await memberOf(by), number, given), `the answer of ${by}`)
    }
    if (today.length === 0 || answers.length < GROUPS.length || answers.some(([on]) => on > day)) continue
    const { version } = granted(await desk.one(room.plan, number), `version ${number}`)
    const close = { move: 'close', after: version.entries, ask: null, note: '' } as const
    granted(await desk.move(room.plan, await memberOf('helen'), number, close), `closing version ${number}`)
  }
}
