import { describe, expect, it } from 'vitest'
import { attachment, fileName } from './file-name.ts'

describe('names of files', () => {
  it('[promise 41] hold no letter that a file system, a header or a shell takes for more', () => {
    expect(fileName(['../../etc/passwd', 'Plan'], 'csv')).toBe('etc passwd, Plan.csv')
    expect(fileName(['a\u202Efdp.exe\r\nX-Evil: 1', '%2e'], 'pdf')).toBe('afdp.exe X-Evil 1, 2e.pdf')
    expect(fileName(['', ' . '], 'md')).toBe('Plan.md')
    expect(fileName(['😀'.repeat(200)], 'json')).toBe(`${'😀'.repeat(80)}.json`)
  })

  it('[RFC 6266] stand in the header twice: plain, and as they are', () => {
    expect(attachment('Plan “für alle”.csv')).toBe(
      `attachment; filename="Plan _f_r alle_.csv"; filename*=UTF-8''Plan%20%E2%80%9Cf%C3%BCr%20alle%E2%80%9D.csv`
    )
    expect(attachment(`it's "x".csv`)).toBe(
      `attachment; filename="it's _x_.csv"; filename*=UTF-8''it%27s%20%22x%22.csv`
    )
  })
})
