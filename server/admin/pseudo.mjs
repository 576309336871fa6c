// A language for tests: what a screen says in it can be told from English at a glance and by a program.
const from = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const to = 'ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'
const letters = new Map([...from].map((letter, at) => [letter, [...to][at] ?? letter]))
/** A variable or the edge of a marked part, as the catalogue writes them: `{0}`, `<1>`, `</1>`, `<2/>`. */
const part = /(\{\d+\}|<\/?\d+\/?>)/
const longer = 0.4
const rightToLeft = '\u202e'
const end = '\u202c'

/**
 * The sentence with every letter changed, each piece of it forced to run from right to left, two fifths longer, in ⟦ ⟧.
 * Variables and marked parts stay as they are; white space and icons at either end stay outside.
 * @param {string} english
 */
export function pseudo(english) {
  const [, before = '', words = '', after = ''] = /^((?:\s|<\d+\/>)*)(.*?)((?:\s|<\d+\/>)*)$/s.exec(english) ?? []
  const pieces = words.split(part)
  const length = pieces.filter((piece) => !part.test(piece)).join('').length
  // In words of six, so that a long sentence still breaks into lines.
  const extra = '~'.repeat(Math.ceil(length * longer)).replace(/~{6}(?=~)/g, '~~~~~~ ')
  const said = pieces.map((piece) =>
    part.test(piece) || piece.trim() === ''
      ? piece
      : rightToLeft + [...piece].map((letter) => letters.get(letter) ?? letter).join('') + end
  )
  return `${before}⟦${said.join('')}${extra}⟧${after}`
}
