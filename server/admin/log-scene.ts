import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { parsePersonId, parsePlanId, type PersonId, type PlanId } from '../../shared/ids.ts'
import { createPlan, fieldText, type Group } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { withoutLetters } from '../relay/removed-letters.ts'
import { newPlanDoc, readPlanState, saveSnapshot } from '../relay/stored-plan.ts'
import { databaseName, openSqliteStore, type SqliteStore } from '../store/sqlite/store.ts'
import type { Author } from '../store/store.ts'

const planOf = (id: string): PlanId => {
  const plan = parsePlanId(id)
  if (!plan) throw new RangeError(id)
  return plan
}
const personOf = (id: string): PersonId => {
  const person = parsePersonId(id)
  if (!person) throw new RangeError(id)
  return person
}

export const logPlan = planOf('plan-a')
const canary = 'KANARI'

/** Somebody's page, whose every edit is one commit. */
class Page {
  readonly doc = newPlanDoc()
  readonly author: Author
  readonly updates: Uint8Array[] = []

  constructor(name: string, group: Group, client: number) {
    const person = personOf(name)
    this.author = { speaker: person, typist: person, group }
    this.doc.clientID = client
    this.doc.on('update', (update: Uint8Array, origin) => origin !== 'kept' && this.updates.push(update))
  }
}

/**
 * A data folder with a log that has one of everything, and no server: fourteen commits of two people, words
 * removed by law from the third, two snapshots after that with their checkpoints, and a kept history.
 */
export class LogScene {
  readonly folder = mkdtempSync(join(tmpdir(), 'board-log-'))
  #head = 0

  get file(): string {
    return join(this.folder, databaseName)
  }

  static async make(): Promise<LogScene> {
    const scene = new LogScene()
    const store = await openSqliteStore({ folder: scene.folder, report: () => undefined })
    await scene.#write(store)
    await store.close()
    return scene
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #write(store: SqliteStore): Promise<void> {
    await store.createPlan(logPlan, 1)
    const priya = new Page('p-priya', 'health', 7)
    const marcus = new Page('p-marcus', 'parents', 9)
    const pages = [priya, marcus]
    const owned = new Set<Page>()
    const vision = ({ doc }: Page): Y.Text => {
      const text = fieldText(doc, 'plan/vision')
      if (!text) throw new Error('no vision')
      return text
    }
    const edit = async (page: Page, act: (doc: Y.Doc) => void): Promise<void> => {
      act(page.doc)
      for (const update of page.updates.splice(0)) {
        const owners = owned.has(page) ? [] : [{ ...page.author, client: page.doc.clientID, via: 'live' as const }]
        owned.add(page)
        const entry = { author: page.author, update }
        const seq = await store.commit(logPlan, this.#head, 1000 * (this.#head + 1), [entry], owners)
        if (isRefusal(seq)) throw new Error(seq.refused)
        this.#head = seq
        for (const other of pages) if (other !== page) Y.applyUpdate(other.doc, update, 'kept')
      }
    }
    await edit(priya, (doc) => createPlan(doc, { title: 'A plan', vision: 'Together.' }, { area: 'Here' }))
    await edit(marcus, () => vision(marcus).insert(0, 'Soon. '))
    await edit(priya, () => vision(priya).insert(0, canary))
    await edit(marcus, () => vision(marcus).delete(0, canary.length))
    await edit(marcus, () => vision(marcus).insert(0, 'With us. '))
    await this.#snapshot(store)
    await this.#redact(store)
    for (let count = 0; count < 3; count++) await edit(priya, () => vision(priya).insert(3, `word ${count} `))
    await this.#snapshot(store)
    for (let count = 0; count < 3; count++) await edit(marcus, () => vision(marcus).insert(2, `line ${count}`))
    await this.#snapshot(store)
    for (let count = 0; count < 3; count++) await edit(priya, () => vision(priya).insert(1, `end ${count}`))
    const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7])
    await store.saveHistory(logPlan, { seq: 12, state: bytes, fold: bytes })
  }

  async #snapshot(store: SqliteStore): Promise<void> {
    const state = await readPlanState(store, logPlan)
    if (!state) throw new Error('no plan')
    await saveSnapshot(store, logPlan, state)
  }

  async #redact(store: SqliteStore): Promise<void> {
    const state = await readPlanState(store, logPlan)
    const [third] = await store.readCommits(logPlan, 2, 1, 1e6)
    if (!state || !third) throw new Error('no third commit')
    const entries = third.entries.map((entry) => ({
      ...entry,
      update: withoutLetters(entry.update, [{ client: 7, clock: 0, length: 1000 }])
    }))
    const epoch = await store.redact(logPlan, state.head, {
      by: personOf('p-priya'),
      at: 6000,
      why: 'A child could be known by it.',
      rows: [{ seq: 3, entries }],
      state: Y.encodeStateAsUpdate(state.doc),
      ledger: state.ledger.encode()
    })
    if (epoch !== 2) throw new Error('not redacted')
  }
}
