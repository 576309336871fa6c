import type * as Y from 'yjs'
import { changedFields } from '../../shared/authorship/changes.ts'
import { Repeats, repeatOf } from '../../shared/authorship/repeats.ts'
import { noteTime } from '../../shared/authorship/times.ts'
import type { ClientId, Ms } from '../../shared/ids.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import type {
  Meta,
  Welcome,
  WireAuthor,
  WireChange,
  WireMe,
  WireOwner,
  WirePerson
} from '../../shared/wire/messages.ts'

/** Who is who, who owns which client id, and who changed which field last: what the server folds, kept here too. */
export class Signatures {
  me: WireMe | null = null
  readonly people = new Map<string, WirePerson>()
  readonly owners = new Map<ClientId, WireOwner>()
  readonly fields = new Map<FieldPath, WireChange>()
  /** Letters that stand again for earlier ones, as far as the board has granted it. */
  readonly repeats = new Repeats()
  /** Who is typed for; null for oneself. */
  speaker: WirePerson | null = null

  /** Everyone, every owner and every field's last change, as WELCOME tells them. */
  welcome(welcome: Welcome): void {
    // Names kept on a device are only as good as the board's own: somebody may have been erased since.
    this.people.clear()
    this.learn(welcome)
    for (const change of welcome.fields) this.fields.set(change.path, change)
  }

  /** @returns whether a person, an owner or letters that stand again were told. */
  learn({ people, owners, repeats }: Pick<Meta, 'people' | 'owners' | 'repeats'>): boolean {
    for (const person of people) {
      // No name: it was erased, and is forgotten here too.
      if (person.name === '') this.people.delete(person.id)
      else this.people.set(person.id, person)
    }
    for (const owner of owners) this.owners.set(owner.client, owner)
    for (const repeat of repeats) this.repeats.note(repeatOf(repeat))
    return people.length + owners.length + repeats.length > 0
  }

  /** Takes the name and the group of whoever is typed for from the plan. */
  renewSpeaker(): void {
    if (this.speaker) this.speaker = this.people.get(this.speaker.id) ?? this.speaker
  }

  /** Whose words are written here now; undefined before anybody is known. */
  get voice(): WireAuthor | undefined {
    const { me, speaker } = this
    return me ? { speaker: speaker?.id ?? me.id, typist: me.id, group: speaker?.group ?? me.group } : undefined
  }

  /** Whether whoever writes here now wrote this letter first. */
  isOwnLetter(id: { client: ClientId; clock: number }): boolean {
    const owner = this.owners.get(this.repeats.first(id).of?.client ?? id.client)
    const { voice } = this
    return owner?.speaker === voice?.speaker && owner?.typist === voice?.typist && owner?.group === voice?.group
  }

  /**
   * Notes one transaction as done by this author at this time.
   * @returns what is new here: an owner, or fields that changed.
   */
  note(
    transaction: Y.Transaction,
    { speaker, typist }: Pick<WireAuthor, 'speaker' | 'typist'>,
    at: Ms
  ): { owner: boolean; fields: readonly FieldPath[] } {
    const known = this.owners.size
    for (const [client, end] of transaction.afterState) {
      const start = transaction.beforeState.get(client) ?? 0
      if (end > start) noteTime(this.#ownerOf(client).times, start, at)
    }
    const paths = changedFields(transaction)
    const change = typist === speaker ? { by: speaker, at } : { by: speaker, typist, at }
    for (const path of paths) this.fields.set(path, { path, ...change })
    return { owner: this.owners.size > known, fields: paths }
  }

  /** One's own new id is known here before the server has kept its first letter. */
  #ownerOf(client: ClientId): WireOwner {
    const known = this.owners.get(client)
    if (known) return known
    const voice = this.voice ?? { speaker: '', typist: '', group: 'council' as const }
    const owner: WireOwner = { client, ...voice, times: [] }
    this.owners.set(client, owner)
    return owner
  }
}
