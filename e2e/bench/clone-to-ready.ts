import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../people.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readyMs = 300_000

/** What `git clone && npm ci && npm start` takes until the ready line, with npm's cache as it is; then it stops it. */
export async function cloneToReadySeconds(): Promise<{ seconds: number; note: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'board-clone-'))
  try {
    const startedMs = performance.now()
    const note = copyInto(folder)
    // What this run was given by npm must not steer the one that is measured.
    const outer = Object.entries(process.env).filter(([name]) => !/^npm_|^(?:PORT|DATA_DIR|NODE_ENV)$/i.test(name))
    const env = { ...Object.fromEntries(outer), PORT: '0' }
    execFileSync('npm', ['ci', '--loglevel=error'], { cwd: folder, env, stdio: 'ignore' })
    const board = spawn('npm', ['start'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    board.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text))
    board.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text))
    try {
      await until('the ready line', () => /^ready http/m.test(said) || board.exitCode !== null, readyMs)
      if (board.exitCode !== null) throw new Error(`npm start left before it was ready:\n${said}`)
      return { seconds: (performance.now() - startedMs) / 1000, note }
    } finally {
      if (board.exitCode === null) {
        const left = once(board, 'exit')
        board.kill('SIGTERM')
        await left
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A clone, or with changes that are not committed a copy of the same files as they stand. */
function copyInto(folder: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  if (git('status', '--porcelain') === '') {
    git('clone', '--quiet', root, folder)
    return 'from a clone'
  }
  const files = git('ls-files', '--cached', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean)
  for (const file of files) cpSync(join(root, file), join(folder, file))
  return 'from a copy: the work tree has changes that are not committed'
}
