import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import type { PlanId } from '../../shared/ids.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import { personId, planId } from '../http/board-scene.ts'
import type { Clock } from '../relay/clock.ts'
import type { Member, Person } from '../store/store.ts'
import type { Progress } from './desk.ts'
import type { MadeFile } from './maker.ts'
import { FileShelf } from './shelf.ts'

/** A clock that stands until it is told to go on. */
class HandClock implements Clock {
  at = 0
  #due: { at: number; tick: () => void }[] = []
  now = (): number => this.at
  every = (): (() => void) => () => undefined
  after = (delayMs: number, tick: () => void): (() => void) => {
    const each = { at: this.at + delayMs, tick }
    this.#due.push(each)
    return () => void (this.#due = this.#due.filter((other) => other !== each))
  }
  pass(ms: number): void {
    this.at += ms
    const due = this.#due.filter(({ at }) => at <= this.at)
    this.#due = this.#due.filter(({ at }) => at > this.at)
    for (const { tick } of due) tick()
  }
}

const plan = planId('own')
const priya: Person = { id: personId('priya'), kind: 'account', name: 'Priya Shah', email: 'priya@example.org' }
const tom: Person = { id: personId('tom'), kind: 'account', name: 'Tom', email: null }
const fileOf = (bytes = 3): MadeFile => ({ name: 'Plan.csv', mediaType: 'text/csv', bytes: new Uint8Array(bytes) })

let clock: HandClock
let letters: string[]
let removals: number
let inPlan: boolean
let ids: number
let shelf: FileShelf
beforeEach(() => {
  clock = new HandClock()
  letters = []
  removals = 1
  inPlan = true
  ids = 0
  const member: Member = { plan, person: priya.id, name: '', role: 'member', group: 'health', voice: false }
  shelf = new FileShelf({
    store: {
      readMember: () => Promise.resolve(inPlan ? member : undefined),
      readPerson: () => Promise.resolve(priya),
      removalsOf: () => Promise.resolve(removals)
    },
    letters: {
      fileReady: ({ name }, { file }) => void letters.push(`ready ${name} ${file}`),
      fileNotMade: ({ name }) => void letters.push(`not made ${name}`)
    },
    clock,
    random: () => new Uint8Array(12).fill(++ids),
    report: () => undefined
  })
})

/** Begins a file that is made when `done` is called. */
const begun = (person = priya, of: PlanId = plan) => {
  let done: (outcome: MadeFile | Refusal) => void = () => undefined
  let told: (progress: Progress) => void = () => undefined
  const id = shelf.begin(person, { plan: of, title: 'Our plan', removals }, (telling) => {
    told = telling
    return new Promise((made) => (done = made))
  })
  if (typeof id !== 'string') throw new Error(id.refused)
  return { id, done: async (outcome: MadeFile | Refusal) => (done(outcome), await Promise.resolve()), told }
}
const news = (id: string, waitMs = 0) => shelf.news(priya.id, plan, id, waitMs)

describe('the shelf of files', () => {
  it('tells its place, its pages and that it is ready, at once or as soon as there is more', async () => {
    const { id, told, done } = begun()
    told({ is: 'waiting', before: 2 })
    expect(await news(id)).toEqual({ mailed: false, is: 'waiting', before: 2 })
    const next = news(id, 1000)
    told({ is: 'writing', page: 5 })
    expect(await next).toEqual({ mailed: false, is: 'writing', page: 5 })
    const silent = news(id, 1000)
    clock.pass(1000)
    expect(await silent).toEqual({ mailed: false, is: 'writing', page: 5 })
    const last = news(id, 1000)
    await done(fileOf())
    expect(await last).toEqual({ mailed: false, is: 'ready', name: 'Plan.csv', bytes: 3 })
    expect(await shelf.file(priya.id, plan, id)).toEqual(fileOf())
    expect(letters).toEqual([])
  })

  it('writes a letter only for what took longer than ten seconds, and only to who has an address', async () => {
    const quick = begun()
    clock.pass(limits.exportSoonMs - 1)
    await quick.done(fileOf())
    const late = begun()
    const lost = begun()
    const without = begun(tom)
    clock.pass(limits.exportSoonMs)
    expect(await news(late.id)).toMatchObject({ mailed: true })
    expect(await shelf.news(tom.id, plan, without.id, 0)).toMatchObject({ mailed: false })
    await late.done(fileOf())
    await lost.done(refuse('export-not-made'))
    await without.done(fileOf())
    expect(letters).toEqual([`ready Priya Shah ${late.id}`, 'not made Priya Shah'])
    expect(await news(lost.id)).toEqual({ mailed: true, is: 'failed', refusal: refuse('export-not-made') })
  })

  it('is for the person who asked, in that plan, and nobody else', async () => {
    const { id, done } = begun()
    await done(fileOf())
    expect(await shelf.file(tom.id, plan, id)).toBeUndefined()
    expect(await shelf.news(tom.id, plan, id, 0)).toBeUndefined()
    expect(await shelf.file(priya.id, planId('other'), id)).toBeUndefined()
    expect(await shelf.file(priya.id, plan, 'none')).toBeUndefined()
    expect(await shelf.file(priya.id, plan, id)).toBeDefined()
  })

  it('lets go of a file once words were removed by law, whoever removed them and whenever it was begun', async () => {
    const ready = begun()
    await ready.done(fileOf())
    const writing = begun()
    removals++
    await writing.done(fileOf())
    expect(await shelf.file(priya.id, plan, ready.id)).toBeUndefined()
    expect(await news(writing.id)).toBeUndefined()
    expect(shelf.size).toBe(0)
    const third = begun()
    const waits = news(third.id, 1000)
    shelf.forget(plan)
    expect(await waits).toBeUndefined()
    await third.done(fileOf())
    expect(shelf.size).toBe(0)
    // One that is made from what stands now is kept, also when the others are tidied.
    const fresh = begun()
    await fresh.done(fileOf())
    const other = begun()
    await other.done(fileOf())
    await shelf.tidy()
    expect(shelf.size).toBe(2)
    removals++
    await shelf.tidy()
    expect(shelf.size).toBe(0)
  })

  it('keeps one that a letter tells of for a day, another for minutes, and none of who left', async () => {
    const soon = begun()
    await soon.done(fileOf())
    const late = begun()
    clock.pass(limits.exportSoonMs)
    await late.done(fileOf())
    clock.pass(limits.fileFetchedMs)
    await shelf.tidy()
    expect(await news(soon.id)).toBeUndefined()
    clock.pass(limits.fileKeptMs - limits.fileFetchedMs - 1)
    await shelf.tidy()
    expect(await news(late.id)).toBeDefined()
    clock.pass(1)
    await shelf.tidy()
    expect(await news(late.id)).toBeUndefined()
    const left = begun()
    await left.done(fileOf())
    inPlan = false
    await shelf.tidy()
    expect(shelf.size).toBe(0)
  })

  it('holds so many of one person and so many bytes, the oldest go first', async () => {
    const all = []
    for (let n = 0; n < limits.filesPerPersonMax; n++) all.push(begun())
    expect(() => begun()).toThrow('export-not-made')
    for (const each of all) await each.done(fileOf())
    const one = begun()
    expect(await news(all[0]?.id ?? '')).toBeUndefined()
    expect(shelf.size).toBe(limits.filesPerPersonMax)
    clock.pass(1)
    await one.done(fileOf(limits.filesBytesMax))
    expect(shelf.size).toBe(1)
    expect(await news(one.id)).toMatchObject({ is: 'ready' })
  })
})
