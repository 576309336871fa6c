import { idFromBytes, type Ms, type PersonId, type PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Clock, Close } from '../relay/clock.ts'
import type { Erasure, Memberships, People, Person } from '../store/store.ts'
import type { Progress } from './desk.ts'
import type { MadeFile, Prepared } from './maker.ts'

type Parts = {
  store: Pick<Memberships, 'readMember'> & Pick<People, 'readPerson'> & Pick<Erasure, 'removalsOf'>
  letters: {
    fileReady(person: Person, about: { plan: PlanId; title: string; file: string }): void
    fileNotMade(person: Person, about: { plan: PlanId; title: string }): void
  }
  clock: Clock
  random(bytes: number): Uint8Array
  report(event: { event: string; error?: unknown }): void
}

/** What is known of a file by whoever asked for it. `mailed`: a letter goes out when it is ready. */
export type FileNews = { mailed: boolean } & (
  Progress | { is: 'ready'; name: string; bytes: number } | { is: 'failed'; refusal: Refusal }
)

type Kept = {
  id: string
  plan: PlanId
  person: PersonId
  removals: number
  mailed: boolean
  at: Ms
  stands: Progress | { is: 'ready'; file: MadeFile } | { is: 'failed'; refusal: Refusal }
  /** Those who wait to hear more. */
  waiting: Set<() => void>
}

const isOver = ({ stands }: Kept): boolean => stands.is === 'ready' || stands.is === 'failed'

/**
 * Files that are being made or wait to be fetched, each for the person who asked for it and nobody else. They
 * are in memory only, for a day at most and in bounded room; those that hold words removed by law since go.
 */
export class FileShelf {
  readonly #parts: Parts
  readonly #files = new Map<string, Kept>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  open(): Close {
    return this.#parts.clock.every(limits.filesLookMs, () => {
      this.tidy().catch((error: unknown) => this.#parts.report({ event: 'files-not-tidied', error }))
    })
  }

  /**
   * Begins a file. After `exportSoonMs` it goes on by itself and a letter tells when it is ready. Refuses
   * 'export-not-made' when so many of this person's are being made already.
   */
  begin(
    person: Person,
    { plan, title, removals }: Pick<Prepared, 'plan' | 'title' | 'removals'>,
    make: (told: (progress: Progress) => void) => Promise<MadeFile | Refusal>
  ): string | Refusal {
    const { clock, letters, random, report } = this.#parts
    const own = [...this.#files.values()].filter((each) => each.person === person.id)
    if (own.filter((each) => !isOver(each)).length >= limits.filesPerPersonMax) return refuse('export-not-made')
    if (own.length >= limits.filesPerPersonMax) this.#drop(own.find(isOver))
    const kept: Kept = {
      id: idFromBytes(random(12)),
      plan,
      person: person.id,
      removals,
      mailed: false,
      at: clock.now(),
      stands: { is: 'writing', page: null },
      waiting: new Set()
    }
    this.#files.set(kept.id, kept)
    const isKept = (): boolean => this.#files.get(kept.id) === kept
    const late = clock.after(limits.exportSoonMs, () => {
      // Who has no address for letters is told on the page alone.
      if (isOver(kept) || person.email === null) return
      kept.mailed = true
      tell(kept)
    })
    const made = (outcome: MadeFile | Refusal): void => {
      late()
      // Let go of while it was written: nobody hears of it any more.
      if (!isKept()) return
      kept.at = clock.now()
      kept.stands = isRefusal(outcome) ? { is: 'failed', refusal: outcome } : { is: 'ready', file: outcome }
      this.#keepBounds()
      if (kept.mailed) {
        if (isRefusal(outcome)) letters.fileNotMade(person, { plan, title })
        else letters.fileReady(person, { plan, title, file: kept.id })
      }
      tell(kept)
    }
    make((progress) => {
      kept.stands = progress
      tell(kept)
    }).then(made, (error: unknown) => {
      report({ event: 'export-failed', error })
      made(refuse('export-not-made'))
    })
    return kept.id
  }

  /** News of one's own file, at once or when there is more; undefined for any other. */
  async news(person: PersonId, plan: PlanId, id: string, waitMs: number): Promise<FileNews | undefined> {
    const kept = this.#own(person, plan, id)
    if (!kept) return undefined
    if (waitMs > 0 && !isOver(kept)) await this.#more(kept, waitMs)
    if (!(await this.#mayBeHad(kept))) return undefined
    const { mailed, stands } = kept
    return stands.is === 'ready'
      ? { mailed, is: 'ready', name: stands.file.name, bytes: stands.file.bytes.length }
      : { mailed, ...stands }
  }

  /** The file itself, as often as it is wanted; undefined when it is not there, not ready, or not this person's. */
  async file(person: PersonId, plan: PlanId, id: string): Promise<MadeFile | undefined> {
    const kept = this.#own(person, plan, id)
    if (kept?.stands.is !== 'ready' || !(await this.#mayBeHad(kept))) return undefined
    return kept.stands.file
  }

  /** Lets go of every file of a plan, also those that are being written. */
  forget(plan: PlanId): void {
    for (const kept of this.#files.values()) if (kept.plan === plan) this.#drop(kept)
  }

  /** Lets go of what is too old, holds words that went by law, or is of somebody who left the plan. */
  async tidy(): Promise<void> {
    const now = this.#parts.clock.now()
    for (const kept of [...this.#files.values()]) {
      if (!isOver(kept)) continue
      const keptMs = kept.mailed ? limits.fileKeptMs : limits.fileFetchedMs
      if (now - kept.at >= keptMs || !(await this.#parts.store.readMember(kept.plan, kept.person))) this.#drop(kept)
      else await this.#mayBeHad(kept)
    }
  }

  /** How many there are, being made or ready. */
  get size(): number {
    return this.#files.size
  }

  #own(person: PersonId, plan: PlanId, id: string): Kept | undefined {
    const kept = this.#files.get(id)
    return kept?.person === person && kept.plan === plan ? kept : undefined
  }

  /** False, and gone, when words of the plan were removed by law since it was begun, by whatever process. */
  async #mayBeHad(kept: Kept): Promise<boolean> {
    if ((await this.#parts.store.removalsOf(kept.plan)) !== kept.removals) this.#drop(kept)
    return this.#files.get(kept.id) === kept
  }

  #more(kept: Kept, waitMs: number): Promise<void> {
    return new Promise((done) => {
      const heard = (): void => {
        stop()
        kept.waiting.delete(heard)
        done()
      }
      const stop = this.#parts.clock.after(waitMs, heard)
      kept.waiting.add(heard)
    })
  }

  #keepBounds(): void {
    const ready = [...this.#files.values()].filter(({ stands }) => stands.is === 'ready')
    let bytes = ready.reduce((sum, { stands }) => sum + (stands.is === 'ready' ? stands.file.bytes.length : 0), 0)
    // The newest one stays, however large it is: a thread's memory bounds it.
    for (const kept of ready.sort((a, b) => a.at - b.at).slice(0, -1)) {
      if (bytes <= limits.filesBytesMax) return
      bytes -= kept.stands.is === 'ready' ? kept.stands.file.bytes.length : 0
      this.#drop(kept)
    }
  }

  #drop(kept: Kept | undefined): void {
    if (!kept) return
    this.#files.delete(kept.id)
    tell(kept)
  }
}

const tell = ({ waiting }: Kept): void => {
  for (const heard of [...waiting]) heard()
}
