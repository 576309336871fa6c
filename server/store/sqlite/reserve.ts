import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A file that only takes room. When the disk is full it goes, and sign-in and membership go on in
 * what it leaves; content waits until there is room for it again. Source: promises.md §3 row 3.
 */
export class Reserve {
  private readonly file: string
  private readonly bytes: number

  constructor(file: string, bytes: number) {
    this.file = file
    this.bytes = bytes
  }

  isSpent(): boolean {
    return !existsSync(this.file)
  }

  spend(): void {
    rmSync(this.file, { force: true })
  }

  /** Takes the room back once twice as much is free. False while there is too little. */
  refill(): boolean {
    if (!this.isSpent()) return true
    const { bavail, bsize } = statfsSync(dirname(this.file))
    if (bavail * bsize < 2 * this.bytes) return false
    try {
      // Random, so that a file system that compresses really sets the room aside.
      writeFileSync(this.file, randomBytes(this.bytes), { mode: 0o600 })
      return true
    } catch (error) {
      rmSync(this.file, { force: true })
      if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
        return false
      throw error
    }
  }
}
