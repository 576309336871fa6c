import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const withDom = 'client/**/*.dom.test.ts'
const never = ['node_modules/**', 'dist/**']

export default defineConfig({
  root: here('.'),
  test: {
    // Two cores: a third worker only takes turns away from fsync and the browser.
    maxWorkers: 2,
    projects: [
      {
        plugins: [svelte({ configFile: here('./svelte.config.js') })],
        test: {
          name: 'node',
          environment: 'node',
          include: ['{shared,server,client,seeds,e2e}/**/*.test.ts'],
          exclude: [...never, withDom],
          testTimeout: 20_000
        }
      },
      {
        plugins: [svelte({ configFile: here('./svelte.config.js') })],
        // Without it Svelte resolves to its server build, where nothing mounts.
        resolve: { conditions: ['browser'] },
        test: { name: 'dom', environment: 'happy-dom', include: [withDom], exclude: never, testTimeout: 20_000 }
      }
    ]
  }
})
