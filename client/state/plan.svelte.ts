import type * as Y from 'yjs'
import { timeAt } from '../../shared/authorship/times.ts'
import type { ItemId, PlanId } from '../../shared/ids.ts'
import { fieldPath, fieldText, type FieldPath } from '../../shared/plan/schema.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { WireChange } from '../../shared/wire/messages.ts'
import type { RemoteCaret } from '../editor/carets.ts'
import { Authors, type AuthorStyle, type Writer } from './authors.ts'
import { newestByAction } from './changes.ts'
import type { Link } from './link.ts'
import { groupsHere, peopleHere, writersByAction, type PersonHere } from './people-here.ts'
import { Verbs } from './verbs.ts'
import { Views, type ActionView, type BoardView, type PlanHead } from './views.ts'
import { Whereabouts } from './whereabouts.ts'

type Parts = {
  link: Link
  nowMs: () => number
  random: (bytes: number) => Uint8Array
  isHidden: () => boolean
  /** Runs once soon, with the screen's next picture: changes of others are shown together. */
  nextFrame: (run: () => void) => void
}

/**
 * One open plan as the screens see it: what it says, who is in it, whether it is kept; and what a
 * person can do to it. Everything read here is current and makes whoever reads it run again when it
 * changes. Knows the link, never the screen.
 */
export class PlanState {
  readonly id: PlanId
  readonly here: Whereabouts
  #parts: Parts
  #link: Link
  #views: Views
  #stopViews: (() => void) | undefined
  #frameAsked = false

  #words = $state(0)
  #docs = $state(0)
  #moved = $state(0)
  #people = $state(0)
  #presence = $state(0)
  #fields = $state(0)
  #notices = $state(0)
  #kept: ItemId | null = $state(null)

  #board: BoardView = $derived.by(() => {
    void this.#words
    return this.#views.board(this.#kept)
  })
  #head: PlanHead = $derived.by(() => {
    void this.#words
    return this.#views.head()
  })
  #authors: Authors = $derived.by(() => {
    void this.#people
    return new Authors(this.#writersEver(), this.#link.people)
  })
  #hereNow: PersonHere[] = $derived.by(() => this.#readHere())
  #writers: Map<string, PersonHere[]> = $derived(writersByAction(this.#hereNow))
  #changes: Map<string, WireChange> = $derived.by(() => {
    void this.#fields
    return newestByAction(this.#link.fields.values())
  })

  constructor(id: PlanId, parts: Parts) {
    this.id = id
    this.#parts = parts
    this.#link = parts.link
    this.#views = new Views(parts.link.doc)
    this.here = new Whereabouts({
      tell: (state) => {
        this.#link.setPresence(state)
        this.#presence += 1
      },
      isHidden: parts.isHidden,
      nowMs: parts.nowMs
    })
  }

  open(): () => void {
    const link = this.#link
    this.#follow()
    const stops = [
      link.on('doc', () => {
        this.#follow()
        this.#docs += 1
        this.#words += 1
      }),
      link.on('state', () => (this.#moved += 1)),
      link.on('saved', () => (this.#moved += 1)),
      link.on('people', () => {
        this.#people += 1
        this.#presence += 1
      }),
      link.on('presence', () => (this.#presence += 1)),
      link.on('fields', () => (this.#fields += 1)),
      link.on('notice', () => (this.#notices += 1)),
      link.open()
    ]
    return () => {
      for (const stop of stops) stop()
      this.#stopViews?.()
    }
  }

  // --- what the plan says ------------------------------------------------------------------------

  /** Rises when the document was replaced: editors over its texts are made anew. */
  get generation(): number {
    return this.#docs
  }
  get isFilled(): boolean {
    void this.#words
    return this.#views.isFilled()
  }
  get head(): PlanHead {
    return this.#head
  }
  get board(): BoardView {
    return this.#board
  }
  action(id: ItemId): ActionView | undefined {
    void this.#words
    return this.#views.action(id)
  }
  /** The live text of a field, for an editor; undefined when it is not there. */
  text(path: FieldPath): Y.Text | undefined {
    void this.#docs
    return fieldText(this.#link.doc, path)
  }
  get doc(): Y.Doc {
    void this.#docs
    return this.#link.doc
  }
  /** Counts changes of the document: read it to run again on each. */
  get words(): number {
    return this.#words
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
  get savedAt(): number | null {
    void this.#moved
    return this.#link.savedAt
  }
  get waitingSinceMs(): number | null {
    void this.#moved
    return this.#link.waitingSinceMs
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
  /** Asks the board again after it ended the link, for example once signed in again. */
  retry(): void {
    this.#link.retry()
  }

  // --- people ------------------------------------------------------------------------------------

  get me(): Link['me'] {
    void this.#people
    void this.#moved
    return this.#link.me
  }
  get canWrite(): boolean {
    const me = this.me
    return me !== null && this.link.at !== 'ended' && can(me.role, 'write')
  }
  get canComment(): boolean {
    const me = this.me
    return me !== null && can(me.role, 'comment')
  }
  /** The lead's name, for "Ask Helen Price if you need to write." */
  get leadName(): string | null {
    void this.#people
    void this.#moved
    return this.#link.lead
  }
  get authors(): Authors {
    return this.#authors
  }
  /** When the letter with this id was written, to the minute; undefined before it is kept. */
  wroteAt(client: number, clock: number): number | undefined {
    void this.#people
    return timeAt(this.#link.owners.get(client)?.times ?? [], clock)
  }
  /** How this person is drawn; undefined for someone this plan does not know. */
  style(person: string): AuthorStyle | undefined {
    void this.#people
    const group = this.#link.people.get(person)?.group ?? (this.me?.id === person ? this.me.group : null)
    return group ? this.#authors.of(person, group) : undefined
  }
  nameOf(person: string): string {
    void this.#people
    if (this.me?.id === person) return 'you'
    return this.#link.people.get(person)?.name ?? 'someone'
  }
  /** Everyone who is here now, me too. */
  get hereNow(): readonly PersonHere[] {
    return this.#hereNow
  }
  get groupsNow(): ReturnType<typeof groupsHere> {
    return groupsHere(this.#hereNow)
  }
  writersIn(action: ItemId): readonly PersonHere[] {
    return this.#writers.get(action) ?? []
  }
  /** Other people's carets in a field, as an editor draws them. */
  caretsIn(path: FieldPath): RemoteCaret[] {
    void this.#presence
    const carets: RemoteCaret[] = []
    for (const [connection, { person, state }] of this.#link.presence) {
      if (state.field !== path || state.doing === 'away' || state.caret === undefined) continue
      const author = this.style(person)
      if (author) carets.push({ connection, caret: state.caret, author })
    }
    return carets
  }
  /** Who changed a field last, and when. */
  changeOf(path: FieldPath): WireChange | undefined {
    void this.#fields
    return this.#link.fields.get(path)
  }
  /** The last change of any field of an action. */
  changeOfAction(id: ItemId): WireChange | undefined {
    return this.#changes.get(id)
  }

  // --- what a person can do, besides writing into a text -------------------------------------------

  /** Adding, moving, setting and taking out, on the document as it is now. */
  get verbs(): Verbs {
    return new Verbs(this.#link.doc, this.#views, this.#parts.random)
  }

  /** Keeps an action on the board even when someone takes it out; null lets go. */
  keep(id: ItemId | null): void {
    this.#kept = id
  }
  get kept(): ItemId | null {
    return this.#kept
  }

  // --- inside ------------------------------------------------------------------------------------

  #writersEver(): Writer[] {
    return [...this.#link.owners.values()]
      .filter((owner) => owner.speaker !== '')
      .map(({ client, speaker, group, times }) => ({ client, speaker, group, at: times[0]?.[1] ?? 0 }))
  }

  #follow(): void {
    this.#stopViews?.()
    this.#views = new Views(this.#link.doc)
    this.#stopViews = this.#views.open((local) => {
      if (local) this.#words += 1
      else this.#askFrame()
    })
  }

  #askFrame(): void {
    if (this.#frameAsked) return
    this.#frameAsked = true
    this.#parts.nextFrame(() => {
      this.#frameAsked = false
      this.#words += 1
    })
  }

  #readHere(): PersonHere[] {
    void this.#presence
    return peopleHere(this.#link.presence.values(), this.#link.people, this.me, this.here.state)
  }
}

/** Path of an action's own words. */
export const actionText = (id: ItemId): FieldPath => fieldPath({ kind: 'action', id }, 'text')
export const actionField = (id: ItemId, key: string): FieldPath => fieldPath({ kind: 'action', id }, key)
export const priorityText = (id: ItemId, key: string): FieldPath => fieldPath({ kind: 'priority', id }, key)
export const planTitle: FieldPath = fieldPath({ kind: 'plan' }, 'title')
