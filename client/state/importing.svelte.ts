import { SvelteMap } from 'svelte/reactivity'
import type { ItemId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { ROOTS, fieldPath } from '../../shared/plan/schema.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import {
  compare,
  keysOf,
  type Change,
  type Comparison,
  type NewAction,
  type PlanNow
} from '../../shared/sheet/compare.ts'
import { readActionsFile, type ActionsFile } from '../../shared/sheet/read-file.ts'
import type { FileTrouble } from '../../shared/sheet/unzip.ts'
import type { WireChange } from '../../shared/wire/messages.ts'
import { BroughtIn } from './bring-back.ts'
import type { PlanState } from './plan.svelte.ts'

/** What came in, to be read afterwards. */
export type CameIn = { id: string; row: number; action: ItemId; what: Change['field'] | 'new' }
export type Done = { came: readonly CameIn[]; left: number }

type Plan = Pick<PlanState, 'id' | 'doc' | 'words' | 'firstOf' | 'called' | 'changeOf' | 'verbs' | 'head'>

/** What a choice was made on: once it reads otherwise, the choice is open again. */
const seen = (change: Change): string => JSON.stringify([change.clash, change.steps])

/**
 * A file that somebody has brought back, held against the plan as it is now, again whenever the plan changes. It is
 * read here, in the browser: nothing of it leaves the device but what is brought in.
 */
export class Importing {
  readonly #plan: Plan
  #file: ActionsFile | undefined = $state.raw()
  #name = $state('')
  #trouble: FileTrouble | '' = $state('')
  #done: Done | undefined = $state.raw()
  #brought: BroughtIn | undefined
  readonly #choices = new SvelteMap<string, { use: boolean; on: string }>()
  readonly comparison: Comparison | undefined = $derived.by(() => this.#compared())
  readonly chosen: readonly (Change | NewAction)[] = $derived.by(() => this.#chosenOf(this.comparison))

  constructor(plan: Plan) {
    this.#plan = plan
  }

  get name(): string {
    return this.#name
  }
  get trouble(): FileTrouble | '' {
    return this.#trouble
  }
  get done(): Done | undefined {
    return this.#done
  }
  /** Whether the file tells what its cells said when it was taken away. */
  get knowsWhatWasSaid(): boolean {
    return this.#file?.asTaken !== undefined
  }
  get isTooMany(): boolean {
    return this.chosen.length > limits.importChangesMax
  }

  async open(file: File): Promise<void> {
    this.close()
    this.#name = file.name
    const read =
      file.size > limits.importFileBytesMax
        ? { trouble: 'too-large' as const }
        : readActionsFile(new Uint8Array(await file.arrayBuffer()))
    // Another file may have been chosen meanwhile.
    if (this.#name !== file.name) return
    if ('trouble' in read) this.#trouble = read.trouble
    else this.#file = read
  }

  close(): void {
    this.#file = undefined
    this.#name = ''
    this.#trouble = ''
    this.#done = undefined
    this.#brought = undefined
    this.#choices.clear()
  }

  /** What only the file has changed comes in unless somebody says no; what others have changed, if somebody says yes. */
  isChosen(change: Change | NewAction): boolean {
    const choice = this.#choices.get(change.id)
    if (!('steps' in change)) return choice?.use ?? true
    return choice?.on === seen(change) ? choice.use : !change.clash
  }
  choose(change: Change | NewAction, use: boolean): void {
    this.#choices.set(change.id, { use, on: 'steps' in change ? seen(change) : '' })
  }
  /** All that nobody else has changed. */
  chooseAll(use: boolean): void {
    for (const change of this.comparison?.changes ?? []) if (!change.clash) this.choose(change, use)
    for (const fresh of this.comparison?.news ?? []) this.choose(fresh, use)
  }

  /** Who has changed a field last, and when. */
  changedBy({ action, field }: Pick<Change, 'action' | 'field'>): WireChange | undefined {
    return keysOf(field)
      .map((key) => this.#plan.changeOf(fieldPath({ kind: 'action', id: action }, key)))
      .filter((change) => change !== undefined)
      .sort((a, b) => b.at - a.at)[0]
  }

  /** Brings in what is chosen, and only as it is shown: what has changed since the last picture is shown first. */
  bringIn(): void {
    const shown = new Set(this.chosen.map((each) => ('steps' in each ? each.id + seen(each) : each.id)))
    const now = this.#compared()
    if (!now || this.isTooMany) return
    const brought = new BroughtIn(this.#plan)
    const came: CameIn[] = []
    for (const change of now.changes) {
      if (!shown.has(change.id + seen(change))) continue
      brought.change(change)
      came.push({ id: change.id, row: change.row, action: change.action, what: change.field })
    }
    for (const fresh of now.news) {
      if (!shown.has(fresh.id)) continue
      came.push({ id: fresh.id, row: fresh.row, action: brought.add(fresh), what: 'new' })
    }
    this.#brought = brought
    this.#done = { came, left: now.changes.length + now.news.length - came.length }
  }

  /** Takes back what came in last. @returns undefined when there is nothing to take back */
  undo(): { done: number; of: number } | undefined {
    const brought = this.#brought
    this.#brought = undefined
    return brought?.undo()
  }

  #chosenOf(comparison: Comparison | undefined): (Change | NewAction)[] {
    return comparison ? [...comparison.changes, ...comparison.news].filter((each) => this.isChosen(each)) : []
  }

  #compared(): Comparison | undefined {
    void this.#plan.words
    return this.#file && compare(this.#file, this.#now())
  }

  #now(): PlanNow {
    const plan = this.#plan
    const { priorities, loose } = snapshotPlan(plan.doc, plan.firstOf)
    const standing = [...priorities.flatMap(({ actions }) => actions), ...loose]
    const ids = [...plan.doc.getMap(ROOTS.action).keys()]
    const actions = new Map(standing.map((action) => [String(action.id), action]))
    return {
      plan: plan.id,
      actions,
      takenOut: new Set(ids.filter((id) => !actions.has(id))),
      priorities: priorities.map(({ id, title }) => ({ id, title: title.text, reference: plan.called(id) ?? '' })),
      byReference: new Map(
        ids.flatMap((id): [string, string][] => {
          const reference = plan.called(id)
          return reference === undefined ? [] : [[reference, id]]
        })
      ),
      statusKey: plan.head.statusKey,
      changedAt: (action, key) => plan.changeOf(fieldPath({ kind: 'action', id: action }, key))?.at
    }
  }
}
