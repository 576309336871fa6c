/** One plain-text mail. `link` stands in the text too; the outbox shows it to whoever runs the board. */
export type Mail = { to: string; subject: string; text: string; link?: string }

/** The mail port. Adapters: smtp.ts, outbox.ts. */
export interface Mailer {
  /** Resolves when the next server, or the disk, has taken the mail. @throws MailFailed */
  send(mail: Mail): Promise<void>
  close(): void
}

/** A mail that did not leave. Holds a code only: what mail servers answer may name the person written to. */
export class MailFailed extends Error {
  override name = 'MailFailed'
  readonly code: string
  constructor(code: string) {
    super(`mail failed: ${code}`)
    this.code = code
  }
}
