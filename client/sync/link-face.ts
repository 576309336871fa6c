import type { Repeats } from '../../shared/authorship/repeats.ts'
import type { ClientId, Ms } from '../../shared/ids.ts'
import type { GivenReference } from '../../shared/plan/references.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import type { News, PresenceEntry, WireChange, WireMe, WireOwner, WirePerson } from '../../shared/wire/messages.ts'
import { LinkEvents, type HoldEnd, type LinkEvent, type LinkState, type Merged, type Notice } from './link-state.ts'
import { decodePresenceState, type PresenceState } from './presence.ts'
import { Signatures } from './signatures.ts'

/** What of a link others may read and hear; each change is told once. The link itself changes it. */
export class LinkFace {
  state: LinkState = { at: 'opening' }
  savedAt: Ms | null = null
  lead: string | null = null
  notice: Notice | null = null
  news: News = { records: 0, people: 0 }
  /** Why the board takes nothing for now, though it can be reached. */
  hindrance: RefusalCode | null = null
  /** Sentences that somebody else changed too while this page was away, until someone has looked. */
  merged: readonly Merged[] = []
  /** Set when a held page began to move by itself; null again with the next hold. */
  holdEnd: HoldEnd | null = null
  /** What priorities and actions are called, by id: given by the board once it keeps them. */
  references: ReadonlyMap<string, string> = new Map()
  /** Everyone else who is here, one entry a connection. */
  readonly presence = new Map<number, { person: string; state: PresenceState }>()
  protected readonly signatures = new Signatures()
  readonly #events = new LinkEvents()

  get me(): WireMe | null {
    return this.signatures.me
  }

  get people(): ReadonlyMap<string, WirePerson> {
    return this.signatures.people
  }

  get owners(): ReadonlyMap<ClientId, WireOwner> {
    return this.signatures.owners
  }

  /** Who is typed for here; null for oneself. */
  get speaker(): WirePerson | null {
    return this.signatures.speaker
  }

  /** Which letters stand again for earlier ones. */
  get repeats(): Pick<Repeats, 'first' | 'all'> {
    return this.signatures.repeats
  }

  get fields(): ReadonlyMap<FieldPath, WireChange> {
    return this.signatures.fields
  }

  on(event: LinkEvent, handler: () => void): () => void {
    return this.#events.on(event, handler)
  }

  /** Says a refusal that never left this page. */
  tell(code: RefusalCode): void {
    this.say({ code, sentence: REFUSALS[code].sentence, words: '' })
  }

  dismissNotice(): void {
    this.say(null)
  }

  dismissMerged(path: FieldPath): void {
    this.merged = this.merged.filter((each) => each.path !== path)
    this.emit('merged')
  }

  protected emit(event: LinkEvent): void {
    this.#events.emit(event)
  }

  protected say(notice: Notice | null): void {
    this.notice = notice
    this.emit('notice')
  }

  protected setState(state: LinkState): void {
    this.state = state
    this.emit('state')
  }

  /** Newer findings about a text take the place of older ones. */
  protected addMerged(found: readonly Merged[]): void {
    if (found.length === 0) return
    const paths = new Set(found.map(({ path }) => path))
    this.merged = [...this.merged.filter(({ path }) => !paths.has(path)), ...found]
    this.emit('merged')
  }

  protected setNews(news: News): void {
    const isNew = news.records !== this.news.records || news.people !== this.news.people
    this.news = news
    if (isNew) this.emit('news')
  }

  /** Nothing that has been given is given anew; the board tells all of them when it welcomes this page. */
  protected setReferences(given: readonly GivenReference[]): void {
    if (given.length === 0) return
    this.references = new Map([...this.references, ...given])
    this.emit('references')
  }

  protected showPresence(entries: readonly PresenceEntry[]): void {
    for (const entry of entries) {
      if ('gone' in entry) this.presence.delete(entry.connection)
      else this.presence.set(entry.connection, { person: entry.person, state: decodePresenceState(entry.bytes) })
    }
    this.emit('presence')
  }

  protected clearPresence(): void {
    if (this.presence.size === 0) return
    this.presence.clear()
    this.emit('presence')
  }
}
