import { RateLimiterMemory } from 'rate-limiter-flexible'
import { limits } from '../../shared/limits.ts'
import type { Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { codeOf, type AnswerWord, type Version } from '../../shared/versions/version.ts'
import type { Random } from '../auth/secrets.ts'
import { maySignIn } from '../auth/sessions.ts'
import { firstNameOf, issueWay, takeOne } from '../auth/sign-in.ts'
import { MailFailed, type Mail } from '../mail/mail.ts'
import { commentsMail, type Heard } from '../mail/comment-mail.ts'
import { fileNotMadeMail, fileReadyMail } from '../mail/file-mail.ts'
import { invitationMail, placeChangedMail, removedMail } from '../mail/plan-mail.ts'
import { answeredMail, askedMail, completeMail, pollMail, recordedMail, closedMail } from '../mail/version-mail.ts'
import type { Person, SignIns, Standing } from '../store/store.ts'

type Parts = {
  store: SignIns
  mail: { send(mail: Mail): Promise<void> }
  now: () => Ms
  random: Random
  /** Where people reach the board, without a stroke at its end. */
  origin: string
  board: { name: string; helpPhone?: string | undefined }
  report(event: { event: string; code?: string; error?: unknown }): void
}

/** Whose doing a letter is about, and in which plan. */
export type Doing = { by: Person; title: string }

/** Whose doing a letter about a version is; `by` null: the board's, when the last day to answer is over. */
export type VersionDoing = Omit<Doing, 'by'> & {
  by: Person | null
  plan: PlanId
  version: Version
  /** What its one priority is called; undefined for the whole plan. */
  reference: string | undefined
  /** Where the plan's log ends now. */
  log: { seq: Seq; head: string } | undefined
}

const dayOf = (at: Ms): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/London'
  }).format(at)

/** Titles are everyone's text: in a mail they are one line of bounded length. */
const oneLine = (title: string): string => {
  const line = title.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

/**
 * Letters about being in a plan. They leave after the answer has been given; who is written to and how
 * often is bounded, so that no plan is a way to bother people.
 */
export class PlanLetters {
  readonly #parts: Parts
  readonly #invitations = new RateLimiterMemory({ points: limits.invitationsPerHourMax, duration: 3600 })
  readonly #perAddress = new RateLimiterMemory({ points: limits.mailsPerHourMax, duration: 3600 })
  readonly #sending = new Set<Promise<void>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Whether this person may send one more invitation this hour. Refuses 'too-many-invitations'. */
  async mayInvite(by: PersonId): Promise<Refusal | undefined> {
    return (await takeOne(this.#invitations, by)) ? undefined : refuse('too-many-invitations')
  }

  /** Sends a link and a code that sign the person in. Refuses 'no-such-person' for whom no mail can reach. */
  async invite(person: Person, place: Standing, { by, title }: Doing): Promise<Refusal | undefined> {
    const { board, origin } = this.#parts
    const way = await issueWay(this.#parts, person, limits.invitationMinutes)
    if (isRefusal(way)) return way
    const days = limits.invitationMinutes / (24 * 60)
    this.#send(person, (to) =>
      invitationMail(board, to, { by: by.name, title: oneLine(title) }, place, { ...way, days, origin })
    )
    return undefined
  }

  placeChanged(person: Person, place: Standing, { by, title }: Doing): void {
    const { board, origin } = this.#parts
    this.#send(person, (to) => placeChangedMail(board, to, { by: by.name, title: oneLine(title) }, place, origin))
  }

  removed(person: Person, { by, title }: Doing): void {
    this.#send(person, (to) => removedMail(this.#parts.board, to, { by: by.name, title: oneLine(title) }))
  }

  /** Asks a voice for their group's answer; `again` when they were asked before. */
  asked(person: Person, group: Group, about: VersionDoing, again = false): void {
    const { version } = about
    const closesAt = version.closesAt === null ? undefined : dayOf(version.closesAt)
    this.#send(person, (to) =>
      askedMail(this.#parts.board, to, this.#of(about), { group, closesAt, again, link: this.#link(about) })
    )
  }

  /** Tells another voice of the group what was answered in its name. */
  answered(person: Person, said: { group: Group; answer: AnswerWord }, about: VersionDoing): void {
    this.#send(person, (to) =>
      answeredMail(this.#parts.board, to, this.#of(about), { ...said, link: this.#link(about) })
    )
  }

  /** Asks a voice to confirm what was recorded for them. */
  recorded(person: Person, said: { group: Group; answer: AnswerWord }, about: VersionDoing): void {
    this.#send(person, (to) =>
      recordedMail(this.#parts.board, to, this.#of(about), { ...said, link: this.#link(about) })
    )
  }

  /** Tells what became of a version that nobody can answer to any more. */
  closed(person: Person, about: VersionDoing): void {
    const { version, reference } = about
    const link = this.#link(about)
    this.#send(person, (to) => closedMail(this.#parts.board, to, this.#of(about), { version, reference, link }))
  }

  /** Tells a lead that every group that was asked has answered. */
  complete(person: Person, about: VersionDoing): void {
    const { version, reference } = about
    const closesAt = version.closesAt === null ? undefined : dayOf(version.closesAt)
    const told = { version, reference, closesAt, link: this.#link(about) }
    this.#send(person, (to) => completeMail(this.#parts.board, to, this.#of(about), told))
  }

  /** Asks somebody what they think before their group answers. */
  polled(person: Person, group: Group, about: VersionDoing): void {
    this.#send(person, (to) => pollMail(this.#parts.board, to, this.#of(about), { group, link: this.#link(about) }))
  }

  /** Tells that a file somebody did not wait for is there, on a page that asks who they are. */
  fileReady(person: Person, { plan, title, file }: { plan: PlanId; title: string; file: string }): void {
    const { board, origin } = this.#parts
    const link = `${origin}/p/${plan}/export?file=${file}`
    const hours = limits.fileKeptMs / (60 * 60 * 1000)
    this.#send(person, (to) => fileReadyMail(board, to, { title: oneLine(title), link, hours }))
  }

  fileNotMade(person: Person, { plan, title }: { plan: PlanId; title: string }): void {
    const { board, origin } = this.#parts
    const link = `${origin}/p/${plan}/export`
    this.#send(person, (to) => fileNotMadeMail(board, to, { title: oneLine(title), link }))
  }

  /** Tells what was said to somebody's comments, or with their name in one, since their last such letter. */
  aboutComments(person: Person, plans: readonly { plan: PlanId; title: string; heard: Heard }[]): void {
    const { board, origin } = this.#parts
    const news = plans.map(({ plan, title, heard }) => ({
      title: oneLine(title),
      link: `${origin}/p/${plan}/comments?mine`,
      heard
    }))
    this.#send(person, (to) => commentsMail(board, to, news))
  }

  #of({ by, title, version: { number, hash }, log }: VersionDoing): Parameters<typeof askedMail>[2] {
    return { by: by?.name ?? '', title: oneLine(title), number, code: codeOf(hash), hash, log }
  }

  #link({ plan, version }: VersionDoing): string {
    return `${this.#parts.origin}/p/${plan}/agree/${version.number}`
  }

  /** Resolves when no letter is on its way. */
  async settled(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending)
  }

  #send(person: Person, write: (to: { email: string; firstName: string }) => Mail): void {
    const { email, name } = person
    const { mail, report } = this.#parts
    if (email === null || !maySignIn(person)) return
    if (this.#sending.size >= limits.signInsWaitingMax) return report({ event: 'letters-too-many' })
    const sent = takeOne(this.#perAddress, email.toLowerCase())
      .then((free) => (free ? mail.send(write({ email, firstName: firstNameOf(name) })) : undefined))
      .catch((error: unknown) =>
        error instanceof MailFailed
          ? report({ event: 'letter-failed', code: error.code })
          : report({ event: 'letter-failed', error })
      )
      .finally(() => this.#sending.delete(sent))
    this.#sending.add(sent)
  }
}
