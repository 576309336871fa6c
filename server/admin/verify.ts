import { parsePlanId } from '../../shared/ids.ts'
import type { Reader } from '../store/sqlite/reader.ts'
import { verifyRows, type VerifiedRows } from '../store/sqlite/audit-check.ts'
import { planIds, verifyFile, verifyPlan, type Verified } from '../store/sqlite/verify.ts'
import type { Outcome } from './commands.ts'
import { foldFrom } from './plan-fold.ts'

/** Of one plan at most so many findings are said; where one row is wrong, those that stand on it are too. */
const findingsMax = 20

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

const told = (verified: Verified): string[] => {
  const { plan, head, chain, commits, snapshots, sealedTo, keyIds, tombstones, versions, findings } = verified
  const unsealed = head - sealedTo
  const seal =
    sealedTo === 0
      ? 'not sealed yet'
      : `sealed up to commit ${sealedTo}${unsealed > 0 ? ` (${count(unsealed, 'newer commit')} not yet)` : ''}`
  const parts = [count(commits, 'commit'), count(snapshots, 'snapshot'), seal]
  if (tombstones > 0) parts.push(`words removed by law from ${count(tombstones, 'commit')}`)
  if (versions > 0) parts.push(count(versions, 'version'))
  return [
    `${plan}: ${findings.length === 0 ? 'everything is as it was kept' : `${count(findings.length, 'fault')} found`}`,
    ...findings.slice(0, findingsMax).map((finding) => `  ${finding}`),
    ...(findings.length > findingsMax ? [`  And ${findings.length - findingsMax} more.`] : []),
    `  ${parts.join(', ')}.`,
    `  head hash ${chain}`,
    ...keyIds.map((keyId) => `  key ${keyId}`)
  ]
}

const toldRows = ({ rows, since, chain, keyId, findings }: VerifiedRows): string[] => [
  `The rows beside the logs: ${findings.length === 0 ? 'each is as it was kept' : `${count(findings.length, 'fault')} found`}`,
  ...findings.slice(0, findingsMax).map((finding) => `  ${finding}`),
  ...(findings.length > findingsMax ? [`  And ${findings.length - findingsMax} more.`] : []),
  `  ${count(rows, 'row')}${since === undefined ? '' : `, sealed since ${new Date(since).toISOString()}`}.`,
  `  audit hash ${chain}`,
  ...(keyId === '' ? [] : [`  key ${keyId}`])
]

/** Walks one plan, or all of them, and says in words what is not as it was kept. Reads only. */
export const verify = (reader: Reader, words: readonly string[]): Outcome => {
  const [name, ...rest] = words
  const only = parsePlanId(name)
  if (rest.length > 0 || (name !== undefined && only === undefined)) return { wrong: 'Say: verify [plan]' }
  const file = verifyFile(reader)
  const rows = verifyRows(reader)
  const lines = [...file]
  let isSound = file.length === 0 && rows.findings.length === 0
  for (const plan of only === undefined ? planIds(reader) : [only]) {
    const verified = verifyPlan(reader, plan, foldFrom)
    if (!verified) return { wrong: `There is no plan "${plan}".` }
    isSound &&= verified.findings.length === 0
    lines.push(...told(verified))
  }
  lines.push(...toldRows(rows))
  return isSound ? { lines } : { lines, isFault: true }
}
