import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Level } from './display.ts'

/** One change by somebody else, ready to be said. Never the words that were written. */
export type Heard = {
  person: string
  name: string
  /** The group as it is spoken: "health". */
  group: string
  /** Id of the priority, or 'plan'. */
  place: string
  /** "Priority 1", or "the plan". */
  placeName: string
  /** What was changed, the same for every key stroke in it. */
  what: string
  /** The whole sentence, when this change is said alone. */
  sentence: string
}

/** How often other people's work may be said. Source: design page §9. */
export const pace = {
  /** A person has paused when nothing came for so long. */
  pauseMs: 10_000,
  /** Between two messages. */
  everyMs: 15_000,
  perMinute: 4,
  /** Nothing is said while one types, or so long after, or right behind a message of one's own. */
  afterTypingMs: 2_000,
  joinsEveryMs: 60_000,
  /** Above so many people here, nobody is told of joins. */
  joinsPeopleMax: 8,
  /** Someone back after less than this never left. */
  backWithinMs: 60_000,
  /** The same person in the same paragraph is said once in so long. */
  besideEveryMs: 300_000
} as const
export type Pace = { [Key in keyof typeof pace]: number }

type Batch = { person: string; name: string; group: string; place: string; placeName: string; lastMs: number } & {
  /** Sentences by what was changed. */
  changes: Map<string, string>
}

type Parts = {
  nowMs: () => number
  say: (sentence: string) => void
  level: () => Level
  /** Id of the priority in focus, or 'plan'; null when no part of the plan is. */
  where: () => string | null
  pace?: Pace
}

/**
 * Says other people's work, seldom and in few words: it waits until a person pauses, says one message a
 * person and place, merges what has waited, and keeps still while its own person types.
 * Source: design page §9.
 */
export class Quiet {
  readonly #parts: Parts
  readonly #pace: Pace
  readonly #batches = new Map<string, Batch>()
  readonly #seenMs = new Map<string, number>()
  readonly #besideMs = new Map<string, number>()
  #joined = new Set<string>()
  #beside: string | undefined
  #saidMs: number[] = []
  #busyMs = -Infinity
  #joinsSaidMs = -Infinity
  #joinedMs = -Infinity
  #here = 0
  #isFirst = true

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pace = parts.pace ?? pace
  }

  /** Somebody else changed something. */
  changed(heard: Heard): void {
    const key = `${heard.person}/${heard.place}`
    const known = this.#batches.get(key)
    const changes = known?.changes ?? new Map<string, string>()
    changes.set(heard.what, heard.sentence)
    const { person, name, group, place, placeName } = heard
    this.#batches.set(key, { person, name, group, place, placeName, changes, lastMs: this.#parts.nowMs() })
  }

  /** Somebody else writes in the paragraph one is in; `spot` names the paragraph. */
  beside(person: { person: string; name: string }, spot: string): void {
    const key = `${person.person}/${spot}`
    const now = this.#parts.nowMs()
    if (now - (this.#besideMs.get(key) ?? -Infinity) < this.#pace.besideEveryMs) return
    this.#besideMs.set(key, now)
    this.#beside = `${person.name} is also writing in this paragraph.`
  }

  /** Everyone else who is here now; the first time they were here before. */
  present(people: Iterable<string>): void {
    const now = this.#parts.nowMs()
    const here = new Set(people)
    for (const person of here) {
      const away = now - (this.#seenMs.get(person) ?? -Infinity)
      if (!this.#isFirst && away > this.#pace.backWithinMs) {
        this.#joined.add(person)
        this.#joinedMs = now
      }
      this.#seenMs.set(person, now)
    }
    for (const person of this.#joined) if (!here.has(person)) this.#joined.delete(person)
    this.#here = here.size + 1
    this.#isFirst = false
  }

  /** One typed a letter, or was just told something of one's own. */
  busy(): void {
    this.#busyMs = this.#parts.nowMs()
  }

  /** Looks whether something is to be said; called about once a second. */
  tick(): void {
    const now = this.#parts.nowMs()
    const level = this.#parts.level()
    if (level === 'off') return this.#forget()
    if (now - this.#busyMs < this.#pace.afterTypingMs) return
    this.#saidMs = this.#saidMs.filter((at) => now - at < 60_000)
    if (now - (this.#saidMs.at(-1) ?? -Infinity) < this.#pace.everyMs) return
    if (this.#saidMs.length >= this.#pace.perMinute) return
    const sentence = this.#takeBeside() ?? this.#takeChanges(now, level) ?? this.#takeJoins(now)
    if (sentence === undefined) return
    this.#saidMs.push(now)
    this.#parts.say(sentence)
  }

  #forget(): void {
    this.#batches.clear()
    this.#joined = new Set()
    this.#beside = undefined
  }

  #takeBeside(): string | undefined {
    const sentence = this.#beside
    this.#beside = undefined
    return sentence
  }

  #takeChanges(now: number, level: Level): string | undefined {
    const where = this.#parts.where()
    const ripe: Batch[] = []
    for (const [key, batch] of this.#batches) {
      if (now - batch.lastMs < this.#pace.pauseMs) continue
      this.#batches.delete(key)
      if (level === 'plan' || batch.place === where) ripe.push(batch)
    }
    return wordsOf(ripe)
  }

  #takeJoins(now: number): string | undefined {
    const count = this.#joined.size
    if (count === 0 || now - this.#joinedMs < this.#pace.pauseMs) return undefined
    if (this.#here > this.#pace.joinsPeopleMax) {
      this.#joined = new Set()
      return undefined
    }
    if (now - this.#joinsSaidMs < this.#pace.joinsEveryMs) return undefined
    this.#joined = new Set()
    this.#joinsSaidMs = now
    return count === 1
      ? `1 person joined. ${this.#here} people here.`
      : `${count} people joined. ${this.#here} people here.`
  }
}

/** What several batches say in one sentence; undefined when there are none. */
const wordsOf = (batches: readonly Batch[]): string | undefined => {
  const [first] = batches
  if (!first) return undefined
  const changes = batches.reduce((sum, batch) => sum + batch.changes.size, 0)
  const people = new Set(batches.map((batch) => batch.person)).size
  const places = new Set(batches.map((batch) => batch.place)).size
  if (changes === 1) return [...first.changes.values()][0]
  if (people === 1 && places === 1) return `${changes} changes by ${first.name}, ${first.group}, in ${first.placeName}.`
  if (people === 1) return `${changes} changes by ${first.name}, ${first.group}, in ${places} places.`
  if (places === 1) return `${changes} changes by ${people} people in ${first.placeName}.`
  return `${changes} changes by ${people} people in ${places} places.`
}

/** A group as it is spoken inside a sentence. */
// @wc-include
export const spokenGroups: Record<Group, string> = {
  parents: 'parents and carers',
  'young-people': 'young people',
  health: 'health',
  education: 'education',
  'social-care': 'social care',
  council: 'local authority'
}
