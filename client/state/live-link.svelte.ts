import { can } from '../../shared/roles.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Link } from './link.ts'

/**
 * What of a link does not depend on the words of the plan: the signal, what is kept, whether the page is
 * held still. Everything read here is current and makes whoever reads it run again when it changes.
 */
export class LiveLink {
  readonly #link: Link
  readonly #signedIn: () => string | undefined
  #moved = $state(0)
  #notices = $state(0)
  #holds = $state(0)
  #changes = $state(0)
  #merges = $state(0)
  #persons = $state(0)

  /** `signedIn`: who is signed in on this device, as far as this page knows. */
  constructor(link: Link, signedIn: () => string | undefined) {
    this.#link = link
    this.#signedIn = signedIn
  }

  /** Starts to hear the link; the returned function ends it. */
  protected hear(): () => void {
    const link = this.#link
    const stops = [
      link.on('state', () => (this.#moved += 1)),
      link.on('saved', () => (this.#moved += 1)),
      link.on('people', () => (this.#persons += 1)),
      link.on('notice', () => (this.#notices += 1)),
      link.on('held', () => (this.#holds += 1)),
      link.on('news', () => (this.#changes += 1)),
      link.on('merged', () => (this.#merges += 1))
    ]
    return () => stops.forEach((stop) => stop())
  }

  // --- kept or not -------------------------------------------------------------------------------

  get link(): Link['state'] {
    void this.#moved
    return this.#link.state
  }
  get waiting(): number {
    void this.#moved
    return this.#link.waiting
  }
  /** The same as a person counts: what was typed into one field is one change. */
  get changesWaiting(): number {
    void this.#moved
    return this.#link.changesWaiting
  }
  get savedAt(): number | null {
    void this.#moved
    return this.#link.savedAt
  }
  get waitingSinceMs(): number | null {
    void this.#moved
    return this.#link.waitingSinceMs
  }
  /** Whether all that waits is on this device too, and is sent when the plan is opened here again. */
  get isSafeHere(): boolean {
    void this.#moved
    return this.#link.isSafeHere
  }
  /** Whether what is shown is this device's copy, and the board has not been reached yet. */
  get isCopy(): boolean {
    void this.#moved
    return this.#link.isCopy
  }
  /** Why the board takes nothing for now, though it can be reached. */
  get hindrance(): RefusalCode | null {
    void this.#moved
    return this.#link.hindrance
  }
  /** This person's words that the board does not have yet, to copy. */
  get unsentWords(): string {
    void this.#moved
    return this.#link.unsentWords
  }
  /** A change that the board did not take, with the reason to show and the words to copy. */
  get notice(): Link['notice'] {
    void this.#notices
    return this.#link.notice
  }
  tell(code: RefusalCode): void {
    this.#link.tell(code)
  }
  dismissNotice(): void {
    this.#link.dismissNotice()
  }
  /** Asks the board again, at once. */
  retry(): void {
    this.#link.retry()
  }
  /** Names of who else changed a sentence of this text while this person was away; undefined when nobody did. */
  mergedBy(path: FieldPath): readonly string[] | undefined {
    void this.#merges
    return this.#link.merged.find((each) => each.path === path)?.by
  }
  /** How those sentences read on this page, and on the board, before the two came together. */
  wordingsOf(path: FieldPath): Link['merged'][number]['sentences'] {
    void this.#merges
    return this.#link.merged.find((each) => each.path === path)?.sentences ?? []
  }
  dismissMerged(path: FieldPath): void {
    this.#link.dismissMerged(path)
  }

  // --- holding the page still ----------------------------------------------------------------------

  /** How many changes of others wait; null while the page moves. */
  get held(): number | null {
    void this.#holds
    return this.#link.held
  }
  /** Why a held page began to move by itself; null when it did not. */
  get holdEnd(): Link['holdEnd'] {
    void this.#holds
    return this.#link.holdEnd
  }
  hold(): void {
    this.#link.hold()
  }
  release(): void {
    this.#link.release()
  }

  // --- who I am here -------------------------------------------------------------------------------

  get me(): Link['me'] {
    void this.#persons
    void this.#moved
    return this.#link.me
  }
  /**
   * Whether what is typed here goes anywhere. A sign-in that ran out stops nobody in mid-word: the words wait
   * here, to be sent once their writer is back. They are nobody else's to write: not of whoever signed in since.
   */
  get canWrite(): boolean {
    const { link, me } = this
    if (!this.mayWrite || link.at !== 'ended') return this.mayWrite
    return link.code === 'signed-out' && (this.#signedIn() ?? me?.id) === me?.id
  }
  /** Who is typed for here; null for oneself. */
  get speaker(): Link['speaker'] {
    void this.#persons
    // Words typed for somebody that a device kept bring their speaker before anybody is told of people.
    void this.#moved
    return this.#link.speaker
  }
  /** From here on what is written is this person's; null for oneself. False, and no change, while it cannot begin. */
  speakFor(person: Link['speaker']): boolean {
    return this.#link.speakFor(person)
  }
  /** What this person's role lets them do, also while they are signed out or have no signal. */
  get mayWrite(): boolean {
    const { me } = this
    return me !== null && can(me.role, 'write')
  }
  /** Whether this person's role lets them see what the plan was before. */
  get mayLookBack(): boolean {
    const { me } = this
    return me !== null && can(me.role, 'history')
  }
  /** Whether this person may remove words by law. */
  get mayRemove(): boolean {
    const { link, me } = this
    return link.at === 'live' && me !== null && can(me.role, 'redact')
  }
  get canComment(): boolean {
    const { me } = this
    return me !== null && can(me.role, 'comment')
  }
  /** The lead's name, for "Ask Helen Price if you need to write." */
  get leadName(): string | null {
    void this.#persons
    void this.#moved
    return this.#link.lead
  }
  /** Counters of the plan's records and people: when one rises, there is something to ask for. */
  get news(): Link['news'] {
    void this.#changes
    return this.#link.news
  }
}
