import { BlockList, isIP } from 'node:net'
import { resolve } from 'node:path'
import * as v from 'valibot'

/** What the environment asked for, checked. Source: the table "Environment" of the README. */
export type Config = {
  production: boolean
  port: number
  host: string
  /** The only origin people use, without a path; undefined: this machine's own address. */
  publicUrl: string | undefined
  dataDir: string
  smtp: { url: string; from: string } | undefined
  demo: boolean
  logLevel: (typeof logLevels)[number]
  /** Proxies whose `X-Forwarded-For` is believed; nobody else's is. */
  proxies: BlockList
  boardName: string
  helpPhone: string | undefined
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

const text = (max: number, sentence: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check((value) => value.length > 0 && value.length <= max && !/\p{Cc}/u.test(value), sentence)
  )

/** `scheme://host[:port]` and nothing else, as browsers write an Origin. */
const originOf = (value: string): string | undefined => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const bare = url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && !url.password
  return bare && url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : undefined
}

const isSmtpUrl = (value: string): boolean =>
  URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol) && new URL(value).hostname !== ''

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

const readProxies = (value: string): BlockList | undefined => {
  const list = new BlockList()
  for (const part of value.split(',').map((piece) => piece.trim())) {
    const [address = '', bits, ...rest] = part.split('/')
    const family = isIP(address)
    if (family === 0 || rest.length > 0) return undefined
    const name = family === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, name)
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
      list.addSubnet(address, Number(bits), name)
    else return undefined
  }
  return list
}

const sentences = {
  port: 'PORT must be a number from 0 to 65535.',
  host: 'HOST must be an address or a name of this machine, for example 127.0.0.1.',
  publicUrl: 'PUBLIC_URL must be the address people open, for example https://plan.example.org, without a path.',
  dataDir: 'DATA_DIR must name a folder.',
  database: 'DATABASE_URL is set, but this version keeps its data in DATA_DIR only. Unset it to start.',
  redis: 'REDIS_URL is set, but this version does not use Redis. Unset it to start.',
  smtp: 'SMTP_URL must be the address of your mail server, for example smtps://name:password@mail.example.org.',
  from: 'MAIL_FROM must be an email address, for example "The board <board@example.org>".',
  demo: 'DEMO must be 1 or 0.',
  log: `LOG_LEVEL must be one of ${logLevels.join(', ')}.`,
  proxy: 'TRUST_PROXY must list the addresses of your proxies, for example 10.0.0.1 or 10.0.0.0/8, split by commas.',
  board: 'BOARD_NAME must be a name of at most 80 letters.',
  phone: 'HELP_PHONE must be a telephone number of at most 40 letters.'
}

const environment = v.object({
  NODE_ENV: v.optional(v.string()),
  PORT: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/, sentences.port), v.transform(Number), v.maxValue(65_535, sentences.port))
  ),
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.check((value) => isIP(value) !== 0 || hostName.test(value), sentences.host)
    )
  ),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check((value) => originOf(value) !== undefined, sentences.publicUrl),
      v.transform(originOf)
    )
  ),
  DATA_DIR: v.optional(text(4096, sentences.dataDir)),
  DATABASE_URL: v.optional(v.never(sentences.database)),
  REDIS_URL: v.optional(v.never(sentences.redis)),
  SMTP_URL: v.optional(v.pipe(v.string(), v.check(isSmtpUrl, sentences.smtp))),
  MAIL_FROM: v.optional(v.pipe(text(320, sentences.from), v.regex(/^[^@<>]*<?[^\s@<>]+@[^\s@<>]+>?$/, sentences.from))),
  DEMO: v.optional(v.picklist(['1', '0'], sentences.demo)),
  LOG_LEVEL: v.optional(v.picklist(logLevels, sentences.log)),
  TRUST_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.check((value) => readProxies(value) !== undefined, sentences.proxy),
      v.transform(readProxies)
    )
  ),
  BOARD_NAME: v.optional(text(80, sentences.board)),
  HELP_PHONE: v.optional(text(40, sentences.phone))
})

/**
 * Reads the environment; an empty value counts as not set, unknown names are left alone.
 * @returns one sentence for whoever starts the board when a value cannot be used.
 */
export const parseConfig = (env: Readonly<Record<string, string | undefined>>): Config | { wrong: string } => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = v.safeParse(environment, set, { abortEarly: true })
  if (!result.success) return { wrong: result.issues[0].message }
  const given = result.output
  if ((given.SMTP_URL === undefined) !== (given.MAIL_FROM === undefined))
    return { wrong: 'SMTP_URL and MAIL_FROM go together: set both, or neither.' }
  const production = given.NODE_ENV === 'production'
  return {
    production,
    port: given.PORT ?? 3000,
    host: given.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: given.PUBLIC_URL,
    dataDir: resolve(given.DATA_DIR ?? 'data'),
    smtp:
      given.SMTP_URL !== undefined && given.MAIL_FROM !== undefined
        ? { url: given.SMTP_URL, from: given.MAIL_FROM }
        : undefined,
    demo: given.DEMO === undefined ? !production : given.DEMO === '1',
    logLevel: given.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    proxies: given.TRUST_PROXY ?? new BlockList(),
    boardName: given.BOARD_NAME ?? 'Co-production board',
    helpPhone: given.HELP_PHONE
  }
}
