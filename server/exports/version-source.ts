import type { Paper, PaperAnswer, PaperAuthor, Sealed } from '../../shared/plan/paper.ts'
import { frozenReferences, type Frozen } from '../../shared/versions/frozen.ts'
import { codeOf, levelOf, outcomeOf, standingAnswer, type Version } from '../../shared/versions/version.ts'
import { outcomeWords } from '../../shared/versions/words.ts'
import { Numbered, recordOn, type About } from './live-source.ts'

/** The answers that stand, each with the body that gave it and never with a person's name. */
const answersOf = (version: Version): PaperAnswer[] =>
  version.asked.flatMap((group) => {
    const answer = standingAnswer(version, group)
    if (!answer) return []
    const { answer: word, note, formal } = answer
    const at = answer.confirmed?.at ?? answer.at
    return [{ group, answer: word, note, by: formal?.body ?? null, at, level: levelOf(answer) }]
  })

const sealed = (version: Version): Sealed => {
  const { number, state, hash, seq, at, scope } = version
  const outcome = outcomeWords(outcomeOf(version))
  return { number, state, code: codeOf(hash), hash, seq, at, scope, answers: answersOf(version), outcome }
}

/** Of the whole plan and of each priority, what groups were asked about last. */
export const lastSealed = (versions: readonly Version[]): Sealed[] => {
  const asked = versions.filter(({ state, asked: groups }) => groups.length > 0 && state !== 'withdrawn')
  return [...new Map(asked.map((version) => [version.scope, version])).values()].map(sealed)
}

/** The paper of frozen words: nothing of the live plan is in it. */
export const paperOfVersion = (version: Version, frozen: Frozen, { board, at, names, posts }: About): Paper => {
  const people = new Numbered(posts)
  const { plan, snapshot, records, owners } = frozen
  return {
    plan: snapshot,
    records: records.map((record) => recordOn(people, record)),
    authors: Object.fromEntries(
      owners.map(({ client, speaker, typist, group }): [number, PaperAuthor] => [
        client,
        { group, person: people.of(speaker), ...people.role(speaker, group), typed: typist !== speaker, from: null }
      ])
    ),
    references: frozenReferences(frozen),
    standing: { is: 'version', ...sealed(version) },
    heard: null,
    sources: { board, plan, seq: version.seq, head: version.chain, hash: version.standsHash },
    names,
    at
  }
}
