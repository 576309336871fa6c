import type { Ms } from '../../shared/ids.ts'

const day = { day: 'numeric', month: 'long', year: 'numeric' } as const
const written = new Intl.DateTimeFormat('en-GB', { ...day, timeZone: 'UTC' })
const local = new Intl.DateTimeFormat('en-GB', { ...day, timeZone: 'Europe/London' })

/** A whole day of the plan, "30 September 2026". */
export const dayText = (iso: string): string => written.format(Date.parse(iso))
/** The day on which something was done here. */
export const onDay = (at: Ms): string => local.format(at)
