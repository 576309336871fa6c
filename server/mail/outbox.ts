import { randomBytes } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { MailFailed, type Mailer } from './mail.ts'

/**
 * Keeps each mail as a file that only this account may read, for boards that have no mail server.
 * `show` is called with the address and the link once the file is there.
 */
export const outboxMailer = (parts: { folder: string; show(to: string, link: string): void }): Mailer => ({
  async send({ to, subject, text, link }) {
    const at = new Date()
    const name = `${at.toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.eml`
    const lines = [`Date: ${at.toUTCString()}`, `To: ${to}`, `Subject: ${subject}`]
    const head = [...lines, 'Content-Type: text/plain; charset=utf-8'].map((line) => line.replaceAll(/[\r\n]+/g, ' '))
    try {
      await mkdir(parts.folder, { recursive: true, mode: 0o700 })
      const file = await open(join(parts.folder, name), 'wx', 0o600)
      try {
        await file.writeFile(`${head.join('\r\n')}\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`)
      } finally {
        await file.close()
      }
    } catch (error) {
      throw new MailFailed(error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
    }
    if (link !== undefined) parts.show(to, link)
  },
  close: () => undefined
})
