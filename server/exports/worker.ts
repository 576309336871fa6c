import { parentPort, workerData } from 'node:worker_threads'
import type { Paper } from '../../shared/plan/paper.ts'
import { paperOf, type LiveSource } from './live-source.ts'
import { FORMATS, type FormatId } from './registry.ts'

/** What a file is written from: today's draft as it was copied, or a paper that somebody has put together. */
export type Source = { is: 'live'; live: LiveSource } | { is: 'paper'; paper: Paper }
export type ToExport = { format: FormatId; source: Source }

if (!parentPort) throw new Error('an export is written in a thread of its own')
// The one who started this thread wrote it; there is no door in between.
const { format, source } = workerData as ToExport
const { write } = await FORMATS[format].load()
const bytes = await write(source.is === 'live' ? paperOf(source.live) : source.paper)
// Moved, not copied. A part of a larger buffer cannot be.
const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
parentPort.postMessage(whole, whole.buffer instanceof ArrayBuffer ? [whole.buffer] : [])
