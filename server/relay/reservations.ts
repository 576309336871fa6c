import type { ClientId, PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Author } from '../store/store.ts'
import type { Connection } from './connection.ts'

/**
 * Client ids that somebody announced and has not written under yet. While the socket lives the id is its
 * own; afterwards it stays its person's, so that nobody can take the id of someone who is away with words
 * not sent yet. What is remembered is bounded by person. Source: PROTOCOL.md P9.
 */
export class Reservations {
  readonly #live = new Map<ClientId, Connection>()
  /** In the order in which they were left. */
  readonly #left = new Map<PersonId, Set<ClientId>>()
  readonly #leftBy = new Map<ClientId, Author>()

  /** Who may write first under this id; undefined: whoever does. */
  person(client: ClientId): PersonId | undefined {
    return this.author(client)?.typist
  }

  /** Whose words those first ones are. */
  author(client: ClientId): Author | undefined {
    return this.#live.get(client)?.author ?? this.#leftBy.get(client)
  }

  /** @returns false when the id is or was announced by somebody else, or by another page of the same person. */
  take(client: ClientId, from: Connection): boolean {
    const holder = this.#live.get(client)
    if (this.person(client) !== undefined && this.person(client) !== from.seat.person) return false
    if (holder && holder !== from && !holder.closed) {
      if (!holder.hello || !from.hello || holder.hello.page !== from.hello.page) return false
      // The same page has come back before its old socket was missed.
      holder.refuse('behind')
    }
    this.#forget(client)
    this.#live.set(client, from)
    return true
  }

  /** `owned` tells which ids were written under: those need no remembering. */
  leave(from: Connection, owned: (client: ClientId) => boolean): void {
    for (const client of from.announced()) {
      if (this.#live.get(client) !== from) continue
      this.#live.delete(client)
      if (!owned(client)) this.#remember(client, from.author)
    }
  }

  /** The id is bound: the ledger knows its owner from here on. */
  bound(client: ClientId): void {
    this.#forget(client)
  }

  #remember(client: ClientId, author: Author): void {
    const own = this.#left.get(author.typist) ?? new Set()
    this.#left.set(author.typist, own.add(client))
    this.#leftBy.set(client, author)
    const [oldest] = own
    if (own.size > limits.newIdsPerHourMax && oldest !== undefined) this.#forget(oldest)
  }

  #forget(client: ClientId): void {
    const author = this.#leftBy.get(client)
    if (author === undefined) return
    this.#leftBy.delete(client)
    this.#left.get(author.typist)?.delete(client)
  }
}
