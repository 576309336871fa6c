import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { brokenRows, importsOf } from './floors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function sources(): string[] {
  return ['shared', 'server', 'client', 'seeds', 'e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:ts|svelte)$/.test(path))
  )
}

/** A planted file each, and a word that the broken row must contain. */
const planted: [path: string, text: string, says: string][] = [
  ['shared/plan/x.ts', "import { readFileSync } from 'node:fs'", 'row "shared"'],
  ['shared/plan/x.ts', "import { Lobby } from '../../server/relay/lobby.ts'", 'row "shared"'],
  ['server/relay/x.ts', "import { openSqliteStore } from '../store/sqlite/store.ts'", 'row "server/relay"'],
  ['server/relay/x.ts', "import { Hono } from 'hono'", 'row "server/relay"'],
  ['server/relay/x.ts', "import type { App } from '../http/app.ts'", 'row "server/relay"'],
  ['server/store/sqlite/x.ts', "import { pg } from '../postgres/store.ts'", 'row "store adapters"'],
  ['server/store/sqlite/x.ts', "import { Room } from '../../relay/room.ts'", 'row "store adapters"'],
  ['server/auth/x.ts', "import { Hono } from 'hono'", 'row "server features"'],
  ['server/auth/x.ts', "import {\n  smtp\n} from '../mail/smtp.ts'", 'row "server features"'],
  ['server/auth/routes.ts', "import { gate } from '../relay/gate.ts'", 'row "routes of a server feature"'],
  ['server/exports/formats/x.ts', "import { Store } from '../../store/store.ts'", 'row "server/exports formats"'],
  ['server/http/x.ts', "import { openSqliteStore } from '../store/sqlite/store.ts'", 'row "server/http"'],
  ['client/ui/x.ts', "import { Board } from '../state/board.svelte.ts'", 'row "client/ui"'],
  ['client/state/x.svelte.ts', "import { app } from '../../server/http/app.ts'", 'row "client/state"'],
  ['client/sync/x.ts', "import { onMount } from 'svelte'", 'row "client/sync"'],
  ['client/editor/x.ts', "const late = import('../sync/plan-link.ts')", 'row "client/editor"'],
  ['client/screens/board/X.svelte', '<script lang="ts">\n  import * as Y from \'yjs\'\n</script>', 'a .svelte file'],
  ['client/parts/X.svelte', "<script>\n  import '../sync/plan-link.ts'\n</script>", 'a .svelte file'],
  ['seeds/x.ts', "import { openSqliteStore } from '../server/store/sqlite/store.ts'", 'row "seeds"'],
  ['e2e/x.spec.ts', "import { LIMITS } from '../shared/limits.ts'", 'row "e2e"'],
  ['tools/x.ts', '', 'stands on no floor'],
  ['shared/index.ts', '', 'barrel'],
  ['shared/x.ts', "export * from './ids.ts'", 'barrel'],
  ['shared/x.ts', '\n'.repeat(301), 'lines'],
  ['server/auth/helpers.ts', '', 'named for nothing'],
  ['server/auth/signIn.ts', '', 'kebab-case'],
  ['server/auth/x.ts', "const port = process.env['PORT']", 'reads the environment']
]

const allowed: [path: string, text: string][] = [
  ['client/state/api.ts', "import type { App } from '../../server/http/app.ts'"],
  ['server/relay/room.ts', "import type { PlanLog } from '../store/store.ts'\nimport * as Y from 'yjs'"],
  ['server/auth/routes.ts', "import { Hono } from 'hono'\nimport type { Mail } from '../mail/mail.ts'"],
  ['server/main.ts', "import { playExample } from '../seeds/example.ts'\nconst port = process.env['PORT']"],
  ['server/plans/plans.test.ts', "import { openSqliteStore } from '../store/sqlite/store.ts'"],
  ['client/screens/board/Board.svelte', "<script>\n  import { board } from '../../state/board.svelte.ts'\n</script>"]
]

describe('[house §2] floors', () => {
  it.each(planted)('catches a planted bug in %s: %s', (path, text, says) => {
    expect(brokenRows(path, text).join('\n')).toContain(says)
  })

  it.each(allowed)('lets %s import what its row names', (path, text) => {
    expect(brokenRows(path, text)).toEqual([])
  })

  it('reads static, type-only, side-effect, re-exporting and dynamic imports', () => {
    const text = [
      "import a, { type B } from './b.ts'",
      "import type { C } from '../c.ts'",
      "import './d.css'",
      "export { e } from './e.ts'",
      "const f = () => import('./f.ts')",
      "import {\n  g,\n  h\n} from 'node:fs'"
    ].join('\n')
    expect(importsOf('server/auth/x.ts', text)).toEqual([
      { to: 'server/auth/b.ts', typeOnly: false },
      { to: 'server/c.ts', typeOnly: true },
      { to: 'server/auth/d.css', typeOnly: false },
      { to: 'server/auth/e.ts', typeOnly: false },
      { to: 'server/auth/f.ts', typeOnly: false },
      { to: 'node:fs', typeOnly: false }
    ])
  })

  it('are kept by every file of the project', () => {
    const paths = sources()
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.flatMap((path) => brokenRows(path, readFileSync(join(root, path), 'utf8')))).toEqual([])
  })
})
