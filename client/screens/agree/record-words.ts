import type { Measure, PlanRecord } from '../../../shared/plan/records.ts'
import { groupNames, monitoringNames } from '../../../shared/words.ts'
import { figureWords } from '../../parts/records/measure-words.ts'
import { longDate } from '../../state/dates.ts'
import { spokenGroups } from '../../state/quiet.ts'

/** What a record is, and whose: "View of parents and carers". */
export const recordName = ({ kind, group }: Pick<PlanRecord, 'kind' | 'group'>): string => {
  switch (kind) {
    case 'view':
      return `View of ${spokenGroups[group]}`
    case 'reply':
      return `Reply from ${spokenGroups[group]}`
    case 'measure':
      return 'What we count'
    case 'evidence':
      return 'Evidence'
    case 'update':
      return `Update from ${spokenGroups[group]}`
    case 'finding':
      return 'What inspectors said'
    case 'monitoring':
      return 'Who looks at it'
    default:
      return groupNames[group]
  }
}

const measureWords = ({ name, unit, baseline, target, readings }: Measure, now: Date): string =>
  [
    `${name}.`,
    baseline && `Starting figure: ${figureWords(baseline.value, unit)}, ${longDate(baseline.date, now)}.`,
    ...readings.flatMap(({ date, milestone, actual }) => [
      milestone !== null && `Hoped for on ${longDate(date, now)}: ${figureWords(milestone, unit)}.`,
      actual !== null && `Counted on ${longDate(date, now)}: ${figureWords(actual, unit)}.`
    ]),
    target && `Target: ${figureWords(target.value, unit)}, ${longDate(target.date, now)}.`
  ]
    .filter((sentence) => typeof sentence === 'string')
    .join(' ')

/** What it says, in words; with where it was said. */
export const recordWords = ({ data }: Pick<PlanRecord, 'data'>, now: Date): { words: string; source: string } => {
  const source = 'source' in data ? data.source : ''
  if ('readings' in data) return { words: measureWords(data, now), source }
  if ('words' in data) return { words: data.words, source }
  return { words: 'word' in data ? `${monitoringNames[data.word]}, ${longDate(data.date, now)}.` : '', source }
}
