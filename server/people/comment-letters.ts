import { limits } from '../../shared/limits.ts'
import { parsePersonId, type Ms, type PersonId, type PlanId } from '../../shared/ids.ts'
import type { PlanRecord, RecordData } from '../../shared/plan/records.ts'
import { readPlan } from '../../shared/plan/snapshot.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { Heard } from '../mail/comment-mail.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, People, Records } from '../store/store.ts'
import type { PlanLetters } from './plan-letters.ts'

type Parts = {
  store: Pick<People, 'readPerson'> & Pick<Memberships, 'readMember' | 'readMembers'> & Pick<Records, 'readRecords'>
  lobby: Pick<Lobby, 'room'>
  letters: Pick<PlanLetters, 'aboutComments'>
  now(): Ms
  report(event: { event: string; plan?: PlanId; error?: unknown }): void
}

/** What waits for somebody, by plan, and when their last letter left. */
type Waiting = { sentAt: Ms; plans: Map<PlanId, Heard> }
type Mentions = RecordData<'answer'>['mentions']

const none: Heard = { fates: 0, answers: 0, mentions: 0 }
const mentionsIn = (record: PlanRecord | undefined): Mentions =>
  record && 'mentions' in record.data ? record.data.mentions : []

/**
 * Tells people by mail what became of their comments, who answered what they said in a thread, and that somebody
 * asks for them: at once when they have
 * had no such letter for a day, else with everything else when the day is over. What waits is kept in memory
 * only: after a start the notice on the board still says it.
 */
export class CommentLetters {
  readonly #parts: Parts
  readonly #waiting = new Map<PersonId, Waiting>()
  #work: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A record was kept. `of`: the one it is about; `before`: what it was. Returns at once; letters follow. */
  kept(plan: PlanId, record: PlanRecord, of?: PlanRecord, before?: PlanRecord): void {
    if (record.kind !== 'comment' && record.kind !== 'answer' && record.kind !== 'fate') return
    this.#work = this.#work
      .then(() => this.#hear(plan, record, of, before))
      .catch((error: unknown) => this.#parts.report({ event: 'letter-failed', plan, error }))
  }

  /** Sends what has waited for a day. */
  sendDue(): Promise<void> {
    this.#work = this.#work
      .then(async () => {
        for (const [person, { sentAt, plans }] of this.#waiting) {
          if (this.#parts.now() - sentAt < limits.commentLetterEveryMs) continue
          if (plans.size === 0) this.#waiting.delete(person)
          else await this.#send(person)
        }
      })
      .catch((error: unknown) => this.#parts.report({ event: 'letter-failed', error }))
    return this.#work
  }

  /** Resolves when every letter that is due has been written. */
  settled(): Promise<void> {
    return this.#work
  }

  async #hear(plan: PlanId, record: PlanRecord, of?: PlanRecord, before?: PlanRecord): Promise<void> {
    const heard = new Map<PersonId, Heard>()
    const add = (person: PersonId | undefined, what: keyof Heard): void => {
      if (person === undefined || person === record.by) return
      const known = heard.get(person) ?? none
      // One thing said is one piece of news for each person.
      if (known === none) heard.set(person, { ...known, [what]: 1 })
    }
    const isTold = record.kind === 'fate' && 'fate' in record.data && record.data.fate !== 'waiting'
    if (of && (isTold || record.kind === 'answer')) add(parsePersonId(of.by), isTold ? 'fates' : 'answers')
    if (of && record.kind === 'answer') for (const other of await this.#othersIn(plan, record)) add(other, 'answers')
    const known = new Set(mentionsIn(before).map((one) => JSON.stringify(one)))
    const mentions = mentionsIn(record).filter((one) => !known.has(JSON.stringify(one)))
    const members = mentions.length > 0 ? await this.#parts.store.readMembers(plan) : []
    for (const one of mentions) {
      for (const { person, group } of members)
        if ('person' in one ? one.person === person : one.group === group) add(person, 'mentions')
    }
    for (const [person, news] of heard) await this.#tell(person, plan, news)
  }

  /** Whoever else has said something in the thread of an answer. */
  async #othersIn(plan: PlanId, { about, at }: PlanRecord): Promise<(PersonId | undefined)[]> {
    const { records } = await this.#parts.store.readRecords(plan, 0, 'answer')
    const before = records.filter((each) => each.about === about && !each.withdrawn && each.at <= at)
    return before.map(({ by }) => parsePersonId(by))
  }

  async #tell(person: PersonId, plan: PlanId, news: Heard): Promise<void> {
    const waiting = this.#waiting.get(person) ?? { sentAt: -Infinity, plans: new Map<PlanId, Heard>() }
    if (!this.#waiting.has(person) && this.#waiting.size >= limits.commentLettersWaitingMax)
      return this.#parts.report({ event: 'letters-too-many', plan })
    this.#waiting.set(person, waiting)
    const had = waiting.plans.get(plan) ?? none
    waiting.plans.set(plan, {
      fates: had.fates + news.fates,
      answers: had.answers + news.answers,
      mentions: had.mentions + news.mentions
    })
    if (this.#parts.now() - waiting.sentAt >= limits.commentLetterEveryMs) await this.#send(person)
  }

  async #send(id: PersonId): Promise<void> {
    const waiting = this.#waiting.get(id)
    const person = await this.#parts.store.readPerson(id)
    if (!waiting || !person) return void this.#waiting.delete(id)
    const plans = [...waiting.plans]
    waiting.plans.clear()
    const news: { plan: PlanId; title: string; heard: Heard }[] = []
    for (const [plan, heard] of plans) {
      const member = await this.#parts.store.readMember(plan, id)
      if (member && can(member.role, 'read')) news.push({ plan, title: await this.#titleOf(plan), heard })
    }
    if (news.length === 0) return
    waiting.sentAt = this.#parts.now()
    this.#parts.letters.aboutComments(person, news)
  }

  async #titleOf(plan: PlanId): Promise<string> {
    const room = await this.#parts.lobby.room(plan)
    return isRefusal(room) ? '' : room.settled(({ doc }) => readPlan(doc).title.text)
  }
}
