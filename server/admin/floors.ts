/** One import or re-export as it stands in a file. `to` is a project path (`shared/ids.ts`) or a package (`node:fs`, `hono/client`). */
export type ImportLine = { to: string; typeOnly: boolean }

/** One row of the floor plan. A file belongs to the first row that holds it. */
type Floor = {
  name: string
  holds: RegExp
  /** What a file may import from the project; `$1` is the first group of `holds`. */
  files: string
  /** Packages, without what comes after their name; `node:` alone means every part of Node. */
  packages: readonly string[]
}

const relayFace = 'server/relay/(?:lobby|room|connection|ledger|clock|peer)\\.ts'
/** Of mail: the port, and the words of letters, which know no adapter. */
const ports = 'server/store/store\\.ts|server/mail/(?:[^/]+-)?mail\\.ts'
const crdt = ['yjs', 'lib0', 'y-protocols'] as const
const anyServer = ['*'] as const

export const FLOORS: readonly Floor[] = [
  // What is in a file that somebody brings back is read in their browser, and proven against what the server writes.
  { name: 'shared/sheet', holds: /^shared\/sheet\//, files: 'shared/', packages: ['yjs', 'fflate'] },
  { name: 'shared', holds: /^shared\//, files: 'shared/', packages: ['yjs', 'lib0', 'valibot', 'fractional-indexing'] },
  {
    name: 'server/relay',
    holds: /^server\/relay\//,
    files: 'server/relay/|shared/|server/store/store\\.ts',
    packages: crdt
  },
  {
    name: 'store adapters',
    holds: /^server\/store\/([^/]+)\//,
    files: 'server/store/$1/|server/store/[^/]+\\.ts|shared/',
    packages: ['node:', '@photostructure/sqlite', 'lib0']
  },
  {
    name: 'store port',
    holds: /^server\/store\//,
    files: 'server/store/[^/]+\\.ts|shared/',
    packages: ['node:', 'lib0']
  },
  { name: 'mail adapters', holds: /^server\/mail\//, files: 'server/mail/|shared/', packages: ['node:', 'nodemailer'] },
  {
    name: 'server/exports formats',
    holds: /^server\/exports\/formats\//,
    files: 'server/exports/formats/|shared/',
    packages: anyServer
  },
  {
    name: 'server/http',
    holds: /^server\/http\//,
    files: `server/(?!store/|mail/|admin/|main\\.ts)|${ports}|shared/`,
    packages: anyServer
  },
  {
    name: 'server/main.ts, config.ts and admin',
    holds: /^server\/(?:admin\/|[^/]+$)/,
    files: 'server/|seeds/|shared/',
    packages: anyServer
  },
  {
    name: 'routes of a server feature',
    holds: /^server\/([^/]+)\/(?:[^/]+-)?routes\.ts$/,
    files: `server/(?!store/|mail/|http/|admin/|relay/)[^/]+/|server/http/(?:answer|door)[^/]*\\.ts|${relayFace}|${ports}|shared/`,
    packages: ['node:', 'hono', '@hono/valibot-validator', 'valibot', 'yjs']
  },
  {
    name: 'server features',
    holds: /^server\/([^/]+)\//,
    files: `server/(?!store/|mail/|http/|admin/|relay/)[^/]+/|${relayFace}|${ports}|shared/`,
    packages: ['node:', 'lucia', 'rate-limiter-flexible', 'valibot', 'yjs', 'lib0']
  },
  { name: 'client/ui', holds: /^client\/ui\//, files: 'client/ui/|shared/', packages: ['svelte', 'wuchale'] },
  {
    name: 'client/parts',
    holds: /^client\/parts\//,
    files: 'client/(?:parts|ui|state|editor)/|client/router\\.ts|shared/',
    packages: ['svelte']
  },
  {
    name: 'client/screens',
    holds: /^client\/screens\//,
    files: 'client/(?:screens|parts|ui|state|editor)/|client/router\\.ts|shared/',
    packages: ['svelte']
  },
  {
    name: 'client/state',
    holds: /^client\/state\//,
    // Dates and numbers are written in the page's language.
    files: 'client/(?:state|sync|editor)/|client/ui/language\\.ts|shared/',
    packages: ['svelte', 'hono', ...crdt]
  },
  {
    name: 'client/sync',
    holds: /^client\/sync\//,
    files: 'client/sync/|shared/',
    packages: [...crdt, 'y-websocket', 'valibot']
  },
  {
    name: 'client/editor',
    holds: /^client\/editor\//,
    files: 'client/editor/|shared/',
    packages: [
      ...crdt,
      ...['commands', 'keymap', 'model', 'state', 'transform', 'view'].map((part) => `prosemirror-${part}`)
    ]
  },
  {
    name: 'the root of client',
    holds: /^client\/[^/]+$/,
    files: 'client/(?:screens|parts|ui|state)/|client/[^/]+$|shared/',
    packages: ['svelte', '@fontsource-variable/atkinson-hyperlegible-next']
  },
  {
    name: 'seeds',
    holds: /^seeds\//,
    // What the people of the example agreed is frozen and signed by the desk that does it for anyone.
    files: 'seeds/|shared/|server/relay/|server/(?:versions|history)/desk\\.ts|server/store/store\\.ts',
    packages: ['yjs', 'lib0', 'y-protocols']
  },
  { name: 'e2e', holds: /^e2e\//, files: 'e2e/', packages: ['*'] }
]

/** Tests may use the tools that prove a floor and whatever stands on their side of the wire. */
const testReach: Readonly<Record<string, string>> = {
  shared: 'shared/',
  server: 'server/|seeds/|shared/',
  /** The link is proved against a real room, across the wire's own bytes. */
  client: 'client/|shared/|server/relay/scene\\.ts',
  seeds: 'server/|seeds/|shared/',
  e2e: 'e2e/'
}
/** A file past it says why. Source: house.md §1. */
const linesMax = 300

/** Suites and scenes stand beside their port under their own names. */
const isProof = (path: string): boolean => /\.test\.ts$|\/(?:[^/]+-)?(?:contract|scene)(?:-[^/]+)?\.ts$/.test(path)

const importLine =
  /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\s?from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/**
 * Reads the import lines of a `.ts` or `.svelte` file, dynamic ones too.
 * @param path of the file inside the project, with forward slashes
 */
export function importsOf(path: string, text: string): ImportLine[] {
  return [...text.matchAll(importLine)].map((match) => {
    const written = match[2] ?? match[3] ?? ''
    return { to: written.startsWith('.') ? resolved(path, written) : written, typeOnly: match[1] !== undefined }
  })
}

function resolved(from: string, written: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const step of written.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}

const isProject = (to: string): boolean => /^(?:client|e2e|seeds|server|shared)\//.test(to)

function allowsPackage(packages: readonly string[], to: string): boolean {
  return packages.some((name) => name === '*' || to === name || to.startsWith(name === 'node:' ? name : `${name}/`))
}

/** @returns one sentence for each rule of the floor plan that the file breaks; empty when it keeps them all */
export function brokenRows(path: string, text: string): string[] {
  const proof = isProof(path)
  const floor = FLOORS.find(({ holds }) => holds.test(path))
  if (!floor) return [`${path} stands on no floor: put it in a folder of the tree or give the folder a row`]
  const group = floor.holds.exec(path)?.[1] ?? ''
  const reach = proof ? (testReach[path.split('/')[0] ?? ''] ?? '') : floor.files.replaceAll('$1', group)
  const files = new RegExp(`^(?:${reach})`)
  const row = `row "${floor.name}" allows files ${reach} and packages ${floor.packages.join(', ')}`
  const broken = importsOf(path, text).flatMap(({ to, typeOnly }) => {
    if (path.endsWith('.svelte') && (allowsPackage(crdt, to) || to.startsWith('client/sync/'))) {
      return [`${path} imports ${to}: a .svelte file never imports yjs or sync`]
    }
    if (path.startsWith('client/') && typeOnly && to === 'server/http/app.ts') return []
    if (isProject(to)) return files.test(to) ? [] : [`${path} imports ${to}: ${row}`]
    return proof || allowsPackage(floor.packages, to) ? [] : [`${path} imports ${to}: ${row}`]
  })
  return [...broken, ...brokenHabits(path, text)]
}

function brokenHabits(path: string, text: string): string[] {
  const name = path.split('/').at(-1) ?? ''
  const broken: string[] = []
  if (/^index\.[a-z.]*ts$/.test(name) || /^\s*export\s+\*/m.test(text)) {
    broken.push(`${path} is a barrel: import from the file that holds it`)
  }
  if (/^(?:utils?|helpers?|managers?|services?|types)\./.test(name)) {
    broken.push(`${path} is named for nothing: name it for what it knows`)
  }
  const lines = text.split('\n').length - 1
  if (lines > linesMax && !isProof(path) && !path.endsWith('.spec.ts') && !text.includes(`${linesMax} lines`)) {
    broken.push(`${path} has ${lines} lines: split it, or say in it why it goes past ${linesMax} lines`)
  }
  const isComponent = name.endsWith('.svelte')
  if (isComponent ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name) : !/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(name)) {
    broken.push(`${path}: files are kebab-case, components PascalCase`)
  }
  const readsEnvironment = /^(?:shared|seeds|client)\/|^server\/(?!main\.ts$|admin\/)/.test(path) && !isProof(path)
  if (readsEnvironment && /process\.env\b/.test(text)) {
    broken.push(`${path} reads the environment: server/main.ts alone does`)
  }
  return broken
}
