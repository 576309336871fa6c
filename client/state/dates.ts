const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
]

type Parts = { year: number; month: number; day: number }

const partsOf = (iso: string): Parts | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso)
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : undefined
}

/** "30 September" for a whole day (ISO 8601); with the year when it is not the year of `now`. */
export const longDate = (iso: string, now: Date): string => {
  const at = partsOf(iso)
  if (!at) return ''
  const date = `${at.day} ${months[at.month - 1] ?? ''}`
  return at.year === now.getFullYear() ? date : `${date} ${at.year}`
}

/** "30 Sep", for a card on a wide screen; with the year when it is over eleven months away. */
export const shortDate = (iso: string, now: Date): string => {
  const at = partsOf(iso)
  if (!at) return ''
  const date = `${at.day} ${(months[at.month - 1] ?? '').slice(0, 3)}`
  const away = Math.abs((at.year - now.getFullYear()) * 12 + at.month - 1 - now.getMonth())
  return away > 11 ? `${date} ${at.year}` : date
}

const two = (value: number): string => String(value).padStart(2, '0')

/** "10:41" on this device's clock. */
export const clockTime = (ms: number): string => {
  const date = new Date(ms)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString()

/** "now", "2 minutes ago" up to an hour, then the time, then the date. */
export const when = (ms: number, nowMs: number): string => {
  const minutes = Math.floor((nowMs - ms) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`
  return moment(ms, nowMs)
}

/** The time today, else the date: "10:41", "19 May", "19 May 2025". */
export const moment = (ms: number, nowMs: number): string => {
  const [at, now] = [new Date(ms), new Date(nowMs)]
  if (sameDay(at, now)) return clockTime(ms)
  const date = `${at.getDate()} ${months[at.getMonth()] ?? ''}`
  return at.getFullYear() === now.getFullYear() ? date : `${date} ${at.getFullYear()}`
}

/** The date and the time: "28 April, 14:10". */
export const dateAndTime = (ms: number, nowMs: number): string => {
  const at = new Date(ms)
  const year = at.getFullYear() === new Date(nowMs).getFullYear() ? '' : ` ${at.getFullYear()}`
  return `${at.getDate()} ${months[at.getMonth()] ?? ''}${year}, ${clockTime(ms)}`
}

const monthOf = (typed: string): number => {
  const word = typed.trim().toLowerCase()
  if (/^\d{1,2}$/.test(word)) return Number(word)
  return word.length < 3 ? 0 : months.findIndex((month) => month.toLowerCase().startsWith(word)) + 1
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
  const missing = [!day && 'a day', !month && 'a month', !year && 'a year'].filter(Boolean)
  if (missing.length > 0) return { mend: `The date must have ${missing.join(' and ')}.` }
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
