import { afterEach, expect, it, vi } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { refuse } from '../../shared/refusals.ts'
import { personId, planId } from '../http/board-scene.ts'
import { ExportDesk } from './desk.ts'
import { FileMaker, type Prepared } from './maker.ts'

const never = (): never => {
  throw new Error('not asked for')
}
const scene = () => {
  let removals = 3
  const taken: string[] = []
  const files = new FileMaker({
    store: {
      readRecords: never,
      readPosts: never,
      readPaperOrder: never,
      removalsOf: () => Promise.resolve(removals),
      addTaking: (_, { person }) => {
        taken.push(person)
        return Promise.resolve(undefined)
      }
    },
    versions: { all: never, one: never, content: never },
    board: { name: 'The board' },
    now: () => 1,
    report: () => undefined
  })
  return { files, taken, remove: () => void removals++ }
}
const wanted: Prepared = {
  plan: planId('sutton'),
  title: 'Our plan',
  name: 'Our plan.csv',
  mediaType: 'text/csv',
  removals: 3,
  job: never,
  words: () => [],
  format: 'csv',
  since: null,
  names: 'groups'
}
const anna = { person: personId('anna'), reason: '' }
const priya = { person: personId('priya'), reason: '' }
afterEach(() => vi.restoreAllMocks())

it('[promise 58] one person has a few files on their way and no more; the queue is never theirs alone', async () => {
  const { files, taken } = scene()
  let go = (): void => undefined
  const bytes = new Promise<Uint8Array<ArrayBuffer>>((done) => (go = () => done(new Uint8Array(1))))
  vi.spyOn(ExportDesk.prototype, 'run').mockReturnValue(bytes)
  const first = Array.from({ length: limits.filesPerPersonMax }, () => files.make(wanted, anna))
  expect(await files.make(wanted, anna)).toEqual(refuse('export-not-made'))
  const other = files.make(wanted, priya)
  go()
  expect(await other).toMatchObject({ name: 'Our plan.csv' })
  await Promise.all(first)
  expect(taken.filter((person) => person === 'anna')).toHaveLength(limits.filesPerPersonMax)
  expect(await files.make(wanted, anna)).toMatchObject({ name: 'Our plan.csv' })
})

it('a file that holds words removed by law while it was written is given to nobody', async () => {
  const { files, taken, remove } = scene()
  vi.spyOn(ExportDesk.prototype, 'run').mockImplementation(() => {
    remove()
    return Promise.resolve(new Uint8Array(1))
  })
  expect(await files.make(wanted, anna)).toEqual(refuse('export-not-made'))
  expect(taken).toEqual([])
})
