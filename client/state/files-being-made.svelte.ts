import { announcer } from './announcer.svelte.ts'
import { beginFile, fetchMade, readFileNews, saveFile, type FileNews, type FileWish } from './exports.ts'

/** A file that goes on by itself: it took long, or a letter led to it. `gone`: why there is none any more. */
export type LateFile = { id: string; name: string; news: FileNews | undefined; gone: string }

const gone = 'This file is not here any more. Choose Download below to make it again.'

/** How far a file is, as a sentence. */
export const progressWords = (news: FileNews | undefined): string => {
  if (news?.is === 'waiting')
    return news.before === 1 ? 'Waiting: 1 file is before yours.' : `Waiting: ${news.before} files are before yours.`
  if (news?.is === 'writing' && news.page !== null) return `Writing page ${news.page}…`
  return 'Writing the file…'
}

/** The files of this page: one that is waited for, and those that go on by themselves. */
export class FilesBeingMade {
  /** What is waited for just now, by the name of its row. */
  row = $state('')
  progress: FileNews | undefined = $state.raw()
  /** What went wrong, at which row: choices stay as they are. */
  problem: { row: string; sentence: string } | undefined = $state.raw()
  late: LateFile[] = $state([])
  readonly #plan: string
  #left = false

  constructor(plan: string) {
    this.#plan = plan
  }

  /** Nobody looks any more: what is being made goes on without this page. */
  leave(): void {
    this.#left = true
  }

  /** Makes a file and gives it to the browser, unless it takes so long that it goes on by itself. */
  async take(row: string, name: string, wish: FileWish): Promise<void> {
    if (this.row !== '') return
    this.row = row
    this.problem = undefined
    this.progress = undefined
    announcer.say('Writing the file.')
    const begun = await beginFile(this.#plan, wish)
    if (begun.ok) await this.#follow(row, name, begun.body)
    else this.problem = { row, sentence: begun.sentence }
    this.row = ''
  }

  async #follow(row: string, name: string, id: string): Promise<void> {
    while (!this.#left) {
      const answer = await readFileNews(this.#plan, id)
      if (!answer.ok) {
        this.problem = { row, sentence: answer.code === 'not-found' ? gone : answer.sentence }
        return
      }
      const news = answer.body
      this.progress = news
      if (news.is === 'failed') {
        this.problem = { row, sentence: news.message }
        return
      }
      if (news.mailed) {
        announcer.say('This takes a while. We will email it to you when it is ready.')
        this.late = [...this.late, { id, name, news, gone: '' }]
        void this.#watch(id)
        return
      }
      if (news.is !== 'ready') continue
      const file = await fetchMade(this.#plan, id)
      if (file.ok) {
        saveFile(file.body)
        announcer.say(`${name} is in your downloads.`)
      } else this.problem = { row, sentence: file.sentence }
      return
    }
  }

  /** Shows a file that a letter told of. */
  show(id: string): void {
    if (this.late.some((each) => each.id === id)) return
    this.late = [...this.late, { id, name: '', news: undefined, gone: '' }]
    void this.#watch(id)
  }

  async #watch(id: string): Promise<void> {
    for (;;) {
      const answer = await readFileNews(this.#plan, id)
      const file = this.late.find((each) => each.id === id)
      if (!file || this.#left) return
      if (!answer.ok) {
        file.gone = answer.code === 'not-found' ? gone : answer.sentence
        announcer.say(file.gone)
        return
      }
      file.news = answer.body
      if (answer.body.is === 'ready') announcer.say('Your file is ready.')
      if (answer.body.is === 'failed') announcer.say(answer.body.message)
      if (answer.body.is === 'ready' || answer.body.is === 'failed') return
    }
  }

  /** Gives a file that is ready to the browser. */
  async save(file: LateFile): Promise<void> {
    const answer = await fetchMade(this.#plan, file.id)
    if (answer.ok) {
      saveFile(answer.body)
      announcer.say(`${answer.body.name} is in your downloads.`)
    } else file.gone = answer.code === 'not-found' ? gone : answer.sentence
  }
}
