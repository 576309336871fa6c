import { createHash } from 'node:crypto'
import type { Ms } from '../../shared/ids.ts'
import { isRefusal, type Refusal } from '../../shared/refusals.ts'
import type { Frozen } from '../../shared/versions/frozen.ts'
import type { Version } from '../../shared/versions/version.ts'
import { ExportDesk } from '../exports/desk.ts'
import { attachment, fileName } from '../exports/file-name.ts'
import { FORMATS, type FormatId } from '../exports/registry.ts'
import { paperOfVersion } from '../exports/version-source.ts'

/** What anybody can take a published plan away as: the words alone, without who wrote which. */
export const publicFormats: readonly { id: FormatId; name: string; what: string }[] = [
  { id: 'plan-word', name: 'Word', what: 'a document' },
  { id: 'plan-pdf', name: 'PDF', what: 'tagged for screen readers' },
  { id: 'spreadsheet', name: 'Excel', what: 'the actions' },
  { id: 'csv', name: 'CSV', what: 'the actions as a plain table' },
  { id: 'markdown', name: 'Plain text', what: 'with simple marks' }
]

export type PublicFile = { bytes: Uint8Array<ArrayBuffer>; mediaType: string; disposition: string; etag: string }

/** Files that are kept ready: frozen words give the same file to everybody. */
const keptMax = 20

/** Writes each file of a published version once, in a queue of its own: visitors never stand before members. */
export class PublicFiles {
  readonly #desk: ExportDesk
  readonly #kept = new Map<string, Promise<PublicFile | Refusal>>()

  constructor(report: (event: { event: string; error?: unknown }) => void) {
    this.#desk = new ExportDesk(report)
  }

  /** Refuses 'export-not-made'. `at`: when it was published, which is what the file says it was made. */
  async of(
    format: FormatId,
    version: Version,
    frozen: Frozen,
    about: { board: string; at: Ms; title: string }
  ): Promise<PublicFile | Refusal> {
    // Answers count too: one that is confirmed later is printed in the file.
    const key = `${frozen.plan} ${version.number} ${version.entries} ${format}`
    const known = this.#kept.get(key)
    if (known) return known
    const fresh = this.#write(format, version, frozen, about)
    this.#kept.set(key, fresh)
    for (const [oldest] of this.#kept) if (this.#kept.size > keptMax) this.#kept.delete(oldest)
    const file = await fresh
    if (isRefusal(file)) this.#kept.delete(key)
    return file
  }

  async #write(
    format: FormatId,
    version: Version,
    frozen: Frozen,
    { board, at, title }: { board: string; at: Ms; title: string }
  ): Promise<PublicFile | Refusal> {
    const paper = paperOfVersion(version, frozen, { board, at, names: 'groups', posts: new Map() })
    const bytes = await this.#desk.write(format, () => Promise.resolve({ is: 'paper', paper }))
    if (isRefusal(bytes)) return bytes
    const { name, extension, mediaType } = FORMATS[format]
    return {
      bytes,
      mediaType,
      disposition: attachment(fileName([title, name, `version ${version.number}`], extension)),
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`
    }
  }
}
