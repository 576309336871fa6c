import { readFileSync } from 'node:fs'

/** The browser that server/admin/provide-browser.mjs found or installed. */
export function browserPath(): string | undefined {
  if (process.env['CHROMIUM_PATH'] !== undefined) return process.env['CHROMIUM_PATH']
  const note = new URL('../../node_modules/.cache/co-production-board/browser-path', import.meta.url)
  return readFileSync(note, 'utf8')
}
