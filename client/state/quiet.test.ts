import { describe, expect, it } from 'vitest'
import type { Level } from './display.ts'
import { pace, Quiet, type Heard, type Pace } from './quiet.ts'

const heard = (name: string, place: number, what: string): Heard => ({
  person: name,
  name,
  group: 'health',
  place: `p${place}`,
  placeName: `Priority ${place}`,
  what,
  sentence: `${name}, health, changed ${what}, Priority ${place}.`
})

const scene = (options: { level?: Level; pace?: Pace } = {}) => {
  let nowMs = 0
  const said: { at: number; sentence: string }[] = []
  const at: { level: Level; where: string | null } = { level: options.level ?? 'plan', where: 'p1' }
  const quiet = new Quiet({
    nowMs: () => nowMs,
    say: (sentence) => said.push({ at: nowMs, sentence }),
    level: () => at.level,
    where: () => at.where,
    ...(options.pace ? { pace: options.pace } : {})
  })
  const wait = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1000
      quiet.tick()
    }
  }
  return { quiet, said, at, wait, now: () => nowMs, sentences: () => said.map(({ sentence }) => sentence) }
}

describe('quiet: when something is said (design §9)', () => {
  it('waits until the person pauses 10 s, and says one message for one place', () => {
    const { quiet, wait, sentences } = scene()
    for (let key = 0; key < 30; key += 1) {
      quiet.changed(heard('Anna Novak', 1, 'How we will know'))
      wait(1)
    }
    expect(sentences()).toEqual([])
    wait(9)
    expect(sentences()).toEqual(['Anna Novak, health, changed How we will know, Priority 1.'])
  })

  it('merges what has waited', () => {
    const { quiet, wait, sentences } = scene()
    quiet.changed(heard('Anna', 1, 'Why this matters'))
    quiet.changed(heard('Anna', 1, 'How we will know'))
    quiet.changed(heard('Tom', 1, 'Why this matters'))
    quiet.changed(heard('Kofi', 1, 'Our commitments'))
    wait(11)
    expect(sentences()).toEqual(['4 changes by 3 people in Priority 1.'])
  })

  it('says nothing while its own person types, or for 2 s after', () => {
    const { quiet, wait, sentences } = scene()
    quiet.changed(heard('Anna', 1, 'Title'))
    for (let second = 0; second < 40; second += 1) {
      quiet.busy()
      wait(1)
    }
    expect(sentences()).toEqual([])
    wait(1)
    expect(sentences()).toHaveLength(1)
  })

  it('says only the priority one is in at "Where I am", and nothing at Off', () => {
    const { quiet, wait, sentences, at } = scene({ level: 'here' })
    quiet.changed(heard('Anna', 2, 'Title'))
    quiet.changed(heard('Tom', 1, 'Title'))
    wait(30)
    expect(sentences()).toEqual(['Tom, health, changed Title, Priority 1.'])
    at.level = 'off'
    quiet.changed(heard('Tom', 1, 'Title'))
    wait(30)
    at.level = 'plan'
    wait(30)
    expect(sentences()).toHaveLength(1)
  })

  it('says who is in the same paragraph, once', () => {
    const { quiet, wait, sentences } = scene()
    for (let second = 0; second < 60; second += 1) {
      quiet.beside({ person: 'm', name: 'Marcus Reid' }, 'priorities/x/why 2')
      wait(1)
    }
    expect(sentences()).toEqual(['Marcus Reid is also writing in this paragraph.'])
  })
})

describe('quiet: joins (design §9)', () => {
  it('says joins together, at most once a minute, and not who was here before', () => {
    const { quiet, wait, said } = scene()
    quiet.present(['a', 'b'])
    wait(30)
    expect(said).toEqual([])
    quiet.present(['a', 'b', 'c', 'd', 'e'])
    wait(20)
    quiet.present(['a', 'b', 'c', 'd', 'e', 'f'])
    wait(90)
    expect(said.map(({ sentence }) => sentence)).toEqual([
      '3 people joined. 6 people here.',
      '1 person joined. 7 people here.'
    ])
    const [first = { at: 0 }, second = { at: 0 }] = said
    expect(second.at - first.at).toBeGreaterThanOrEqual(60_000)
  })

  it('is off with over 8 people, and a short loss of signal is no leaving', () => {
    const { quiet, wait, sentences } = scene()
    quiet.present(['a', 'b'])
    quiet.present([])
    wait(30)
    quiet.present(['a', 'b'])
    wait(30)
    expect(sentences()).toEqual([])
    quiet.present('abcdefghij')
    wait(120)
    expect(sentences()).toEqual([])
  })
})

/** A scripted hour of 14 people; every number that is random comes from the seed. */
const hour = (seed: number, changedPace?: Pace) => {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const at = scene(changedPace ? { pace: changedPace } : {})
  const mineMs: number[] = []
  const people = Array.from({ length: 14 }, (_, n) => ({ name: `Person ${n}`, until: 0, place: 1, what: '' }))
  for (let second = 0; second < 3600; second += 1) {
    for (const person of people) {
      if (person.until < second && random() < 0.02) {
        person.until = second + Math.floor(random() * 40)
        person.place = 1 + Math.floor(random() * 8)
        person.what = `Field ${Math.floor(random() * 6)}`
      }
      if (person.until > second) {
        at.quiet.changed(heard(person.name, person.place, person.what))
      }
    }
    if (random() < 0.1) {
      at.quiet.busy()
      mineMs.push(at.now())
    }
    at.quiet.present(people.filter((_, n) => (second + n * 97) % 900 < 700).map(({ name }) => name))
    at.wait(1)
  }
  at.wait(60)
  const faults: string[] = []
  const times = at.said.map(({ at: ms }) => ms)
  times.forEach((ms, n) => {
    if (times.filter((other) => other > ms - 60_000 && other <= ms).length > 4)
      faults.push(`more than 4 a minute at ${ms}`)
    if (n > 0 && ms - (times[n - 1] ?? 0) < 15_000) faults.push(`two messages within 15 s at ${ms}`)
    if (mineMs.some((typed) => ms > typed && ms - typed < 2_000)) faults.push(`said while typing at ${ms}`)
  })
  return { said: at.said, faults }
}

describe('quiet: a scripted hour (issue: at most 4 announcements a minute)', () => {
  it.each([1, 7, 2026])('keeps every rule, seed %i', (seed) => {
    const { said, faults } = hour(seed)
    expect(faults).toEqual([])
    expect(said.length).toBeGreaterThan(60)
    expect(said.length).toBeLessThanOrEqual(4 * 61)
  })

  it.each([
    ['two messages within 15 s', { everyMs: 5_000 }],
    ['more than 4 a minute', { everyMs: 5_000, perMinute: 12 }],
    ['said while typing', { afterTypingMs: 0 }]
  ])('would find the fault: %s', (fault, change) => {
    const { faults } = hour(7, { ...pace, ...change })
    expect(faults.some((each) => each.startsWith(fault))).toBe(true)
  })
})
