import type * as Y from 'yjs'
import { changedFields } from '../../shared/authorship/changes.ts'
import { noteTime } from '../../shared/authorship/times.ts'
import type { ClientId, Ms } from '../../shared/ids.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import type { Meta, Welcome, WireChange, WireMe, WireOwner, WirePerson } from '../../shared/wire/messages.ts'

/** Who is who, who owns which client id, and who changed which field last: what the server folds, kept here too. */
export class Signatures {
  me: WireMe | null = null
  readonly people = new Map<string, WirePerson>()
  readonly owners = new Map<ClientId, WireOwner>()
  readonly fields = new Map<FieldPath, WireChange>()

  /** Everyone, every owner and every field's last change, as WELCOME tells them. */
  welcome(welcome: Welcome): void {
    this.learn(welcome)
    for (const change of welcome.fields) this.fields.set(change.path, change)
  }

  /** @returns whether a person or an owner was told. */
  learn({ people, owners }: Pick<Meta, 'people' | 'owners'>): boolean {
    for (const person of people) this.people.set(person.id, person)
    for (const owner of owners) this.owners.set(owner.client, owner)
    return people.length + owners.length > 0
  }

  /**
   * Notes one transaction as done by this person at this time.
   * @returns what is new here: an owner, or fields that changed.
   */
  note(transaction: Y.Transaction, by: string, at: Ms): { owner: boolean; fields: readonly FieldPath[] } {
    const known = this.owners.size
    for (const [client, end] of transaction.afterState) {
      const start = transaction.beforeState.get(client) ?? 0
      if (end > start) noteTime(this.#ownerOf(client).times, start, at)
    }
    const paths = changedFields(transaction)
    for (const path of paths) this.fields.set(path, { path, by, at })
    return { owner: this.owners.size > known, fields: paths }
  }

  /** One's own new id is known here before the server has kept its first letter. */
  #ownerOf(client: ClientId): WireOwner {
    const known = this.owners.get(client)
    if (known) return known
    const { id, group } = this.me ?? { id: '', group: 'council' as const }
    const owner: WireOwner = { client, speaker: id, typist: id, group, times: [] }
    this.owners.set(client, owner)
    return owner
  }
}
