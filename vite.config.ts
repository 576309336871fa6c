import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { wordsPlugin } from './server/admin/words.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where `npm run dev` has put the server; the client asks for everything under /api there. */
const apiUrl = process.env['BOARD_API_URL'] ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: here('./client'),
  plugins: [wordsPlugin(), svelte({ configFile: here('./svelte.config.js') })],
  build: {
    outDir: here('./dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    // Small files inlined as data: addresses would be refused by the content security policy.
    assetsInlineLimit: 0,
    // A slow machine is not a fault of the build.
    rollupOptions: {
      // The public page is written by the server; only its style sheet is built here.
      input: [here('./client/index.html'), here('./client/public-page.css')],
      checks: { bundlerTimings: false }
    },
    // The polyfill is an extra script for browsers that the board does not serve.
    modulePreload: { polyfill: false }
  },
  server: {
    host: '127.0.0.1',
    strictPort: true,
    // changeOrigin stays false: the server sees Host equal to Origin, so its checks run as in production.
    proxy: { '/api': { target: apiUrl, ws: true }, '^/(?:public|assets)/': { target: apiUrl } }
  }
})
