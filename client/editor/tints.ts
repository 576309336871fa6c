import * as Y from 'yjs'
import { type Group } from '../../shared/plan/schema.ts'

/** How long a change of somebody else stands out. Source: design page, "Motion". */
const tintMs = 1_200
const fadeMs = 300
const calmMs = 2_000

/** For each client, the first letter that had not been written yet. */
type Seen = ReadonlyMap<number, number>

/** Letters that just came, as indexes of the flat text, never across a line end. */
export type TintRun = { from: number; to: number; group: Group; fading: boolean }

export type TintOptions = {
  /** The group whose tint these letters get; undefined for one's own and for nobody's. */
  groupOf: (client: number) => Group | undefined
  now: () => number
  /** Whether movement is kept down: the tint then stands and goes without fading. */
  isCalm: () => boolean
}

const seenIn = (text: Y.Text): Seen => {
  const seen = new Map<number, number>()
  for (const client of text.doc?.store.clients.keys() ?? []) {
    if (text.doc) seen.set(client, Y.getState(text.doc.store, client))
  }
  return seen
}

/**
 * Which letters of a text other people wrote a moment ago. It remembers what had been written by the time
 * of each look, so a letter is known by its id wherever it stands meanwhile.
 */
export class Tints {
  readonly #text: Y.Text
  readonly #options: TintOptions
  #seen: Seen
  #looks: { before: Seen; after: Seen; atMs: number }[] = []

  constructor(text: Y.Text, options: TintOptions) {
    this.#text = text
    this.#options = options
    this.#seen = seenIn(text)
  }

  /** Takes note of what was written since the last look. */
  look(): void {
    const before = this.#seen
    this.#seen = seenIn(this.#text)
    this.#looks.push({ before, after: this.#seen, atMs: this.#options.now() })
  }

  /** What stands out now, from left to right. */
  runs(): TintRun[] {
    const now = this.#options.now()
    const lasts = this.#options.isCalm() ? calmMs : tintMs + fadeMs
    this.#looks = this.#looks.filter(({ atMs }) => now - atMs < lasts)
    if (this.#looks.length === 0) return []
    const runs: TintRun[] = []
    let index = 0
    for (let item = this.#text._start; item !== null; item = item.right) {
      if (item.deleted || !item.countable) continue
      const group = item.content instanceof Y.ContentString ? this.#options.groupOf(item.id.client) : undefined
      if (group) this.#add(runs, item, index, group, now)
      index += item.length
    }
    return runs
  }

  /** When `runs` will say something else, in ms from now; undefined when it will not. */
  nextMs(): number | undefined {
    const now = this.#options.now()
    const steps = this.#options.isCalm() ? [calmMs] : [tintMs, tintMs + fadeMs]
    const next = this.#looks.flatMap(({ atMs }) => steps.map((step) => atMs + step - now).filter((left) => left > 0))
    return next.length === 0 ? undefined : Math.min(...next)
  }

  #add(runs: TintRun[], item: Y.Item, index: number, group: Group, now: number): void {
    const { client, clock } = item.id
    const letters = item.content instanceof Y.ContentString ? item.content.str : ''
    for (const { before, after, atMs } of this.#looks) {
      const from = Math.max(clock, before.get(client) ?? 0)
      const to = Math.min(clock + item.length, after.get(client) ?? 0)
      const fading = !this.#options.isCalm() && now - atMs >= tintMs
      let at = index + from - clock
      for (const part of from < to ? letters.slice(from - clock, to - clock).split('\n') : []) {
        const last = runs.at(-1)
        if (last?.to === at && last.group === group && last.fading === fading) last.to += part.length
        else if (part !== '') runs.push({ from: at, to: at + part.length, group, fading })
        at += part.length + 1
      }
    }
  }
}
