/** What in somebody's words may tell who a child is. */
export type Clue = 'birth-date' | 'nhs-number' | 'email' | 'phone' | 'small-count'

/** The tenth digit of an NHS number answers for the nine before it. Source: NHS Data Dictionary, "NHS number", modulus 11. */
const isNhsNumber = (digits: string): boolean => {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
  const check = (11 - (sum % 11)) % 11
  return check !== 10 && check === Number(digits[9])
}

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const date = `(?:\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${month}[\\s,]+\\d{4}|${month}\\s+\\d{1,2}(?:st|nd|rd|th)?[\\s,]+\\d{4})`
const people =
  'child(?:ren)?|pupils?|students?|boys?|girls?|young people|young persons?|famil(?:y|ies)|learners?|patients?|siblings?'

/** "born 3 May 2014", "DOB 03/05/2014", or two capitalised words close before a date. */
const born = new RegExp(`(?:\\bborn(?:\\s+on)?|\\bd\\.?o\\.?b\\b\\.?|\\bdate of birth)[\\s:,(–-]{0,4}${date}`, 'iu')
/** Two words with capitals: a name, or the name of a thing; only what follows tells. */
const twoCapitals = /(?<![\p{L}])\p{Lu}[\p{Ll}’'-]+\s+\p{Lu}[\p{L}’'-]*\s*[,(–-]\s*/gu
const dateAtStart = new RegExp(`^${date}`, 'iu')
const isNamedWithDate = (words: string): boolean =>
  [...words.matchAll(twoCapitals)].some((match) => dateAtStart.test(words.slice(match.index + match[0].length)))
const email = /[^\s@<>()]{1,64}@[^\s@<>()]+\.[a-z]{2,}/iu
/** UK numbers: ten or eleven digits from 0 or +44, with the usual gaps. */
const phone = /(?<![\d£.])(?:\+44\s?(?:\(0\)\s?)?|\(?0)[1-9](?:[\s().-]*\d){8,9}(?!\d)/u
const ten = /(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/gu
const few = new RegExp(
  `(?<![\\p{L}\\d.,/-])(?:(?:only|just)\\s+)?(?:[1-4]|one|two|three|four|a single)\\s+(?:[\\p{L}-]+\\s+){0,2}?(?:${people})(?![\\p{L}])`,
  'iu'
)

/**
 * What should be looked at again before others read it: never refused for, because only people can tell.
 * Source: brief.md §6 (warn before names, dates of birth, NHS numbers; small groups are "fewer than 5").
 */
export const clues = (words: string): Clue[] => {
  const found: Clue[] = []
  if (born.test(words) || isNamedWithDate(words)) found.push('birth-date')
  const isNhs = (run: string): boolean => isNhsNumber(run.replaceAll(/\D/gu, ''))
  if ((words.match(ten) ?? []).some(isNhs)) found.push('nhs-number')
  if (email.test(words)) found.push('email')
  if (phone.test(words)) found.push('phone')
  if (few.test(words)) found.push('small-count')
  return found
}

/** The sentence for each clue. */
export const clueWords: Record<Clue, string> = {
  'birth-date': 'This looks like a person’s date of birth. Please take it out.',
  'nhs-number': 'This looks like an NHS number. Please take it out.',
  email: 'This looks like an email address. Does it belong to a family? Then take it out.',
  phone: 'This looks like a phone number. Does it belong to a family? Then take it out.',
  'small-count': 'A count under 5 can show who a child is. Write “fewer than 5”.'
}
