/**
 * Control characters, halves of letters, and marks that turn the direction of the text around them: no file
 * format needs them, XML may not hold most of them, and the last let words read as others than they are.
 * Source: Unicode TR 9 §2 (explicit directions), XML 1.0 §2.2.
 */
const unsafe = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069]/gu

export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(unsafe, (letter) => (letter === '\n' ? letter : letter === '\t' ? ' ' : ''))
