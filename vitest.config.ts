import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { isStale } from './server/admin/build.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What a file says that starts a thread: it looks for the thread's code beside itself, in the build or as source. */
const startsThread = "!here.endsWith('.ts')"

/**
 * Threads are started from the build where it is made from the sources as they stand, as under `npm test`: a thread
 * that must first be taught TypeScript takes three times as long, and hundreds are started.
 */
const builtThreads = (): Plugin[] => {
  if (isStale()) return []
  const built = JSON.stringify(pathToFileURL(here('./dist/server/main.mjs')).href)
  return [
    {
      name: 'built-threads',
      enforce: 'pre',
      transform: (code) => (code.includes(startsThread) ? code.replaceAll('import.meta.url', built) : undefined)
    }
  ]
}
const withDom = 'client/**/*.dom.test.ts'
const never = ['node_modules/**', 'dist/**']
/** A machine that is busy with something else is not a fault: what hangs is found all the same. */
const testTimeout = 60_000

export default defineConfig({
  root: here('.'),
  test: {
    // Two cores: a third worker only takes turns away from fsync and the browser.
    maxWorkers: 2,
    projects: [
      {
        plugins: [svelte({ configFile: here('./svelte.config.js') }), ...builtThreads()],
        test: {
          name: 'node',
          environment: 'node',
          include: ['{server,seeds,e2e}/**/*.test.ts'],
          exclude: never,
          testTimeout
        }
      },
      {
        plugins: [svelte({ configFile: here('./svelte.config.js') }), ...builtThreads()],
        // These start nothing and change nothing around them: a process for each would be most of their time.
        test: {
          name: 'pure',
          environment: 'node',
          include: ['{shared,client}/**/*.test.ts'],
          exclude: [...never, withDom],
          isolate: false,
          testTimeout
        }
      },
      {
        plugins: [svelte({ configFile: here('./svelte.config.js') })],
        // Without it Svelte resolves to its server build, where nothing mounts.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: [withDom],
          exclude: never,
          isolate: false,
          testTimeout
        }
      }
    ]
  }
})
