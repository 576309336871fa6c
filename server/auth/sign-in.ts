import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { idFromBytes, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { MailFailed, type Mail } from '../mail/mail.ts'
import { notInvitedMail, signInMail } from '../mail/sign-in-mail.ts'
import type { People, Person, SignIn, SignIns } from '../store/store.ts'
import { codeHash, hashSecret, newCode, newToken, sameHash, slowCode, type Random } from './secrets.ts'
import { maySignIn } from './sessions.ts'

type Parts = {
  store: People & SignIns & { writeProbe(): Promise<void> }
  mail: { send(mail: Mail): Promise<void> }
  now: () => Ms
  random: Random
  /** Where people reach the board, without a stroke at its end. */
  origin: string
  board: { name: string; helpPhone?: string | undefined }
  report(event: { event: string; code?: string; error?: unknown }): void
}

const minuteMs = 60_000

/** The name to greet somebody with. */
export const firstNameOf = (name: string): string => name.trim().split(/\s+/)[0] ?? name

/** Addresses are compared and counted in this form. */
export const foldEmail = (email: string): string => email.trim().toLowerCase()

/** The token stands behind `#`: browsers send that part to nobody, so no log and no Referer ever holds it. */
const linkOf = (origin: string, token: string): string => `${origin}/s/#${token}`

const draft = (parts: Pick<Parts, 'random' | 'now'>, person: Person, email: string, minutes: number) => {
  const token = newToken(parts.random)
  const id = idFromBytes(parts.random(16))
  const expiresAt = parts.now() + minutes * minuteMs
  const row = { id, person: person.id, email: foldEmail(email), tokenHash: hashSecret(token), expiresAt, used: false }
  return { token, row }
}

/**
 * A link that somebody hands over (from the command line, at the first start): no code, more time.
 * @returns the link. Refuses 'no-such-person' for somebody without an account or address.
 */
export const issueLink = async (
  parts: { store: SignIns; random: Random; now: () => Ms; origin: string },
  person: Person
): Promise<string | Refusal> => {
  if (person.email === null || !maySignIn(person)) return refuse('no-such-person')
  const { token, row } = draft(parts, person, person.email, limits.handedLinkMinutes)
  const nobodysCode = hashSecret(newToken(parts.random))
  const refusal = await parts.store.addSignIn({ ...row, codeHash: nobodysCode, triesLeft: 0 })
  return refusal ?? linkOf(parts.origin, token)
}

/**
 * A link and a code that sign this person in, once, for so many minutes; each is kept as a hash only.
 * Refuses 'no-such-person' for somebody without an account or address, 'store-full'.
 */
export const issueWay = async (
  parts: { store: SignIns; random: Random; now: () => Ms; origin: string },
  person: Person,
  minutes: number
): Promise<{ link: string; code: string } | Refusal> => {
  if (person.email === null || !maySignIn(person)) return refuse('no-such-person')
  const { token, row } = draft(parts, person, person.email, minutes)
  const code = newCode(parts.random)
  const hash = codeHash(row.id, await slowCode(row.email, code))
  const refusal = await parts.store.addSignIn({ ...row, codeHash: hash, triesLeft: limits.codeTriesMax })
  return refusal ?? { link: linkOf(parts.origin, token), code }
}

/** Takes one of what is left, if anything is. */
export const takeOne = async (limiter: RateLimiterMemory, key: string): Promise<boolean> => {
  try {
    await limiter.consume(key)
    return true
  } catch (taken) {
    // The library rejects with a count, which is no error, when nothing is left.
    if (taken instanceof RateLimiterRes) return false
    throw taken
  }
}

/** Asking for a link and a code, and trading one in, once. Source: SECURITY.md, "How the board protects itself". */
export class SignInDesk {
  readonly #parts: Parts
  readonly #strangers = new RateLimiterMemory({ points: limits.strangerMailsPerHourMax, duration: 3600 })
  readonly #mails = new RateLimiterMemory({ points: limits.mailsPerHourMax, duration: 3600 })
  readonly #failures = new RateLimiterMemory({ points: limits.failuresPerAccountAndSourceMax, duration: 900 })
  readonly #sending = new Set<Promise<void>>()
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Takes an address and returns at once; everything that depends on whose it is happens afterwards,
   * so that neither the answer nor its time tells who has an account. `source` is where it was asked.
   */
  ask(email: string, source: string): void {
    const { report } = this.#parts
    if (this.#sending.size >= limits.signInsWaitingMax) return report({ event: 'sign-in-asked-too-often' })
    const sent = new Promise<void>((done) => setImmediate(done))
      .then(() => this.#send(foldEmail(email), source))
      .catch((error: unknown) =>
        error instanceof MailFailed
          ? report({ event: 'sign-in-mail-failed', code: error.code })
          : report({ event: 'sign-in-failed', error })
      )
      .finally(() => this.#sending.delete(sent))
    this.#sending.add(sent)
  }

  /** Resolves when no mail is on its way. */
  async settled(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending)
  }

  async #send(email: string, source: string): Promise<void> {
    const { store, mail, board } = this.#parts
    const person = await store.readPersonByEmail(email)
    const known = person && maySignIn(person)
    // Strangers are counted by source first: made-up addresses must not fill the other count.
    if (!known && !(await takeOne(this.#strangers, source))) return
    if (!(await takeOne(this.#mails, email))) return
    if (!known) return mail.send(notInvitedMail(board, email))
    const way = await issueWay(this.#parts, person, limits.signInMinutes)
    if (isRefusal(way)) return this.#parts.report({ event: 'sign-in-not-kept', code: way.refused })
    const to = { email, firstName: firstNameOf(person.name) }
    await mail.send(signInMail(board, to, { ...way, minutes: limits.signInMinutes }))
  }

  /** Whom a link is for. Consumes nothing, however often it is called. Refuses 'link-used'. */
  async look(token: string): Promise<{ name: string } | Refusal> {
    const person = await this.#personOf(await this.#openSignIn(token))
    return person ? { name: firstNameOf(person.name) } : refuse('link-used')
  }

  /** Trades a link in, once. Refuses 'link-used'. Guesses need no limit: a token has 256 bits. */
  async redeemLink(token: string): Promise<Person | Refusal> {
    const signIn = await this.#openSignIn(token)
    return signIn ? this.#use(signIn, 'link-used') : refuse('link-used')
  }

  /**
   * Trades a code in, once. Wrong codes burn every open code of the address after five tries, never
   * the account or its links. `source` is where the try came from.
   * Refuses 'code-wrong', 'too-many-tries' (only after failures; successes never count), and
   * 'unavailable' while more tries wait than there is time for.
   */
  redeemCode(typed: { email: string; code: string }, source: string): Promise<Person | Refusal> {
    const email = foldEmail(typed.email)
    if (this.#turns.size >= limits.signInsWaitingMax) return Promise.resolve(refuse('unavailable'))
    // One try of an address after the other: tries sent all at once must not share one look at the count.
    return this.#inTurn(email, async () => {
      const { store, now } = this.#parts
      const account = `${email} ${source}`
      const failed = await this.#failures.get(account)
      if (failed !== null && failed.consumedPoints >= limits.failuresPerAccountAndSourceMax)
        return refuse('too-many-tries')
      // The slow hash runs for unknown addresses too, and so does a kept write: the same time for everyone.
      const slow = await slowCode(email, typed.code)
      const open = await store.readSignInsByEmail(email, now())
      const right = open.filter((signIn) => sameHash(signIn.codeHash, codeHash(signIn.id, slow)))[0]
      if (right) return this.#use(right, 'code-wrong')
      await this.#failures.penalty(account)
      if (open.length === 0) await store.writeProbe()
      const refusal = await store.countWrongCode(open.map((signIn) => signIn.id))
      return refusal ?? refuse('code-wrong')
    })
  }

  async #openSignIn(token: string): Promise<SignIn | undefined> {
    const hash = hashSecret(token)
    const signIn = await this.#parts.store.readSignInByToken(hash)
    const open = signIn && !signIn.used && signIn.expiresAt > this.#parts.now() && sameHash(signIn.tokenHash, hash)
    return open ? signIn : undefined
  }

  async #personOf(signIn: SignIn | undefined): Promise<Person | undefined> {
    const person = signIn && (await this.#parts.store.readPerson(signIn.person))
    // An address that was taken off, or given to somebody else, since the mail went out opens nothing.
    const same = person && maySignIn(person) && person.email !== null && foldEmail(person.email) === signIn.email
    return same ? person : undefined
  }

  async #use(signIn: SignIn, spent: 'link-used' | 'code-wrong'): Promise<Person | Refusal> {
    const refusal = await this.#parts.store.useSignIn(signIn.id, this.#parts.now())
    if (refusal) return refusal.refused === 'link-used' ? refuse(spent) : refusal
    return (await this.#personOf(signIn)) ?? refuse(spent)
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#turns.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#turns.get(key) === mine) this.#turns.delete(key)
    }
  }
}
