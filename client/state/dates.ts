import { language } from '../ui/language.ts'

/** A day as it is written down: the same in every time zone. */
const day = { timeZone: 'UTC', day: 'numeric' } as const
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language.dates, options)
const inFull = format({ ...day, month: 'long' })
const inFullWithYear = format({ ...day, month: 'long', year: 'numeric' })
const inShort = format({ ...day, month: 'short' })
const inShortWithYear = format({ ...day, month: 'short', year: 'numeric' })
const monthName = format({ timeZone: 'UTC', month: 'long' })
const weekday = format({ weekday: 'long' })
const onTheClock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** Names of the months in the language of this page, January first. */
const months = Array.from({ length: 12 }, (_, month) => monthName.format(Date.UTC(2026, month, 1)))

type Parts = { year: number; month: number; day: number }

const partsOf = (iso: string): Parts | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso)
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : undefined
}

/** "30 September" for a whole day (ISO 8601); with the year when it is not the year of `now`. */
export const longDate = (iso: string, now: Date): string => {
  const at = partsOf(iso)
  if (!at) return ''
  return (at.year === now.getFullYear() ? inFull : inFullWithYear).format(Date.UTC(at.year, at.month - 1, at.day))
}

/** "30 Sept", for a card on a wide screen; with the year when it is over eleven months away. */
export const shortDate = (iso: string, now: Date): string => {
  const at = partsOf(iso)
  if (!at) return ''
  const away = Math.abs((at.year - now.getFullYear()) * 12 + at.month - 1 - now.getMonth())
  return (away > 11 ? inShortWithYear : inShort).format(Date.UTC(at.year, at.month - 1, at.day))
}

const two = (value: number): string => String(value).padStart(2, '0')

/** "10:41" on this device's clock. */
export const clockTime = (ms: number): string => onTheClock.format(ms)

/** The day a moment has on this device, as it is written down. */
const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString()

/** "now", "2 minutes ago" up to an hour, then the time, then the date. */
export const when = (ms: number, nowMs: number): string => {
  const minutes = Math.floor((nowMs - ms) / 60_000)
  // @wc-include
  if (minutes < 1) return 'now'
  if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`
  return moment(ms, nowMs)
}

/** The same inside a sentence: "a moment ago", "2 minutes ago", "at 10:41", "on 19 May". */
export const whenInSentence = (ms: number, nowMs: number): string => {
  const minutes = Math.floor((nowMs - ms) / 60_000)
  if (minutes < 1) return 'a moment ago'
  if (minutes < 60) return when(ms, nowMs)
  const [at, now] = [new Date(ms), new Date(nowMs)]
  return sameDay(at, now) ? `at ${clockTime(ms)}` : `on ${longDate(dayOf(at), now)}`
}

/** The time today, else the date: "10:41", "19 May", "19 May 2025". */
export const moment = (ms: number, nowMs: number): string => {
  const [at, now] = [new Date(ms), new Date(nowMs)]
  return sameDay(at, now) ? clockTime(ms) : longDate(dayOf(at), now)
}

/** The date and the time: "28 April, 14:10". */
export const dateAndTime = (ms: number, nowMs: number): string =>
  `${longDate(dayOf(new Date(ms)), new Date(nowMs))}, ${clockTime(ms)}`

/** The same with the day of the week: "Thursday 21 May, 14:10". */
export const dayAndTime = (ms: number, nowMs: number): string => `${weekday.format(ms)} ${dateAndTime(ms, nowMs)}`

/** Only the day: "21 May", "21 May 2025". */
export const dayWords = (ms: number, nowMs: number): string => longDate(dayOf(new Date(ms)), new Date(nowMs))

/** When a day (ISO 8601) begins on this device. */
export const startOfDay = (iso: string): number => {
  const at = partsOf(iso)
  return at ? new Date(at.year, at.month - 1, at.day).getTime() : 0
}

const monthOf = (typed: string): number => {
  const word = typed.trim().toLowerCase()
  if (/^\d{1,2}$/.test(word)) return Number(word)
  return word.length < 3 ? 0 : months.findIndex((month) => month.toLowerCase().startsWith(word)) + 1
}

/** What a date that is not whole still needs; undefined when nothing is missing. */
const missing = (day: boolean, month: boolean, year: boolean): string | undefined => {
  if (!day && !month) return 'The date must have a day and a month.'
  if (!day && !year) return 'The date must have a day and a year.'
  if (!month && !year) return 'The date must have a month and a year.'
  if (!day) return 'The date must have a day.'
  if (!month) return 'The date must have a month.'
  return year ? undefined : 'The date must have a year.'
}

/**
 * Day, month and year as people type them (a month may be a name) → ISO 8601, null when all three are
 * empty, or the sentence that says what to mend.
 */
export const parseDate = (typed: {
  day: string
  month: string
  year: string
}): { iso: string | null } | { mend: string } => {
  const day = typed.day.trim()
  const month = typed.month.trim()
  const year = typed.year.trim()
  if (!day && !month && !year) return { iso: null }
  const mend = missing(day !== '', month !== '', year !== '')
  if (mend) return { mend }
  const at = { day: Number(day), month: monthOf(month), year: Number(year) }
  const real = new Date(Date.UTC(at.year, at.month - 1, at.day))
  const isReal = /^\d{1,2}$/.test(day) && at.month >= 1 && at.month <= 12 && real.getUTCDate() === at.day
  if (!/^\d{4}$/.test(year) || at.year < 2000) return { mend: 'Write the year in full, for example 2027.' }
  if (!isReal) return { mend: 'That is not a real date. Check the day and the month.' }
  return { iso: `${at.year}-${two(at.month)}-${two(at.day)}` }
}

/** The three fields of a date that stands already. */
export const dateFields = (iso: string | null): { day: string; month: string; year: string } => {
  const at = iso ? partsOf(iso) : undefined
  return at ? { day: String(at.day), month: String(at.month), year: String(at.year) } : { day: '', month: '', year: '' }
}
