import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia'
import { limits } from '../../shared/limits.ts'
import { parsePersonId, type Ms, type PersonId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/refusals.ts'
import type { People, Person, Session, Sessions } from '../store/store.ts'
import { hashSecret } from './secrets.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<{ createdAt: Ms }, { person: Person }>
    DatabaseUserAttributes: { person: Person }
    DatabaseSessionAttributes: { createdAt: Ms }
  }
}

/** Who asks, and until when. `session` is the hash of the session id, never the id itself. */
export type SignedIn = {
  person: Person
  session: string
  expiresAt: Ms
  /** When they last showed who they are, with a link or a code. */
  since: Ms
  /** The cookie to set again, when this request prolonged the session. */
  renewed?: string
}

/** Whether this kind of person has an account at all; speakers are only named by others. */
export const maySignIn = (person: Person): boolean => person.kind !== 'speaker'

const known = (id: string): PersonId => {
  const person = parsePersonId(id)
  if (person === undefined) throw new RangeError('a session names no person')
  return person
}

/** Lucia keeps session ids as they are; here they are hashed on the way in, so the store never has one. */
const hashingAdapter = (store: People & Sessions, now: () => Ms): Adapter => {
  const row = (session: Session, id: string): DatabaseSession => ({
    id,
    userId: session.person,
    expiresAt: new Date(session.expiresAt),
    attributes: { createdAt: session.createdAt }
  })
  return {
    async getSessionAndUser(id) {
      const session = await store.readSession(hashSecret(id))
      if (!session) return [null, null]
      const person = await store.readPerson(session.person)
      return [row(session, id), person && maySignIn(person) ? { id: person.id, attributes: { person } } : null]
    },
    // The plain ids are not known any more: these rows carry hashes, for counting only.
    async getUserSessions(user) {
      return (await store.readSessionsOf(known(user))).map((session) => row(session, session.idHash))
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      const session = {
        idHash: hashSecret(id),
        person: known(userId),
        expiresAt: expiresAt.getTime(),
        createdAt: attributes.createdAt
      }
      await kept(store.addSession(session))
    },
    async updateSessionExpiration(id, expiresAt) {
      // A full disk may refuse this: the session then lasts as long as it did, and the next request tries again.
      await store.extendSession(hashSecret(id), expiresAt.getTime())
    },
    async deleteSession(id) {
      await kept(store.removeSession(hashSecret(id)))
    },
    async deleteUserSessions(user) {
      await kept(store.removeSessionsOf(known(user)))
    },
    async deleteExpiredSessions() {
      await kept(store.removeSessionsBefore(now()))
    }
  }
}

/** Lucia's methods have no way to say "refused", so the store's refusal crosses it as this. */
export class SessionNotKept extends Error {
  override name = 'SessionNotKept'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`the store refused a session: ${refusal.refused}`)
    this.refusal = refusal
  }
}

const kept = async (write: Promise<Refusal | undefined>): Promise<void> => {
  const refusal = await write
  if (refusal) throw new SessionNotKept(refusal)
}

/** Sessions of people, and the cookie that carries them. The only place that knows Lucia. */
export class SessionDesk {
  readonly #lucia: Lucia<{ createdAt: Ms }, { person: Person }>
  readonly #now: () => Ms

  /** `secure`: people reach the board by https, so the cookie is bound to this exact host. */
  constructor(parts: { store: People & Sessions; now: () => Ms; secure: boolean }) {
    this.#now = parts.now
    this.#lucia = new Lucia(hashingAdapter(parts.store, parts.now), {
      sessionExpiresIn: new TimeSpan(limits.sessionDays, 'd'),
      sessionCookie: {
        name: parts.secure ? '__Host-session' : 'session',
        attributes: { sameSite: 'lax', secure: parts.secure, path: '/' }
      },
      getUserAttributes: ({ person }) => ({ person }),
      getSessionAttributes: ({ createdAt }) => ({ createdAt })
    })
  }

  /** A new session, whatever the browser brought along: a planted id is never taken over. @returns the Set-Cookie line. */
  async start(person: PersonId): Promise<string> {
    const session = await this.#lucia.createSession(person, { createdAt: this.#now() })
    return this.#lucia.createSessionCookie(session.id).serialize()
  }

  /** Who a Cookie header stands for, or undefined when it stands for nobody (any more). */
  async read(cookieHeader: string | undefined): Promise<SignedIn | undefined> {
    const id = this.#lucia.readSessionCookie(cookieHeader ?? '')
    if (!id) return undefined
    const { session, user } = await this.#lucia.validateSession(id)
    if (!session) return undefined
    return {
      person: user.person,
      session: hashSecret(id),
      expiresAt: session.expiresAt.getTime(),
      since: session.createdAt,
      ...(session.fresh ? { renewed: this.#lucia.createSessionCookie(id).serialize() } : {})
    }
  }

  /** Ends the session a Cookie header stands for, if any. @returns its hash, for the open sockets. */
  async end(cookieHeader: string | undefined): Promise<string | undefined> {
    const id = this.#lucia.readSessionCookie(cookieHeader ?? '')
    if (!id) return undefined
    await this.#lucia.invalidateSession(id)
    return hashSecret(id)
  }

  /** The Set-Cookie line that takes the cookie away. */
  blank(): string {
    return this.#lucia.createBlankSessionCookie().serialize()
  }
}
