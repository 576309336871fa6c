// @wc-ignore-file
/** Bytes 80 to FF as Windows reads them. Source: Encoding Standard, windows-1252. */
const own = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'
const latin = Array.from({ length: 96 }, (_, index) => String.fromCharCode(0xa0 + index))
const bytes = new Map([...own.split(''), ...latin].map((letter, index) => [letter, 0x80 + index] as const))
const looksWrong = /[\u00C2-\u00F4][^\u0000-\u007F]/

/**
 * Words of a CSV that a program took for another kind of letters than they are in: “ became â€œ. What nobody can have
 * written is turned back; everything else stays.
 */
export const rightLetters = (text: string): string => {
  if (!looksWrong.test(text)) return text
  const written: number[] = []
  // The last sign of ” is none of Windows, and is left out by some.
  for (const letter of text.replace(/â€(?![^\u0000-\u007F])/g, 'â€\u009D')) {
    // LibreOffice keeps bytes that are none of Windows as letters of nobody.
    const isOwn = letter < '\u0080' || (letter >= '\uF180' && letter <= '\uF19F')
    const byte = isOwn ? letter.charCodeAt(0) & 0xff : bytes.get(letter)
    if (byte === undefined) return text
    written.push(byte)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(written))
  } catch {
    // Some letter is one that somebody wrote.
    return text
  }
}
