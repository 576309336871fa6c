import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

/** Written by server/admin/provide-browser.mjs; without it Playwright looks for its own browser. */
const note = fileURLToPath(new URL('./node_modules/.cache/co-production-board/browser-path', import.meta.url))
const found = existsSync(note) ? readFileSync(note, 'utf8') : undefined
const given = process.env['CHROMIUM_PATH']
const executablePath = given === undefined || given === '' ? found : given

export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/play-example.ts',
  testMatch: '*.spec.ts',
  outputDir: './test-results',
  // Each file starts its own server on its own folder, so files run side by side and tests inside one in order.
  fullyParallel: false,
  workers: 2,
  // A journey that needs a second try has found something.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    // A trace keeps the whole page at every step, which is slow on two cores: asked for by TRACE=1.
    trace: process.env['TRACE'] === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--disable-quic', '--disable-background-networking']
    }
  }
})
