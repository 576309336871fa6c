import { createTransport } from 'nodemailer'
import { MailFailed, type Mailer } from './mail.ts'

const patienceMs = 20_000

/** Sends through a mail server over a few kept connections. `url` as in SMTP_URL, `from` as in MAIL_FROM. */
export const smtpMailer = ({ url, from }: { url: string; from: string }): Mailer => {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true
  })
  return {
    async send({ to, subject, text }) {
      try {
        // An address object: a name or a list cannot be smuggled in through the text of an address.
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text })
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
        throw new MailFailed(code)
      }
    },
    close: () => transport.close()
  }
}
