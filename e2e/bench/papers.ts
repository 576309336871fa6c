// Writes every file of the example plan into a folder and opens those for offices in LibreOffice, which makes PDFs
// of them: to be looked at page by page. Brings LibreOffice where it is missing and may be installed.
import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { extractText, getDocumentProxy } from 'unpdf'
import { cookieOf, examplePlan, startBoard } from '../people.ts'

const office = 'soffice'
const minutes = 10

const run = (command: string, ...args: string[]): string | undefined => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const ran = spawnSync(command, args, { env, encoding: 'utf8', timeout: minutes * 60_000 })
  return ran.status === 0 ? ran.stdout : undefined
}

const provideOffice = (): void => {
  if (run(office, '--version') !== undefined) return
  process.stdout.write('Installing LibreOffice from the system packages.\n')
  run('apt-get', 'update', '-qq')
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'libreoffice-writer', 'libreoffice-calc')
  if (run(office, '--version') === undefined)
    throw new Error('LibreOffice is missing: install it (on Debian: apt install libreoffice-writer libreoffice-calc).')
}

const folder = resolve(process.argv[2] ?? 'papers')
provideOffice()
await mkdir(folder, { recursive: true })
const board = await startBoard()
try {
  const headers = { cookie: await cookieOf(board, 'helen@example.org') }
  const plan = `${board.url}/api/plans/${examplePlan}`
  const written = async (path: string, name: string): Promise<string> => {
    const answer = await fetch(`${plan}/${path}`, { headers })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    const file = join(folder, name)
    await writeFile(file, new Uint8Array(await answer.arrayBuffer()))
    return file
  }
  const { title } = (await (await fetch(plan, { headers })).json()) as { title: string }
  const formats = (await (await fetch(`${plan}/exports`, { headers })).json()) as { id: string; extension: string }[]
  const files = await Promise.all(formats.map(({ id, extension }) => written(`exports/${id}`, `${id}.${extension}`)))
  files.push(await written('review-pack?since=2026-10-01', 'review-pack.docx'))
  for (const file of files.filter((each) => /\.(?:docx|xlsx)$/.test(each))) {
    run(office, '--headless', '--convert-to', 'pdf', '--outdir', folder, file)
    const made = await readFile(file.replace(/\.[^.]+$/, '.pdf'))
    const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(made)))
    if (!text.join(' ').replace(/\s+/g, ' ').includes(title))
      throw new Error(`${basename(file)} does not say “${title}”`)
    process.stdout.write(`${basename(file)}: ${totalPages} pages in LibreOffice\n`)
  }
} finally {
  await board.close()
}
process.stdout.write(`Every file of the example is in ${folder}\n`)
