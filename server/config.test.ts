import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'

const good = (env: Record<string, string>) => {
  const config = parseConfig(env)
  if ('wrong' in config) throw new Error(config.wrong)
  return config
}

describe('configuration', () => {
  it('starts with nothing set: this machine only, the example plan, ./data', () => {
    const config = good({})
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', demo: true, logLevel: 'warn', production: false })
    expect(config.dataDir.endsWith('/data')).toBe(true)
  })

  it('in production it listens everywhere and loads no example', () => {
    expect(good({ NODE_ENV: 'production' })).toMatchObject({ host: '0.0.0.0', demo: false, production: true })
  })

  it('takes an empty value for one that is not set, and leaves names of others alone', () => {
    expect(good({ PORT: '', DATABASE_URL: '', HOME: '/root' }).port).toBe(3000)
  })

  it('takes PORT 0 and an origin with or without its last stroke', () => {
    expect(good({ PORT: '0' }).port).toBe(0)
    expect(good({ PUBLIC_URL: 'https://plan.example.org/' }).publicUrl).toBe('https://plan.example.org')
  })

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HOST', 'two words'],
    ['PUBLIC_URL', 'plan.example.org'],
    ['PUBLIC_URL', 'https://plan.example.org/board'],
    ['PUBLIC_URL', 'ftp://plan.example.org'],
    ['DATABASE_URL', 'postgres://x'],
    ['REDIS_URL', 'redis://x'],
    ['DEMO', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/64'],
    ['BOARD_NAME', 'x'.repeat(81)],
    ['HELP_PHONE', '1'.repeat(41)]
  ])('refuses %s=%s with one sentence that names it', (name, value) => {
    const config = parseConfig({ [name]: value })
    expect(config).toHaveProperty('wrong', expect.stringMatching(new RegExp(`^${name} .*\\.$`)))
    expect(JSON.stringify(config)).not.toContain('\\n')
  })

  it('refuses a mail server it cannot use', () => {
    expect(parseConfig({ SMTP_URL: 'mail.example.org', MAIL_FROM: 'a@example.org' })).toHaveProperty('wrong')
    expect(parseConfig({ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'nobody' })).toHaveProperty('wrong')
    expect(parseConfig({ SMTP_URL: 'smtp://mail.example.org' })).toHaveProperty('wrong')
    expect(good({ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'The board <board@example.org>' }).smtp).toBeDefined()
  })
})
