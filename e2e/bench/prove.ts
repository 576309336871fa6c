// `npm run prove`: the long runs of what `npm test` tries in small: nobody can write as somebody else, every
// letter's author is known exactly, every moment is told as it was, and no frame breaks the board. Writes figures and
// seeds to RESULTS.md.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const results = fileURLToPath(new URL('RESULTS.md', import.meta.url))

type Harness = { name: string; file: string; variable: string; count: number; says: RegExp }
const harnesses: readonly Harness[] = [
  {
    name: 'Exact authorship',
    file: 'server/relay/exact-authorship.test.ts',
    variable: 'AUTHORSHIP',
    count: 10_000,
    says: /^authorship: .*$/m
  },
  {
    name: 'Histories',
    file: 'server/history/past.test.ts',
    variable: 'HISTORIES',
    count: 3_000,
    says: /^histories: .*$/m
  },
  {
    name: 'Forgeries',
    file: 'server/relay/forgeries.test.ts',
    variable: 'FORGERIES',
    count: 100_000,
    says: /^forgeries: .*$/m
  },
  {
    name: 'Hostile frames',
    file: 'server/relay/mutants.test.ts',
    variable: 'MUTANTS',
    count: process.argv.includes('--ten-million') ? 10_000_000 : 1_000_000,
    says: /^mutants: .*$/m
  }
]

/** `--only=Forgeries` runs one of them; what is known of the others stays. */
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length)

/** `--share=0.01` runs a hundredth of everything: to see that the command works. */
const share = Number(process.argv.find((word) => word.startsWith('--share='))?.slice('--share='.length) ?? 1)

type Figure = { name: string; said: string; passed: boolean; seconds: number }

const run = ({ name, file, variable, count, says }: Harness): Promise<Figure> => {
  const startedMs = performance.now()
  const env = { ...process.env, [variable]: String(Math.max(1, Math.round(count * share))), NO_COLOR: '1' }
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', file], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      process.stdout.write(text)
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const seconds = Math.round((performance.now() - startedMs) / 1000)
      resolve({ name, said: says.exec(said)?.[0].replace(/ \{$/, '') ?? 'said nothing', passed: code === 0, seconds })
    })
  })
}

/** A row of the table, by the name of its harness. */
const rows = new Map<string, string>()
if (existsSync(results))
  for (const row of readFileSync(results, 'utf8').split('\n')) {
    const name = /^\| ([^|]+) \| (?:held|BROKEN)/.exec(row)?.[1]?.trim()
    if (name !== undefined) rows.set(name, row)
  }

let isBroken = false
const today = new Date().toISOString().slice(0, 10)
for (const harness of harnesses) {
  if (only !== undefined && harness.name !== only) continue
  const { name, passed, seconds, said } = await run(harness)
  isBroken ||= !passed
  rows.set(name, `| ${name} | ${passed ? 'held' : 'BROKEN'} | ${today} | ${seconds} | ${said.replaceAll('|', '\\|')} |`)
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const lines = [
  '# What the long runs found',
  '',
  `Written by \`npm run prove\`; each harness first catches a bug that is planted for it (see its test file).`,
  '',
  `Board ${version} · Node ${process.version} · ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
  '',
  '| Harness | Outcome | Day | Seconds | What it saw |',
  '| --- | --- | --- | --- | --- |',
  ...harnesses.flatMap(({ name }) => rows.get(name) ?? []),
  ''
]
writeFileSync(results, lines.join('\n'))
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = isBroken ? 1 : 0
