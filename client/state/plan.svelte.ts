import type * as Y from 'yjs'
import { timeAt } from '../../shared/authorship/times.ts'
import { putBack, type Gone } from '../../shared/authorship/undone.ts'
import type { ItemId, PlanId } from '../../shared/ids.ts'
import { fieldPath, fieldText, type FieldPath, type StatusWord } from '../../shared/plan/schema.ts'
import { someoneFrom } from '../../shared/words.ts'
import type { FirstOf } from '../../shared/plan/text.ts'
import type { WireChange } from '../../shared/wire/messages.ts'
import type { RemoteCaret } from '../editor/carets.ts'
import { Authors, type AuthorStyle, type Writer } from './authors.ts'
import { newestByAction } from './changes.ts'
import { Conflicts } from './conflicts.svelte.ts'
import type { Link } from './link.ts'
import { LiveLink } from './live-link.svelte.ts'
import { groupsHere, peopleHere, writersByAction, type PersonHere } from './people-here.ts'
import { Verbs } from './verbs.ts'
import { Views, type ActionView, type BoardView, type PlanHead, type TakenOut } from './views.ts'
import { Whereabouts } from './whereabouts.ts'

type Parts = {
  link: Link
  nowMs: () => number
  random: (bytes: number) => Uint8Array
  /** Who is signed in on this device, as far as this page knows. */
  signedIn: () => string | undefined
  isHidden: () => boolean
  /** Runs once soon, with the screen's next picture: changes of others are shown together. */
  nextFrame: (run: () => void) => void
}

/** The name of a person this plan does not know. */
// @wc-include
export const someone = 'someone'

/**
 * One open plan as the screens see it: what it says, who is in it, whether it is kept; and what a
 * person can do to it. Everything read here is current and makes whoever reads it run again when it
 * changes. Knows the link, never the screen.
 * One file past 300 lines: what is read here is kept current by the same few counters.
 */
export class PlanState extends LiveLink {
  readonly id: PlanId
  readonly here: Whereabouts
  /** Values this person set that somebody else has set since. */
  readonly conflicts: Conflicts
  #parts: Parts
  #link: Link
  #views: Views
  #stopViews: (() => void) | undefined
  #frameAsked = false

  #words = $state(0)
  #docs = $state(0)
  #people = $state(0)
  #presence = $state(0)
  #fields = $state(0)
  #kept: ItemId | null = $state(null)
  #stoodOn: ItemId | null = $state(null)

  #board: BoardView = $derived.by(() => {
    void this.#words
    return this.#views.board(this.#kept, this.#stoodOn)
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
    super(parts.link, parts.signedIn)
    this.id = id
    this.#parts = parts
    this.#link = parts.link
    this.#views = this.#viewsOf(parts.link)
    this.conflicts = new Conflicts({
      me: () => this.me?.id,
      changeOf: (path) => this.changeOf(path),
      nowMs: parts.nowMs
    })
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
      this.hear(),
      link.on('doc', () => {
        this.#follow()
        this.#docs += 1
        this.#words += 1
      }),
      link.on('saved', () => {
        if (link.waiting === 0) this.conflicts.kept()
      }),
      link.on('people', () => {
        this.#people += 1
        this.#presence += 1
        this.here.typesFor(link.speaker?.id)
      }),
      link.on('repeats', () => {
        this.#follow()
        this.#people += 1
        this.#words += 1
      }),
      link.on('references', () => {
        this.#views.callAnew()
        this.#words += 1
      }),
      link.on('presence', () => (this.#presence += 1)),
      link.on('fields', () => (this.#fields += 1)),
      link.open()
    ]
    return () => {
      for (const stop of stops) stop()
      this.#stopViews?.()
      this.conflicts.close()
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
  /** What a priority or an action is called, taken out or not: "3", "3.2"; undefined before the board has kept it. */
  called(id: string): string | undefined {
    void this.#words
    return this.#link.references.get(id)
  }
  get takenOut(): TakenOut {
    void this.#words
    return this.#views.takenOut()
  }
  /** The plan's own word for a rating. */
  statusName(word: StatusWord): string {
    return this.#head.statusKey[word]
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

  // --- people ------------------------------------------------------------------------------------

  get authors(): Authors {
    return this.#authors
  }
  /** Whose the letters from this id on are, and for how many of them that holds: whoever wrote them first. */
  credited(client: number, clock: number): { author: AuthorStyle | undefined; length: number } {
    const { length, of } = this.firstOf({ client, clock })
    return { author: this.#authors.ofClient(of?.client ?? client), length }
  }
  readonly firstOf: FirstOf = (id) => this.#link.repeats.first(id)
  /** What else is known of a letter: who typed it for its author, who put it back, and who typed that. Ids of people. */
  handsOf(
    client: number,
    clock: number
  ): {
    typist: string | undefined
    putBackBy: { by: string; typist?: string } | undefined
    firstAt: number | undefined
  } {
    void this.#people
    const { of } = this.#link.repeats.first({ client, clock })
    const own = this.#link.owners.get(client)
    const backTypist = this.typistOf(client)
    return {
      typist: this.typistOf(of?.client ?? client),
      putBackBy: of && own && { by: own.speaker, ...(backTypist === undefined ? {} : { typist: backTypist }) },
      firstAt: of && this.wroteAt(of.client, of.clock)
    }
  }
  /** Who typed the letters under this id, where it was somebody else than they are credited to. */
  typistOf(client: number): string | undefined {
    void this.#people
    const owner = this.#link.owners.get(client)
    return owner && owner.typist !== owner.speaker ? owner.typist : undefined
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
    // @wc-include
    if (this.me?.id === person) return 'you'
    return this.#link.people.get(person)?.name ?? this.#namelessly(person)
  }
  /** "Priya Shah"; "Rosa, typed by Helen Price": who is credited with a change, and whose hands it was. */
  byWhom({ by, typist }: { by: string; typist?: string | null | undefined }): string {
    const name = this.nameOf(by)
    return typist === undefined || typist === null ? name : `${name}, typed by ${this.nameOf(typist)}`
  }
  /** Whether this person did it, for themselves or with their hands for somebody else. */
  isMine({ by, typist }: { by: string; typist?: string | null | undefined }): boolean {
    return this.me !== null && (typist ?? by) === this.me.id
  }
  /** Whoever was erased is told by the group that their words were written for. */
  #namelessly(person: string): string {
    const owner = [...this.#link.owners.values()].findLast(({ speaker }) => speaker === person)
    return owner ? someoneFrom(owner.group) : someone
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
  caretsIn(path: FieldPath): (RemoteCaret & { person: string })[] {
    void this.#presence
    const carets: (RemoteCaret & { person: string })[] = []
    for (const [connection, { person, state }] of this.#link.presence) {
      if (state.field !== path || state.doing === 'away' || state.caret === undefined) continue
      const author = this.style(person)
      if (!author) continue
      const spoken = state.for === undefined ? undefined : this.#link.people.get(state.for)?.name
      const name = spoken ? `${author.name}, typing for ${spoken}` : author.name
      carets.push({ connection, person, caret: state.caret, author: { ...author, name } })
    }
    return carets
  }
  /** Who changed a field last, and when. */
  changeOf(path: FieldPath): WireChange | undefined {
    void this.#fields
    return this.#link.fields.get(path)
  }
  /** The last change of every field, by its path. */
  get lastChanges(): ReadonlyMap<FieldPath, WireChange> {
    void this.#fields
    return this.#link.fields
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

  /**
   * Puts letters that were taken out back where they stood; whoever wrote them first keeps them.
   * @returns how many letters stand again; 0 when all of them stand already.
   */
  putBackLetters(pieces: readonly Gone[]): number {
    return putBack(this.#link.doc, pieces, 'put-back')
  }

  /** Keeps an action on the board even when someone takes it out; null lets go. */
  keep(id: ItemId | null): void {
    this.#kept = id
  }
  get kept(): ItemId | null {
    return this.#kept
  }
  /** The priority whose page is open stays where it is even when someone takes it out; null lets go. */
  standOn(id: ItemId | null): void {
    this.#stoodOn = id
  }

  // --- inside ------------------------------------------------------------------------------------

  #writersEver(): Writer[] {
    return [...this.#link.owners.values()]
      .filter((owner) => owner.speaker !== '')
      .map(({ client, speaker, group, times }) => ({ client, speaker, group, at: times[0]?.[1] ?? 0 }))
  }

  #follow(): void {
    this.#stopViews?.()
    this.#views = this.#viewsOf(this.#link)
    this.conflicts.follow(this.#link.doc)
    this.#stopViews = this.#views.open((local) => {
      if (local) this.#words += 1
      else this.#askFrame()
    })
  }

  #viewsOf(link: Link): Views {
    return new Views(
      link.doc,
      (id) => link.repeats.first(id),
      (id) => link.references.get(id)
    )
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
