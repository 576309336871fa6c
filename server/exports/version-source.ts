import type { Ms } from '../../shared/ids.ts'
import { placeReferences, type Paper, type PaperAnswer, type PaperAuthor } from '../../shared/plan/paper.ts'
import type { Frozen } from '../../shared/versions/frozen.ts'
import { codeOf, levelOf, outcomeOf, standingAnswer, type Version } from '../../shared/versions/version.ts'
import { outcomeWords } from '../../shared/versions/words.ts'
import { Numbered, recordOn } from './live-source.ts'

/** The answers that stand, each with the body that gave it and never with a person's name. */
const answersOf = (version: Version): PaperAnswer[] =>
  version.asked.flatMap((group) => {
    const answer = standingAnswer(version, group)
    if (!answer) return []
    const { answer: word, note, formal } = answer
    const at = answer.confirmed?.at ?? answer.at
    return [{ group, answer: word, note, by: formal?.body ?? null, at, level: levelOf(answer) }]
  })

/** The paper of frozen words: nothing of the live plan is in it. */
export const paperOfVersion = (
  version: Version,
  { plan, snapshot, records, owners }: Frozen,
  { board, at }: { board: string; at: Ms }
): Paper => {
  const people = new Numbered()
  const { number, state, hash, seq, scope } = version
  return {
    plan: snapshot,
    records: records.map((record) => recordOn(people, record)),
    authors: Object.fromEntries(
      owners.map(({ client, speaker, typist, group }): [number, PaperAuthor] => [
        client,
        { group, person: people.of(speaker), typed: typist !== speaker, from: null }
      ])
    ),
    references: placeReferences(snapshot),
    standing: {
      is: 'version',
      number,
      state,
      code: codeOf(hash),
      hash,
      seq,
      at: version.at,
      scope,
      answers: answersOf(version),
      outcome: outcomeWords(outcomeOf(version))
    },
    sources: { board, plan, seq, head: version.chain, hash: version.standsHash },
    names: 'groups',
    at
  }
}
