import PostalMime from 'postal-mime'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MailFailed, type Mail } from './mail.ts'
import { outboxMailer } from './outbox.ts'
import { notInvitedMail, signInMail } from './sign-in-mail.ts'
import { smtpMailer } from './smtp.ts'

const board = { name: 'Sutton’s board', helpPhone: '020 7946 0000' }
const link = `https://plan.example.org/s/#${'t'.repeat(43)}`
const mail = signInMail(
  board,
  { email: 'priya@example.org', firstName: 'Žluťa' },
  { link, code: '012345', minutes: 15 }
)

describe('mail/smtp', () => {
  let server: SMTPServer | undefined
  const close = async (): Promise<void> => {
    const closing = server
    server = undefined
    if (closing) await new Promise<void>((done) => closing.close(done))
  }
  let port: number
  let taken: { raw: string; to: string[]; from: string }[]
  let refuseWith: string | undefined

  beforeEach(async () => {
    taken = []
    refuseWith = undefined
    const starting = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, done) => done(refuseWith === undefined ? null : new Error(refuseWith)),
      onData(stream, session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          const from = mailFrom === false ? '' : mailFrom.address
          taken.push({ raw: Buffer.concat(parts).toString(), to: rcptTo.map(({ address }) => address), from })
          done()
        })
      }
    })
    server = starting
    await new Promise<void>((done) => starting.listen(0, '127.0.0.1', done))
    const address = starting.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    port = address.port
  })
  afterEach(close)

  const send = async (what: Mail): Promise<void> => {
    const mailer = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'The board <board@example.org>' })
    try {
      await mailer.send(what)
    } finally {
      mailer.close()
    }
  }

  it('a mail arrives whole: link on one line, letters of every language, nobody else named', async () => {
    await send(mail)
    const [letter] = taken
    expect(letter?.to).toEqual(['priya@example.org'])
    expect(letter?.from).toBe('board@example.org')
    const read = await PostalMime.parse(letter?.raw ?? '')
    expect(read.subject).toBe('Sign in to Sutton’s board')
    expect(read.text).toContain(link)
    expect(read.text).toContain('012345')
    expect(read.text).toContain('Hello Žluťa')
    expect(read.html).toBeUndefined()
    expect(read.to?.map(({ address }) => address)).toEqual(['priya@example.org'])
  })

  it('an address cannot carry further addresses or headers into a mail', async () => {
    await send({ ...mail, to: 'priya@example.org, eve@example.org' }).catch((error: unknown) =>
      expect(error).toBeInstanceOf(MailFailed)
    )
    await send({ ...mail, to: 'priya@example.org', subject: 'Hello\r\nBcc: eve@example.org' })
    expect(taken.flatMap(({ to }) => to)).not.toContain('eve@example.org')
  })

  it('a refused mail fails with a code and without the address', async () => {
    refuseWith = 'no priya@example.org here'
    const failure: unknown = await send(mail).then(
      () => undefined,
      (error: unknown) => error
    )
    expect(failure).toBeInstanceOf(MailFailed)
    expect(String(failure)).not.toContain('priya')
    expect(failure).toHaveProperty('code', expect.stringMatching(/^E[A-Z]+$/))
  })

  it('a mail server that is not there fails with a code', async () => {
    await close()
    await expect(send(mail)).rejects.toBeInstanceOf(MailFailed)
  })
})

describe('mail/outbox', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outbox-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('keeps each mail as a file for this account only, then shows its link', async () => {
    const shown: string[] = []
    const mailer = outboxMailer({ folder: join(folder, 'out'), show: (to, seen) => void shown.push(`${to} ${seen}`) })
    await mailer.send(mail)
    await mailer.send(notInvitedMail(board, 'nobody@example.org'))
    const names = readdirSync(join(folder, 'out'))
    expect(names).toHaveLength(2)
    expect(shown).toEqual([`priya@example.org ${link}`])
    const files = names.map((name) => join(folder, 'out', name))
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
    const read = await Promise.all(files.map((file) => PostalMime.parse(readFileSync(file))))
    expect(read.map(({ to }) => to?.[0]?.address).sort()).toEqual(['nobody@example.org', 'priya@example.org'])
    expect(read.some(({ text }) => text?.includes(link))).toBe(true)
  })

  it('a subject cannot add headers to the file', async () => {
    const mailer = outboxMailer({ folder, show: () => undefined })
    await mailer.send({ ...mail, subject: 'Hello\r\nBcc: eve@example.org' })
    const [name = ''] = readdirSync(folder)
    expect((await PostalMime.parse(readFileSync(join(folder, name)))).bcc).toBeUndefined()
  })

  it('a folder that cannot be made fails with a code, and shows no link', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, '')
    chmodSync(blocked, 0o400)
    const shown: string[] = []
    const mailer = outboxMailer({ folder: join(blocked, 'out'), show: (to) => void shown.push(to) })
    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'MailFailed', code: 'ENOTDIR' })
    expect(shown).toEqual([])
  })
})
