import { byOrder, type PlanSnapshot } from './snapshot.ts'

/** What people call a priority ("3") or an action ("3.2"), by the item's id. */
export type ReferencesById = Readonly<Record<string, string>>

/** The id of an item and what it is called. */
export type GivenReference = [id: string, reference: string]

/** Items of the plan that nobody has given a reference yet. `priority`: where an action was first put, if anywhere. */
export type NewItems = {
  priorities: readonly { id: string; order: string }[]
  actions: readonly { id: string; order: string; priority: string | undefined }[]
}

/** For actions whose priority nobody knows when they are first kept. */
const nowhere = '0'

/**
 * The references of a plan: given once, in the order of its log, and never changed and never given again, whatever
 * is moved, taken out or put back. An action is called after the priority it was first put in, and keeps that name
 * in another one. Source: brief.md §4; PROTOCOL.md P5.
 */
export class References {
  readonly #given = new Map<string, string>()
  /** The last number given to an action of each priority, by the priority's reference. */
  readonly #last = new Map<string, number>()
  #priorities = 0

  of(id: string): string | undefined {
    return this.#given.get(id)
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#given)
  }

  /** Of these items, as one update brought them: each that has no reference gets its own, by order, then by id. */
  give({ priorities, actions }: NewItems): void {
    const isNew = ({ id }: { id: string }): boolean => !this.#given.has(id)
    for (const { id } of priorities.filter(isNew).sort(byOrder)) this.#note(id, `${this.#priorities + 1}`)
    for (const { id, priority } of actions.filter(isNew).sort(byOrder)) {
      const inside = priority === undefined ? undefined : this.#given.get(priority)
      const before = inside === undefined || inside.includes('.') ? nowhere : inside
      this.#note(id, `${before}.${(this.#last.get(before) ?? 0) + 1}`)
    }
  }

  /** How many have been given. */
  get count(): number {
    return this.#given.size
  }

  /** In the order in which they were given; those after the first `count` alone. */
  plain(count = 0): GivenReference[] {
    return count >= this.#given.size ? [] : [...this.#given].slice(count)
  }

  restore(kept: readonly Readonly<GivenReference>[]): void {
    for (const [id, reference] of kept) this.#note(id, reference)
  }

  #note(id: string, reference: string): void {
    this.#given.set(id, reference)
    const [priority = nowhere, action] = reference.split('.')
    if (action === undefined) this.#priorities = Math.max(this.#priorities, Number(priority))
    else this.#last.set(priority, Math.max(this.#last.get(priority) ?? 0, Number(action)))
  }
}

/** Ids of all items of a plan as it reads. */
const idsOf = ({ priorities, loose }: PlanSnapshot): string[] => [
  ...priorities.flatMap(({ id, actions }) => [id, ...actions.map((action) => action.id)]),
  ...loose.map(({ id }) => id)
]

/** Those of the items that are there: what was taken out, and what came later, is left out. */
export const referencesIn = (snapshot: PlanSnapshot, given: ReferencesById): Record<string, string> =>
  Object.fromEntries(
    idsOf(snapshot).flatMap((id): [string, string][] => {
      const reference = Object.hasOwn(given, id) ? given[id] : undefined
      return reference === undefined ? [] : [[id, reference]]
    })
  )

/**
 * By place: 1, 1.1 … and 0.1 … for actions whose priority is not there. For frozen words of before references were
 * kept with them, and for plans that never were in a log.
 */
export const placeReferences = ({ priorities, loose }: PlanSnapshot): Record<string, string> =>
  Object.fromEntries([
    ...priorities.flatMap((priority, index): [string, string][] => [
      [priority.id, `${index + 1}`],
      ...priority.actions.map((action, place): [string, string] => [action.id, `${index + 1}.${place + 1}`])
    ]),
    ...loose.map((action, place): [string, string] => [action.id, `${nowhere}.${place + 1}`])
  ])
