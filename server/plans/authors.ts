import type * as Y from 'yjs'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/schema.ts'
import { eachText } from '../../shared/plan/snapshot.ts'
import { walkText } from '../../shared/plan/text.ts'
import type { Owner } from '../store/store.ts'

type SignedRun = { text: string; speaker: PersonId; typist: PersonId; group: Group }
export type SignedField = { field: string; runs: SignedRun[] }

export type Named = { id: PersonId; name: string }
/** One stretch of letters by one person. `person` is who is credited; `typedBy` stands only when it was somebody else. */
export type AuthorRun = { text: string; person: Named; group: Group; typedBy?: Named }

/**
 * Every visible text in runs of one author, from left to right, line ends included.
 * @throws when a letter has no owner: the relay lets none in.  Source: PROTOCOL.md, I4 and I5.
 */
export const signedFields = (doc: Y.Doc, ownerOf: (client: ClientId) => Owner | undefined): SignedField[] => {
  const fields: SignedField[] = []
  eachText(doc, (field, text) => {
    const runs: SignedRun[] = []
    walkText(text, ({ text: letters, client }) => {
      const owner = ownerOf(client)
      if (!owner) throw new Error(`letters under id ${client} have no owner`)
      const { speaker, typist, group } = owner
      const last = runs.at(-1)
      if (last && last.speaker === speaker && last.typist === typist && last.group === group) last.text += letters
      else runs.push({ text: letters, speaker, typist, group })
    })
    fields.push({ field, runs })
  })
  return fields
}

export const peopleIn = (fields: readonly SignedField[]): PersonId[] => [
  ...new Set(fields.flatMap(({ runs }) => runs.flatMap((run) => [run.speaker, run.typist])))
]

/** Names come from the people table only; somebody whose row is gone keeps their words without a name. */
export const nameAuthors = (
  fields: readonly SignedField[],
  names: ReadonlyMap<PersonId, string>
): { field: string; runs: AuthorRun[] }[] => {
  const named = (id: PersonId): Named => ({ id, name: names.get(id) ?? 'Name removed' })
  return fields.map(({ field, runs }) => ({
    field,
    runs: runs.map(({ text, speaker, typist, group }) => ({
      text,
      person: named(speaker),
      group,
      ...(typist === speaker ? {} : { typedBy: named(typist) })
    }))
  }))
}
