import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import { REFUSALS, isRefusalCode, type RefusalCode } from '../../shared/refusals.ts'

/** What came back: the body, or the refusal with the sentence to show. */
export type Answer<T> = { ok: true; body: T } | { ok: false; code: RefusalCode; sentence: string }

export type BoardFacts = { name: string; helpPhone?: string | undefined; demo: boolean }
export type Me = { id: string; name: string; firstName: string; email: string | null }

const board = hc<App>('/').api

const away: Answer<never> = { ok: false, code: 'unavailable', sentence: REFUSALS.unavailable.sentence }

type Reply = { ok: boolean; json(): Promise<unknown> }

const sentenceOf = async (reply: Reply): Promise<Answer<never>> => {
  const body = await reply.json()
  if (typeof body !== 'object' || body === null || !('error' in body) || !('message' in body)) return away
  const { error, message } = body
  if (typeof error !== 'string' || typeof message !== 'string') return away
  return { ok: false, code: isRefusalCode(error) ? error : 'unavailable', sentence: message }
}

/**
 * Asks the board, and reads what a good reply carries. Never throws for what can happen on a weak
 * signal, or when some network puts a page of its own in front of the board: that is 'unavailable'.
 */
const ask = async <R extends Reply, T>(
  call: () => Promise<R>,
  read: (reply: R) => Promise<T | undefined> | T | undefined
): Promise<Answer<T>> => {
  try {
    const reply = await call()
    if (!reply.ok) return await sentenceOf(reply)
    const body = await read(reply)
    return body === undefined ? away : { ok: true, body }
  } catch (fault) {
    // fetch and json() say "no network" and "not ours" with these two; anything else is a bug.
    if (fault instanceof TypeError || fault instanceof SyntaxError) return away
    throw fault
  }
}

const done = (): true => true

export const api = {
  facts: () =>
    ask<Awaited<ReturnType<typeof board.board.$get>>, BoardFacts>(
      () => board.board.$get(),
      (reply) => reply.json()
    ),
  me: () =>
    ask(
      () => board.me.$get(),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  plans: () =>
    ask(
      () => board.plans.$get(),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  signIn: (email: string) => ask(() => board['sign-in'].$post({ json: { email } }), done),
  look: (token: string) =>
    ask(
      () => board['sign-in'].look.$post({ json: { token } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  redeem: (proof: { token: string } | { email: string; code: string }) =>
    ask(() => board['sign-in'].redeem.$post({ json: proof }), done),
  plan: (plan: string) =>
    ask(
      () => board.plans[':plan'].$get({ param: { plan } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  /** Views that were not shared by everyone, read-only, in the words of the group that holds them. */
  views: (plan: string) =>
    ask(
      () => board.plans[':plan'].views.$get({ param: { plan } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  signOut: () => ask(() => board['sign-out'].$post(), done)
}

export type PlanRow = Extract<Awaited<ReturnType<typeof api.plans>>, { ok: true }>['body'][number]
