import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileTranslation, isEquivalent } from 'wuchale/compiler'
import { expect, test } from 'vitest'
import { isWords } from './is-words.mjs'
import { pseudo } from './pseudo.mjs'
import { catalogueFolder, entriesOf, gather, otherLanguages, sourceLanguage, tableOf } from './words.mjs'

const fileOf = (language: string): string => join(catalogueFolder, `${language}.po`)
const entries = (language: string) => entriesOf(readFileSync(fileOf(language), 'utf8'))

test('the catalogue is what the sources say: `npm run words` has nothing to add', async () => {
  const written = new Map<string, string>()
  await gather((file, content) => void written.set(file, content))
  for (const language of [sourceLanguage, ...otherLanguages]) {
    const file = fileOf(language)
    expect(existsSync(file), `${file} is there`).toBe(true)
    // Files are written only where there is a change.
    expect(written.get(file) ?? readFileSync(file, 'utf8')).toBe(readFileSync(file, 'utf8'))
  }
}, 60_000)

test.each(otherLanguages)(
  'every sentence has its translation in %s, with the same variables and marked parts',
  (code) => {
    const english = entries(sourceLanguage).map((entry) => entry.english)
    expect(english.length).toBeGreaterThan(200)
    const translated = new Map(entries(code).map((entry) => [entry.english, entry.translation]))
    const wrong = english.filter((sentence) => {
      const translation = translated.get(sentence) ?? ''
      return translation === '' || !isEquivalent(compileTranslation(sentence, ''), compileTranslation(translation, ''))
    })
    expect(wrong).toEqual([])
    expect([...translated.keys()].sort()).toEqual([...english].sort())
  }
)

test('a translation that loses a variable or a marked part is found', () => {
  const same = (a: string, b: string) => isEquivalent(compileTranslation(a, ''), compileTranslation(b, ''))
  expect(same('Saved at {0}', '{0} saved')).toBe(true)
  expect(same('Saved at {0}', 'Saved')).toBe(false)
  expect(same('Go <0>back</0>', 'Back')).toBe(false)
})

test('the mirrored language changes every letter, is two fifths longer and keeps variables and marked parts', () => {
  const english = 'Sending {0} changes. <0>Keep this page open</0>.'
  const made = pseudo(english)
  expect(made).toMatch(/^⟦.*⟧$/s)
  expect(made.replace(/\{0\}|<\/?0>/g, '')).not.toMatch(/[A-Za-z]/)
  expect(made).toContain('{0}')
  expect(made).toMatch(/<0>.*<\/0>/)
  expect(made.length).toBeGreaterThan(english.length * 1.4)
  expect(pseudo(' in full ')).toMatch(/^ ⟦.*⟧ $/)
})

test('the table of a page: sentences by their English, those without a translation left out', () => {
  const po =
    'msgid ""\nmsgstr ""\n\nmsgid "Save"\nmsgstr "Gem"\n\nmsgid "by {0}"\nmsgstr "af {0}"\n\nmsgid "New"\nmsgstr ""\n'
  expect(tableOf(po)).toEqual({ Save: 'Gem', '["by ",0]': ['af ', 0] })
})

const asked = (text: string, details: object = {}) =>
  isWords({
    msgStr: [text],
    placeholders: [],
    plural: false,
    type: 'message',
    details: { file: 'client/screens/board/Card.svelte', scope: 'script', insideProgram: true, ...details }
  })

test.each([
  'Saved',
  'Try again in a moment.',
  '# minutes ago',
  '# changes',
  'By when: #',
  'an action without words',
  '“Saved” means kept.',
  'Sending…'
])('read by people: %s', (text) => expect(asked(text)).toBe('message'))

test.each([
  ...['ArrowDown', 'Mod-b', 'Control+Z', 'Escape', 'B', 'on-track', 'now', '/p/#', 'card-#'],
  ...['due-hint due-error', '(max-width: 40rem)', 'p, div, ul', '[data-cards]', 'noopener noreferrer', '#:#', '10:41']
])('for the machine: %s', (text) => expect(asked(text)).toBe(false))

test('of an element only what is heard is words; of a component every sentence', () => {
  const attribute = (element: string, name: string) =>
    asked('Close this', { scope: 'attribute', element, attribute: name })
  expect(attribute('button', 'aria-label')).toBe('message')
  expect(attribute('button', 'class')).toBe(false)
  expect(attribute('Field', 'hint')).toBe('message')
})
