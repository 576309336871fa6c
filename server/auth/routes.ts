import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context, type TypedResponse } from 'hono'
import * as v from 'valibot'
import { isRefusal, refuse, type Refusal, type RefusalCode, type RefusalRow } from '../../shared/refusals.ts'
import type { SessionDesk, SignedIn } from './sessions.ts'
import { firstNameOf, type SignInDesk } from './sign-in.ts'

/** Every refusal over HTTP has this body and the status of its row. */
export type Refused = Response & TypedResponse<{ error: RefusalCode; message: string }, RefusalRow['status'], 'json'>

/** What http/app.ts has found out about a request before a feature sees it. */
export type Door = {
  Variables: {
    signedIn: SignedIn | undefined
    /** Where the request came from, for counting failures. */
    source: string
    refuse(refusal: Refusal): Refused
  }
}

/** Parses a JSON body at the door; what does not fit is 'bad-request'. */
export const jsonBody = <T extends v.GenericSchema>(schema: T) =>
  vValidator('json', schema, (result, c: Context<Door, string>) =>
    result.success ? undefined : c.var.refuse(refuse('bad-request'))
  )

const email = v.pipe(v.string(), v.trim(), v.maxLength(254), v.email())
const token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{20,100}$/))
/** People copy codes with blanks and dashes. */
const code = v.pipe(
  v.string(),
  v.maxLength(20),
  v.transform((typed) => typed.replaceAll(/[\s-]/g, '')),
  v.regex(/^\d{6}$/)
)
const redeemable = v.union([v.strictObject({ token }), v.strictObject({ email, code })])

type Parts = {
  desk: SignInDesk
  sessions: SessionDesk
  /** Closes the sockets of a session, by its hash. */
  endSession(session: string): void
  /** Lets the sockets of a session go on under another one of the same person. */
  moveSession(from: string, to: string): Promise<void>
}

/** Signing in and out. */
export const authRoutes = (parts: Parts) => {
  const { desk, sessions } = parts
  const end = async (c: Context<Door>): Promise<void> => {
    const ended = await sessions.end(c.req.header('cookie'))
    if (ended !== undefined) parts.endSession(ended)
  }
  return (
    new Hono<Door>()
      .post('/sign-in', jsonBody(v.strictObject({ email })), (c) => {
        desk.ask(c.req.valid('json').email, c.var.source)
        return c.json({ sent: true as const }, 202)
      })
      .post('/sign-in/look', jsonBody(v.strictObject({ token })), async (c) => {
        const seen = await desk.look(c.req.valid('json').token)
        return isRefusal(seen) ? c.var.refuse(seen) : c.json(seen, 200)
      })
      .post('/sign-in/redeem', jsonBody(redeemable), async (c) => {
        const given = c.req.valid('json')
        const person =
          'token' in given ? await desk.redeemLink(given.token) : await desk.redeemCode(given, c.var.source)
        if (isRefusal(person)) return c.var.refuse(person)
        const cookie = await sessions.start(person.id)
        // Whoever was signed in on this browser before is not any more.
        await end(c)
        c.header('Set-Cookie', cookie)
        return c.body(null, 204)
      })
      // Shows again that it is them, for what must not be done from a session somebody left open: a new session
      // takes the place of the old one, and open pages go on under it.
      .post('/sign-in/again', jsonBody(v.strictObject({ code })), async (c) => {
        const who = c.var.signedIn
        if (!who?.person.email) return c.var.refuse(refuse('signed-out'))
        const given = { email: who.person.email, code: c.req.valid('json').code }
        const person = await desk.redeemCode(given, c.var.source)
        if (isRefusal(person)) return c.var.refuse(person)
        if (person.id !== who.person.id) return c.var.refuse(refuse('code-wrong'))
        const cookie = await sessions.start(person.id)
        const fresh = await sessions.read(cookie.split(';')[0])
        if (fresh) await parts.moveSession(who.session, fresh.session)
        await end(c)
        c.header('Set-Cookie', cookie)
        return c.body(null, 204)
      })
      .post('/sign-out', async (c) => {
        await end(c)
        c.header('Set-Cookie', sessions.blank())
        return c.body(null, 204)
      })
      .get('/me', (c) => {
        const person = c.var.signedIn?.person
        if (!person) return c.var.refuse(refuse('signed-out'))
        return c.json(
          { id: person.id, name: person.name, firstName: firstNameOf(person.name), email: person.email },
          200
        )
      })
  )
}
