import { cleanText } from './formats/clean.ts'

const lettersMax = 80

/** What a file is called on disk: no letters that a file system or a shell takes for more than letters. */
export const fileName = (parts: readonly string[], extension: string): string => {
  const name = parts
    .map((part) =>
      cleanText(part)
        .replace(/[\\/:*?"<>|\n%]/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    )
    .filter((part) => part !== '')
    .join(', ')
  const short = [...name]
    .slice(0, lettersMax)
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  return `${short === '' ? 'Plan' : short}.${extension}`
}

/** Both forms, for browsers that know only one. Source: RFC 6266 §5, RFC 8187 §3.2. */
export const attachment = (name: string): string => {
  const ascii = name.replace(/[^\x20-\x7E]/g, '_').replace(/["\\]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
