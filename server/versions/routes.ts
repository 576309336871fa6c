import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { parseItemId, parsePersonId, type ItemId, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { frozenReferences, frozenWords } from '../../shared/versions/frozen.ts'
import {
  MOVES,
  answerData,
  askData,
  codeOf,
  groupsOnce,
  lastAgreedBy,
  standingAnswer,
  type AskData,
  type Version
} from '../../shared/versions/version.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import type { PlanLetters } from '../people/plan-letters.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Member, Memberships, People, Versions } from '../store/store.ts'
import type { VersionDesk } from './desk.ts'
import { VersionLetters } from './letters.ts'

type Parts = {
  store: People & Memberships & Pick<Versions, 'readChain'>
  lobby: Pick<Lobby, 'room'>
  versions: VersionDesk
  letters: PlanLetters
  now(): Ms
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const itemId = v.pipe(
  v.string(),
  v.check((id) => parseItemId(id) !== undefined),
  v.transform((id) => id as ItemId)
)
const note = v.pipe(v.string(), v.trim(), v.maxLength(limits.recordWordsMax))
const draftQuery = v.object({ scope: v.optional(itemId) })
const freezing = v.strictObject({ scope: v.nullable(itemId), seq: count, hash, ask: v.nullable(askData) })
const moving = v.strictObject({ move: v.picklist(MOVES), after: count, ask: v.nullable(askData), note })
const answering = v.strictObject({
  said: answerData,
  hash,
  voice: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** The entry of the group's answer that stood when this one was decided; 0: none did. */
  seen: v.optional(count)
})
const confirming = v.strictObject({ of: count })
const reminding = v.strictObject({ groups: v.pipe(groupsOnce, v.minLength(1)) })

/**
 * Exact words, frozen, and what groups answer to them. Every version and every answer is a value of its own
 * that nobody changes; what stands is told with it. Source: brief.md §3, ui.md §5 (Agree).
 */
export const versionRoutes = (parts: Parts) => {
  const { store, versions, now } = parts
  const letters = new VersionLetters(parts)
  const entry = new PlanEntry(parts)

  /** A version as everyone in the plan sees it. */
  const shown = (version: Version, all: readonly Version[]) => ({
    ...version,
    scope: version.scope as string | null,
    code: codeOf(version.hash),
    /** Each group's answer that counts now: the number of its entry. */
    standing: Object.fromEntries(version.asked.map((group) => [group, standingAnswer(version, group)?.n ?? null])),
    /** The version each group agreed to last, before this one. */
    lastAgreed: Object.fromEntries(
      version.asked.map((group) => {
        const before = lastAgreedBy(all, version, group)
        return [group, before ? { number: before.number, seq: before.seq } : null]
      })
    )
  })
  const peopleOf = (plan: Member['plan'], all: readonly Version[]) =>
    namePeople(
      store,
      plan,
      all
        .flatMap(({ by, moves, answers }) => [
          by,
          ...moves.map((each) => each.by),
          ...answers.flatMap((each) => [each.by, each.voice, each.confirmed?.by ?? null])
        ])
        .filter((id) => id !== null)
    )

  const numberOf = (c: Context<Door>): number => {
    const written = c.req.param('number') ?? ''
    return /^\d{1,6}$/.test(written) ? Number(written) : 0
  }

  /** Whether they signed in, or gave a code again, a short time ago. Refuses 'code-needed'. */
  const isFresh = (c: Context<Door>): Refusal | undefined => {
    const since = c.var.signedIn?.since ?? 0
    return now() - since <= limits.freshMinutes * 60_000 ? undefined : refuse('code-needed')
  }

  /** Until a moment that is over nobody could answer, and one that no calendar has no page and no letter can show. */
  const mayClose = (ask: AskData | null): boolean => {
    const closesAt = ask?.closesAt ?? null
    return closesAt === null || (closesAt > now() && closesAt <= now() + limits.answerDaysMax * 24 * 60 * 60 * 1000)
  }

  const answered = async (c: Context<Door>, version: Version | Refusal, member: Member, status: 200 | 201 = 200) => {
    if (isRefusal(version)) return c.var.refuse(version)
    const { versions: all } = await versions.all(member.plan)
    return c.json(shown(version, all), status)
  }

  return new Hono<Door>()
    .get('/:plan/versions', async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const { versions: all, broken } = await versions.all(member.plan)
      return c.json(
        { versions: all.map((each) => shown(each, all)), broken, people: await peopleOf(member.plan, all) },
        200
      )
    })
    .get(
      '/:plan/versions/draft',
      vValidator('query', draftQuery, (result, c: Context<Door, string>) =>
        result.success ? undefined : c.var.refuse(refuse('bad-request'))
      ),
      async (c) => {
        const inside = await entry.room(c, 'versions')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const moment = await versions.moment(inside.room, c.req.valid('query').scope ?? null)
        if (isRefusal(moment)) return c.var.refuse(moment)
        const { seq, at, hash: words, frozen } = moment
        const { snapshot, records } = frozen
        const references = frozenReferences(frozen)
        return c.json({ seq, at, hash: words, code: codeOf(words), snapshot, records, references }, 200)
      }
    )
    .post('/:plan/versions', jsonBody(freezing), async (c) => {
      const inside = await entry.room(c, 'versions')
      if (isRefusal(inside)) return c.var.refuse(inside)
      const wish = c.req.valid('json')
      if (!mayClose(wish.ask)) return c.var.refuse(refuse('bad-request'))
      const stale = isFresh(c)
      if (stale) return c.var.refuse(stale)
      const { member, room } = inside
      const version = await versions.freeze(room, member, wish)
      if (!isRefusal(version) && version.asked.length > 0) await letters.asked(member, version, version.asked)
      return answered(c, version, member, 201)
    })
    .get('/:plan/versions/:number', async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const found = await versions.one(member.plan, numberOf(c))
      if (isRefusal(found)) return c.var.refuse(found)
      const { version, versions: all } = found
      const frozen = await versions.content(member.plan, version)
      if (isRefusal(frozen)) return c.var.refuse(frozen)
      const { snapshot, records, owners } = frozen
      const authors = owners.flatMap(({ speaker, typist }) => [speaker, typist])
      const said = records.flatMap(({ by, changedBy }) => [by, changedBy])
      const people = [
        ...(await peopleOf(member.plan, [version])),
        ...(await namePeople(store, member.plan, [...authors, ...said]))
      ]
      const named = [...new Map(people.map((each) => [each.id, each])).values()]
      const references = frozenReferences(frozen)
      return c.json({ version: shown(version, all), snapshot, records, references, owners, people: named }, 200)
    })
    .get('/:plan/versions/:number/words', async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const found = await versions.one(member.plan, numberOf(c))
      if (isRefusal(found)) return c.var.refuse(found)
      const frozen = await versions.content(member.plan, found.version)
      if (isRefusal(frozen)) return c.var.refuse(frozen)
      // These bytes and no others have the hash of the version.
      return c.body(frozenWords(frozen), 200, { 'Content-Type': 'application/json; charset=utf-8' })
    })
    .post('/:plan/versions/:number/moves', jsonBody(moving), async (c) => {
      const member = await entry.member(c, 'versions')
      if (isRefusal(member)) return c.var.refuse(member)
      const step = c.req.valid('json')
      if ((step.move === 'propose') !== (step.ask !== null) || !mayClose(step.ask))
        return c.var.refuse(refuse('bad-request'))
      const stale = isFresh(c)
      if (stale) return c.var.refuse(stale)
      const version = await versions.move(member.plan, member, numberOf(c), step)
      if (!isRefusal(version) && step.move === 'propose') await letters.asked(member, version, version.asked)
      return answered(c, version, member)
    })
    .post('/:plan/versions/:number/answers', jsonBody(answering), async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const { said, hash: words, voice, seen } = c.req.valid('json')
      const holder = voice === undefined ? member.person : parsePersonId(voice)
      if (!holder) return c.var.refuse(refuse('bad-request'))
      const stale = said.formal ? isFresh(c) : undefined
      if (stale) return c.var.refuse(stale)
      const version = await versions.answer(member.plan, member, numberOf(c), {
        said,
        hash: words,
        voice: holder,
        seen
      })
      if (!isRefusal(version)) {
        // Somebody else may have answered since: told is what this person has said.
        const given = version.answers.findLast(({ by, voice: whose }) => by === member.person && whose === holder)
        if (given) await letters.answered(member, version, given)
      }
      return answered(c, version, member, 201)
    })
    .post('/:plan/versions/:number/confirmations', jsonBody(confirming), async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const { of } = c.req.valid('json')
      const version = await versions.confirm(member.plan, member, numberOf(c), { of, isFresh: !isFresh(c) })
      const given = isRefusal(version) ? undefined : version.answers.find(({ n }) => n === of)
      if (!isRefusal(version) && given) await letters.answered(member, version, given)
      return answered(c, version, member, 201)
    })
    .post('/:plan/versions/:number/reminders', jsonBody(reminding), async (c) => {
      const member = await entry.member(c, 'versions')
      if (isRefusal(member)) return c.var.refuse(member)
      const { groups } = c.req.valid('json')
      const version = await versions.remind(member.plan, member, numberOf(c), groups)
      if (!isRefusal(version)) await letters.asked(member, version, groups, true)
      return answered(c, version, member, 201)
    })
}
