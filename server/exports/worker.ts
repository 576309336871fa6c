import { parentPort, workerData } from 'node:worker_threads'
import type { Ms } from '../../shared/ids.ts'
import type { Paper } from '../../shared/plan/paper.ts'
import type { CommitteeOrder } from '../../shared/papers/committee-order.ts'
import { templateIn } from './formats/committee-template.ts'
import type { Extras } from './formats/document.ts'
import { paperOf, type LiveSource } from './live-source.ts'
import type { ReviewChange } from './formats/review-pack.ts'
import { firstPage } from './formats/preview.ts'
import { FORMATS, type FormatId, type PreviewId } from './registry.ts'

/** What a file is written from: today's draft as it was copied, or a paper that somebody has put together. */
export type Source = { is: 'live'; live: LiveSource } | { is: 'paper'; paper: Paper }
/** One format of a plan, two papers side by side, or what is new in one since a time. */
export type ToExport =
  | { format: FormatId; source: Source; order?: CommitteeOrder }
  | { format: 'preview'; of: PreviewId; source: Source; order?: CommitteeOrder }
  | { format: 'compare'; from: Source; to: Source }
  | { format: 'review-pack'; source: Source; since: Ms; changes: readonly ReviewChange[] }

if (!parentPort) throw new Error('an export is written in a thread of its own')
const port = parentPort
/** Whoever waits is told every few pages: more is no news. */
const pagesEach = 5
const onPage = (page: number): void => {
  if (page === 1 || page % pagesEach === 0) port.postMessage({ page })
}
const extras = (order: CommitteeOrder | undefined): Extras => ({
  onPage,
  ...(order === undefined ? {} : { template: templateIn(order) })
})
// The one who started this thread wrote it; there is no door in between.
const job = workerData as ToExport
const paper = (source: Source): Paper => (source.is === 'live' ? paperOf(source.live) : source.paper)
const written = async (): Promise<Uint8Array> => {
  switch (job.format) {
    case 'preview': {
      const { document } = await FORMATS[job.of].load()
      const page = firstPage(document(paper(job.source), extras(job.order)))
      return new TextEncoder().encode(JSON.stringify(page))
    }
    case 'compare':
      return (await import('./formats/compare.ts')).write(paper(job.from), paper(job.to))
    case 'review-pack': {
      const { source, since, changes } = job
      return (await import('./formats/review-pack.ts')).write({ paper: paper(source), since, changes })
    }
    default:
      return (await FORMATS[job.format].load()).write(paper(job.source), extras(job.order))
  }
}
const bytes = await written()
// Moved, not copied. A part of a larger buffer cannot be.
const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
port.postMessage(whole, whole.buffer instanceof ArrayBuffer ? [whole.buffer] : [])
