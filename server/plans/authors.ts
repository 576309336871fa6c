import type * as Y from 'yjs'
import type { PersonId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/schema.ts'
import { eachText } from '../../shared/plan/snapshot.ts'
import { walkText } from '../../shared/plan/text.ts'
import { someoneFrom } from '../../shared/words.ts'
import type { Ledger } from '../relay/ledger.ts'
import type { Author, Owner } from '../store/store.ts'

type SignedRun = Author & { text: string; putBackBy: PersonId | null }
export type SignedField = { field: string; runs: SignedRun[] }

export type Named = { id: PersonId; name: string }
/**
 * One stretch of letters by one person. `person` is who is credited: whoever wrote them first. `typedBy`
 * stands only when somebody typed for them, `putBackBy` only when the words had gone and were put back.
 */
export type AuthorRun = { text: string; person: Named; group: Group; typedBy?: Named; putBackBy?: Named }

/**
 * Every visible text in runs of one author, from left to right, line ends included.
 * @throws when a letter has no owner: the relay lets none in.  Source: PROTOCOL.md, I4 and I5.
 */
export const signedFields = (doc: Y.Doc, { ledger }: { ledger: Pick<Ledger, 'owner' | 'repeats'> }): SignedField[] => {
  const fields: SignedField[] = []
  const ownerOf = (client: number): Owner => {
    const owner = ledger.owner(client)
    if (!owner) throw new Error(`letters under id ${client} have no owner`)
    return owner
  }
  eachText(doc, (field, text) => {
    const runs: SignedRun[] = []
    walkText(text, ({ text: letters, client, clock }) => {
      for (let done = 0; done < letters.length;) {
        const { length, of } = ledger.repeats.first({ client, clock: clock + done })
        const { speaker, typist, group } = ownerOf(of?.client ?? client)
        const putBackBy = of ? ownerOf(client).speaker : null
        push(runs, { text: letters.slice(done, done + length), speaker, typist, group, putBackBy })
        done += length
      }
    })
    fields.push({ field, runs })
  })
  return fields
}

const push = (runs: SignedRun[], next: SignedRun): void => {
  const last = runs.at(-1)
  const together =
    last?.speaker === next.speaker &&
    last.typist === next.typist &&
    last.group === next.group &&
    last.putBackBy === next.putBackBy
  if (together) last.text += next.text
  else runs.push(next)
}

export const peopleIn = (fields: readonly SignedField[]): PersonId[] => [
  ...new Set(
    fields.flatMap(({ runs }) =>
      runs.flatMap((run) => [run.speaker, run.typist, ...(run.putBackBy ? [run.putBackBy] : [])])
    )
  )
]

/**
 * Names come from the people table only; somebody who was erased keeps their words as "Someone from" the
 * group they were written for. `groups`: of whoever has no name and is not credited here.
 */
export const nameAuthors = (
  fields: readonly SignedField[],
  names: ReadonlyMap<PersonId, string>,
  groups: ReadonlyMap<PersonId, Group> = new Map()
): { field: string; runs: AuthorRun[] }[] => {
  const named = (id: PersonId, group = groups.get(id)): Named => ({ id, name: names.get(id) ?? someoneFrom(group) })
  return fields.map(({ field, runs }) => ({
    field,
    runs: runs.map(({ text, speaker, typist, group, putBackBy }) => ({
      text,
      person: named(speaker, group),
      group,
      ...(typist === speaker ? {} : { typedBy: named(typist) }),
      ...(putBackBy === null ? {} : { putBackBy: named(putBackBy) })
    }))
  }))
}
