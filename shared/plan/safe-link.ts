import { limits } from '../limits.ts'

const safe = /^(https?:\/\/|mailto:)[^\s<>"]+$/i

/** Whether people may be sent there: http, https and mailto only. Source: PROTOCOL.md P15. */
export const isSafeLink = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= limits.linkLengthMax && safe.test(value)
