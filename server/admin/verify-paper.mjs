// Says whether a file that was taken from the board holds the words of a version: copy this one file anywhere, it
// needs Node and nothing else.
//   node verify-paper.mjs <paper.docx|.pdf|.xlsx|.csv|.md|.json> <words.json>
// The words are what the board gives under "Words of this version" (…/versions/<number>/words): their SHA-256 is
// the full hash of the version. Exit code 0: the file names this hash and holds these words. 1: it does not. 2: not readable.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { inflateRawSync } from 'node:zlib'

const partBytesMax = 64 * 1024 * 1024

/**
 * The parts of a zip that hold text, unpacked. Source: APPNOTE.TXT of the ZIP format, §4.3.
 * @param {Buffer} zip @returns {string[]}
 */
const xmlParts = (zip) => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0) throw new TypeError('This is no Word document or spreadsheet.')
  /** @type {string[]} */
  const parts = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + packed)
    if (name.endsWith('.xml'))
      parts.push(
        (zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: partBytesMax })).toString()
      )
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return parts
}

/** @param {string} xml */
const textOf = (xml) =>
  xml
    .replace(/<\/(?:w:p|row|si|is)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** Letters and figures alone: files set quotes, dashes, blanks and marks in their own way. @param {string} text */
const letters = (text) => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '')

/** Every text of the frozen words, with where it stands. @param {unknown} value @param {string} path @returns {[string, string][]} */
const textsIn = (value, path) => {
  if (typeof value !== 'object' || value === null) return []
  if ('lines' in value && 'text' in value && typeof value.text === 'string') return [[path, value.text]]
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, path === '' ? key : `${path}/${key}`))
}

const [file, wordsFile] = process.argv.slice(2)
if (file === undefined || wordsFile === undefined) {
  process.stderr.write('node verify-paper.mjs <paper> <words.json>\n')
  process.exit(2)
}
try {
  const words = readFileSync(wordsFile)
  const hash = createHash('sha256').update(words).digest('hex')
  /** @type {{ words?: unknown, records?: { kind: string, data: { words?: string } }[] }} */
  const frozen = JSON.parse(words.toString('utf8'))
  if (frozen.words === undefined) throw new TypeError('These are not the words of a version.')
  const bytes = readFileSync(file)
  const kind = extname(file).toLowerCase()
  const isZip = kind === '.docx' || kind === '.xlsx'
  const isTable = kind === '.xlsx' || kind === '.csv'
  const text = isZip ? xmlParts(bytes).map(textOf).join('\n') : bytes.toString(kind === '.pdf' ? 'latin1' : 'utf8')
  /** @type {string[]} */
  const faults = []
  if (!text.includes(hash)) faults.push('The file does not name the hash of these words.')
  if (kind !== '.pdf') {
    const held = letters(text)
    const views = (frozen.records ?? []).filter((each) => each.kind === 'view' || each.kind === 'reply')
    const wanted = [
      ...textsIn(frozen.words, ''),
      ...views.map((each) => /** @type {[string, string]} */ (['a differing view', each.data.words ?? '']))
    ].filter(([path]) => !isTable || /actions\/\d+\/(?:text|success)$/.test(path))
    for (const [path, each] of wanted)
      if (!held.includes(letters(each)))
        faults.push(`These words are not in the file: “${each.trim().slice(0, 80)}” (${path})`)
  }
  const code = `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase()
  process.stdout.write(`Words: code ${code}, full hash ${hash}\n`)
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  if (faults.length === 0)
    process.stdout.write(
      kind === '.pdf'
        ? 'The file names this hash. The words of a PDF are not compared: compare the Word document.\n'
        : `The file names this hash and holds ${isTable ? 'the words of every action' : 'all of these words'}.\n`
    )
  process.exitCode = faults.length === 0 ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
