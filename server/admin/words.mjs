// The catalogue of interface texts: gathered from the sources into client/ui/words/en.po, one entry a sentence,
// and woven back in when the client is built. People write plain English where it is shown and nothing else.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adapter as componentAdapter } from '@wuchale/svelte'
import PO from 'pofile'
import { getKey, Hub, IndexTracker, pofile } from 'wuchale'
import { parseScript, Transformer } from 'wuchale/adapter-vanilla'
import { compileTranslation } from 'wuchale/compiler'
import { isWords } from './is-words.mjs'
import { pseudo } from './pseudo.mjs'

// Not build.mjs's: Vite carries this file into its own copy of the settings, where that one would start a build.
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The language people write the sources in, and those that are translated from it. */
export const sourceLanguage = 'en'
/** Made by `pseudo.mjs` and never by hand. */
const mirrored = 'en-x-rtl'
export const otherLanguages = [mirrored]

export const catalogueFolder = join(root, 'client/ui/words')
/** Where the library would keep files of its own; nothing is written there. */
const nowhere = join(root, 'dist/words')
const speaker = 'client/ui/language.ts'
const never = ['**/*.test.ts', '**/*-scene*.ts', '**/scene.ts', speaker, '**/*.d.ts']
const hasNoWords = /\.test\.ts$|(?:^|[/-])scene[^/]*\.ts$|\.d\.ts$|^client\/ui\/language\.ts$/

/** Texts are chosen once, while the modules load: a change of language is a new page. */
const runtime = {
  /** @param {{ funcName?: string | undefined }} place */
  initReactive: ({ funcName }) => (funcName === undefined ? false : null),
  useReactive: false,
  plain: { wrapInit: asItIs, wrapUse: asItIs },
  reactive: { wrapInit: asItIs, wrapUse: asItIs }
}

/** @param {string} expression */
function asItIs(expression) {
  return expression
}

/** A module's own texts stand at its top level too, where the library's own adapter for scripts has no runtime. */
class ModuleTransformer extends Transformer {
  /** @override */
  transform = () => {
    const [tree, comments] = parseScript(this.content)
    this.comments = comments
    const texts = this.visit(tree)
    const start = this.getRealBodyStart(tree.body) ?? 0
    const init = texts.length > 0 ? this.initRuntime() : undefined
    if (init) this.mstr.appendRight(start, init)
    return this.finalize(texts, start)
  }
}

/**
 * Entries in the order of their English and without line noise, so that two people's additions merge.
 * @param {Parameters<ReturnType<typeof pofile>>[0]} options
 */
const storage = async (options) => {
  const file = await pofile({ dir: catalogueFolder, separateUrls: false })(options)
  const save = file.save.bind(file)
  const english = (/** @type {{ translations: Map<string, string[]> }} */ item) =>
    (item.translations.get(sourceLanguage) ?? []).join('\n')
  file.save = (data) => {
    for (const item of data.items) {
      if (item.translations.has(mirrored)) item.translations.set(mirrored, [pseudo(english(item))])
      // Which file, not how often in it: a line moved inside a file is no change of the catalogue.
      for (const reference of item.references) reference.refs = [null]
    }
    return save({ ...data, items: [...data.items].sort((a, b) => (english(a) < english(b) ? -1 : 1)) })
  }
  return file
}

const components = componentAdapter({
  files: { include: ['client/**/*.{svelte,ts}', 'shared/**/*.ts'], ignore: never },
  storage,
  heuristic: isWords,
  patterns: [],
  granularLoad: false,
  bundleLoad: true,
  loader: 'custom',
  runtime
})
/**
 * One adapter for components and modules, so that a sentence that both say is one entry.
 * @type {import('wuchale').Adapter}
 */
const adapter = {
  ...components,
  transform: async (source) =>
    source.filename.endsWith('.svelte')
      ? components.transform(source)
      : new ModuleTransformer(
          ...[source.content, source.filename, source.index, isWords, [], source.expr, runtime, source.matchUrl]
        ).transform()
}

/** @returns {import('wuchale').Config} */
const settings = () => ({
  locales: [sourceLanguage, ...otherLanguages],
  fallback: {},
  localesDir: nowhere,
  adapters: { words: adapter },
  hmr: false,
  ai: null,
  logLevel: 'warn'
})

const isCatalogue = (/** @type {string} */ file) => file.startsWith(catalogueFolder)

/**
 * Reads every source and brings the catalogue files up to date: new sentences come, unused ones go.
 * @param {(file: string, content: string) => void} write where files go; a test keeps them
 * @returns {Promise<void>}
 */
export async function gather(write = (file, content) => writeFileSync(file, content)) {
  /** @type {import('wuchale').FS} */
  const files = {
    read: async (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null),
    // What the library would load while a page runs is woven in here instead.
    write: (file, content) => (isCatalogue(file) ? write(file, content) : undefined),
    mkdir: (folder) => void (isCatalogue(folder) && mkdirSync(folder, { recursive: true })),
    exists: (file) => !isCatalogue(file) || existsSync(file),
    unlink: (file) => {
      if (isCatalogue(file)) rmSync(file, { force: true })
      return true
    }
  }
  const hub = await Hub.create('cli', settings, root, 0, files)
  await hub.directVisit(true, false, false)
}

/**
 * A source with its sentences asked of `wordsOf`. Its English stands in the module itself, so that a screen's words
 * travel with the screen and a build needs no catalogue.
 * @param {string} content
 * @param {string} filename in the project, with forward slashes
 */
async function woven(content, filename) {
  const index = new IndexTracker()
  const ask = 'wordsOf_(words_)'
  const expr = { plain: ask, reactive: ask }
  const { msgs, output } = await adapter.transform({ content, filename, index, expr, matchUrl: () => undefined })
  if (msgs.length === 0) return undefined
  /** @type {import('wuchale').CompiledElement[]} */
  const words = []
  for (const { msgStr, context } of msgs) {
    words[index.get(getKey(msgStr, context))] = compileTranslation(msgStr[0] ?? '', '')
  }
  const from = relative(dirname(filename), speaker).replaceAll('\\', '/')
  const address = JSON.stringify(from.startsWith('.') ? from : `./${from}`)
  return output(`import { wordsOf as wordsOf_ } from ${address}\nconst words_ = ${JSON.stringify(words)}`)
}

/**
 * @param {string} text of a .po file
 * @returns {{ english: string, translation: string }[]}
 */
export function entriesOf(text) {
  return PO.parse(text).items.map((item) => ({ english: item.msgid, translation: item.msgstr[0] ?? '' }))
}

/**
 * The table a page loads when it is not read in English: compiled English → compiled translation.
 * @param {string} text of a .po file
 */
export function tableOf(text) {
  return Object.fromEntries(
    entriesOf(text)
      .filter(({ translation }) => translation !== '')
      .map(({ english, translation }) => {
        const from = compileTranslation(english, '')
        return [typeof from === 'string' ? from : JSON.stringify(from), compileTranslation(translation, '')]
      })
  )
}

/** @returns {import('vite').Plugin[]} */
export function wordsPlugin() {
  return [
    {
      name: 'words',
      transform: {
        order: 'pre',
        // A component's style block has an address of its own, with a question mark in it.
        filter: { id: /\/(?:client|shared)\/[^?]+\.(?:svelte|ts)$/ },
        handler(code, id) {
          const filename = relative(root, id).replaceAll('\\', '/')
          return /^(?:client|shared)\//.test(filename) && !hasNoWords.test(filename) ? woven(code, filename) : undefined
        }
      }
    },
    {
      // The page waits for its words before it asks for its screens; both are on their way from the first line.
      name: 'words-meanwhile',
      transformIndexHtml: {
        order: 'post',
        handler(html, { bundle = {} }) {
          const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
          const start = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/client/start.ts'))
          const early = start === undefined ? [] : [start.fileName, ...start.imports]
          return early
            .filter((file) => !html.includes(file))
            .map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` } }))
        }
      }
    },
    {
      name: 'words-tables',
      load: {
        filter: { id: /\/client\/ui\/words\/[a-z-]+\.po$/ },
        handler: (id) => `export default ${JSON.stringify(tableOf(readFileSync(id, 'utf8')))}`
      }
    }
  ]
}
