import type { ItemId, PlanId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Answer } from './api.ts'
import type { ShownVersion, VersionsDoor } from './versions-door.ts'

type Now = { at: 'opening' } | { at: 'here' } | { at: 'refused'; sentence: string }

/** The versions of one open plan and what groups answered to them; read anew when the board says there is news. */
export class VersionsState {
  readonly plan: PlanId
  readonly door: VersionsDoor
  #now: Now = $state.raw({ at: 'opening' })
  #all: readonly ShownVersion[] = $state.raw([])
  #broken: readonly number[] = $state.raw([])
  #names: ReadonlyMap<string, string> = $state.raw(new Map())
  #asked = 0
  #shown = 0

  constructor(plan: PlanId, door: VersionsDoor) {
    this.plan = plan
    this.door = door
  }

  get now(): Now {
    return this.#now
  }
  /** Newest first. */
  get all(): readonly ShownVersion[] {
    return this.#all
  }
  /** Numbers of those whose stored words or answers are not what was kept. */
  get broken(): readonly number[] {
    return this.#broken
  }
  one(number: number): ShownVersion | undefined {
    return this.#all.find((each) => each.number === number)
  }
  nameOf(person: string | null): string {
    return person === null ? 'The board' : (this.#names.get(person) ?? 'Someone')
  }

  /** Asks anew; what is shown stays until the answer is here, and an answer overtaken by a later one is dropped. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked
    const answer = await this.door.all()
    if (turn < this.#shown) return
    this.#shown = turn
    if (!answer.ok) {
      if (this.#now.at !== 'here') this.#now = { at: 'refused', sentence: answer.sentence }
      return
    }
    const { versions, broken, people } = answer.body
    this.#all = [...versions].sort((a, b) => b.number - a.number)
    this.#broken = broken
    this.#names = new Map([...this.#names, ...people.map(({ id, name }) => [id, name] as const)])
    this.#now = { at: 'here' }
  }

  /** Does it, and shows what came of it before it answers. */
  async done<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await call
    // Somebody was first, or it has closed meanwhile: what stands now is shown either way.
    if (answer.ok || answer.code !== 'unavailable') await this.refresh()
    return answer
  }
}

type Standing = Pick<ShownVersion, 'asked' | 'answers' | 'standing'>

/** A group's answer that counts now. */
export const standingOf = (
  { answers, standing }: Standing,
  group: Group
): ShownVersion['answers'][number] | undefined => answers.find(({ n }) => n === standing[group])

/** Settled by a yes of every group that was asked, whatever became of it since: the latest of this scope. */
export const latestAgreed = (all: readonly ShownVersion[], scope: string | null): ShownVersion | undefined =>
  all.find((each) => each.scope === scope && isAllAgreed(each))

const settled: ReadonlySet<string> = new Set(['agreed', 'answered', 'submitted', 'published'])
export const isAllAgreed = (version: ShownVersion): boolean =>
  settled.has(version.state) &&
  version.asked.length > 0 &&
  version.asked.every((group) => {
    const word = standingOf(version, group)?.answer
    return word !== undefined && word !== 'cannot-agree'
  })

/** The latest version that covers a priority and asked somebody: of it alone, or of the whole plan. */
export const covering = (all: readonly ShownVersion[], priority: ItemId): ShownVersion | undefined =>
  all.find(
    ({ scope, state, asked }) => (scope === priority || scope === null) && state !== 'withdrawn' && asked.length > 0
  )
