import * as v from 'valibot'
import { cleanText } from '../../shared/plan/clean-text.ts'

/** What somebody is called: one line, without letters that turn others round or cannot be shown. */
export const personName = v.pipe(
  v.string(),
  v.transform(cleanText),
  v.trim(),
  v.minLength(1),
  v.maxLength(100),
  v.regex(/^[^\p{Cc}]*$/u)
)
