// `npm run dev`: the client with hot reload on the board's usual address, the server from its sources behind it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createListener } from 'node:net'
import { join } from 'node:path'
import { root } from './build.mjs'

const restartDelayMs = 100
const port = Number(process.env['PORT'] ?? 3000)
const url = process.env['PUBLIC_URL'] ?? `http://localhost:${port}`

/** @returns {Promise<number>} a port that nothing listened on a moment ago */
async function freePort() {
  const listener = createListener().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listener on a port has a port')
  return address.port
}

const serverPort = await freePort()
// vite.config.ts reads it for the proxy, so it stands before Vite is asked for.
process.env['BOARD_API_URL'] = `http://127.0.0.1:${serverPort}`
const { createServer } = await import('vite')

// PUBLIC_URL makes the server accept the origin that the browser shows, which is Vite's.
const env = { ...process.env, PORT: String(serverPort), HOST: '127.0.0.1', PUBLIC_URL: url }
const startServer = () =>
  spawn(process.execPath, ['--import', 'tsx', join(root, 'server/main.ts')], { cwd: root, env, stdio: 'inherit' })

const vite = await createServer({ configFile: join(root, 'vite.config.ts'), server: { port } })
await vite.listen()
let server = startServer()

/** @type {NodeJS.Timeout | undefined} */
let waiting
let restarting = false

async function restart() {
  // A change during a restart waits for the next turn: there is never a second server on the data folder.
  if (restarting) return planRestart()
  restarting = true
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  server = startServer()
  restarting = false
}

function planRestart() {
  clearTimeout(waiting)
  waiting = setTimeout(() => void restart(), restartDelayMs)
}

const served = ['server', 'shared', 'seeds'].map((folder) => join(root, folder))
vite.watcher.add(served)
vite.watcher.on('all', (_event, path) => {
  if (served.some((folder) => path.startsWith(folder)) && path.endsWith('.ts') && !path.endsWith('.test.ts')) {
    planRestart()
  }
})

// Vite ends the process by itself on SIGTERM and at the end of its input: the server is told on every way out.
process.once('exit', () => server.kill('SIGTERM'))
process.once('SIGINT', () => process.exit(0))
process.stdout.write(`hot reload on ${url}\n`)
