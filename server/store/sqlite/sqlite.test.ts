import { spawn } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlanId } from '../../../shared/ids.ts'
import { storeContract } from '../contract.ts'
import { limits } from '../../../shared/limits.ts'
import { refuse } from '../../../shared/refusals.ts'
import { owns, planA, planB, priya, said, viewBy } from '../contract-scene.ts'
import { openDatabase } from './database.ts'
import { migrate, migrations } from './migrations.ts'
import { FolderScene } from './scene.ts'
import { DataFolderRefused, openSqliteStore } from './store.ts'

storeContract('store/sqlite', async () => {
  const scene = await FolderScene.make()
  const again = async () => {
    await scene.closeAll()
    return scene.open()
  }
  return { store: await scene.open(), again, beside: () => scene.open(), end: () => scene.end() }
})

let scene: FolderScene
beforeEach(async () => {
  scene = await FolderScene.make()
})
afterEach(() => scene.end())

describe('store/sqlite: durability', () => {
  it('[relay 1.10] the connection that writes has WAL, synchronous=FULL, foreign keys and patience', async () => {
    const store = await scene.open()
    expect(await store.diagnosis()).toMatchObject({
      journalMode: 'wal',
      synchronous: 'full',
      foreignKeys: 'on',
      busyTimeoutMs: '5000'
    })
  })

  it('[relay 2.4] rooms that wait share one fsync; one that waits alone has its own', async () => {
    const store = await scene.open()
    const one = 'plan-0' as PlanId
    const plans = Array.from({ length: 40 }, (_, index) => `plan-${index}` as PlanId)
    await Promise.all(plans.map((plan) => store.createPlan(plan, 1)))
    const before = await store.diagnosis()
    await Promise.all(
      plans.map(async (plan) => {
        for (let seq = 0; seq < 5; seq++) expect(await store.commit(plan, seq, 1, [said('x')], [])).toBe(seq + 1)
      })
    )
    const after = await store.diagnosis()
    expect(after.writes - before.writes).toBe(200)
    expect(after.transactions - before.transactions).toBeLessThanOrEqual(20)
    for (let seq = 5; seq < 10; seq++) expect(await store.commit(one, seq, 1, [said('x')], [])).toBe(seq + 1)
    expect((await store.diagnosis()).transactions - after.transactions).toBe(5)
  })

  it('[I1] nothing is read before its transaction is on disk', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    const commit = store.commit(planA, 0, 1, [said('x')], [])
    expect((await store.readPlan(planA))?.head).toBe(0)
    await commit
    expect((await store.readPlan(planA))?.head).toBe(1)
  })

  it('only the one who runs the board may read the files', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    for (const name of ['board.sqlite', 'board.sqlite-wal', 'reserve']) {
      expect((await stat(join(scene.folder, name))).mode & 0o077, name).toBe(0)
    }
  })
})

describe('store/sqlite: kill -9', () => {
  /** Opens the folder, prints each acknowledged seq, and goes on until it is killed. */
  const writer = (folder: string) => {
    const script = `
      import { openSqliteStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)}
      const store = await openSqliteStore({ folder: ${JSON.stringify(folder)}, report: () => {} })
      await store.createPlan('plan-a', 1)
      const author = { speaker: 'p-priya', typist: 'p-priya', group: 'health' }
      for (let seq = (await store.readPlan('plan-a')).head; ; ) {
        seq = await store.commit('plan-a', seq, 1, [{ author, update: new Uint8Array(50) }], [])
        console.log(seq)
      }`
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: root })
  }

  it('[P4] [fault 1] what was acknowledged is there, wherever the process was killed', async () => {
    const acknowledged: number[] = []
    for (const killAfter of [1, 7, 40]) {
      const child = writer(scene.folder)
      let last = 0
      let count = 0
      for await (const line of createInterface({ input: child.stdout })) {
        last = Number(line)
        if (++count === killAfter) child.kill('SIGKILL')
      }
      acknowledged.push(last)
      const store = await scene.open()
      expect((await store.readPlan(planA))?.head).toBeGreaterThanOrEqual(last)
      expect(await store.readCommits(planA, 0, 10_000, 1e9)).toHaveLength((await store.readPlan(planA))?.head ?? -1)
      await scene.closeAll()
    }
    expect(Math.min(...acknowledged), 'every round acknowledged something').toBeGreaterThan(0)
    // Three processes start from source: seconds each on a busy machine.
  }, 60_000)
})

describe('store/sqlite: the data folder', () => {
  const refused = async (sentence: RegExp): Promise<void> => {
    const opening = scene.open()
    await expect(opening).rejects.toBeInstanceOf(DataFolderRefused)
    await expect(opening).rejects.toThrow(sentence)
    expect(scene.events).toEqual([])
  }

  it('[fault 22] of a newer version is refused and left as it was', async () => {
    await (await scene.open()).createPlan(planA, 1)
    await scene.closeAll()
    await scene.behind((database) => database.exec('PRAGMA user_version = 99'))
    await refused(/newer version of the board \(99, this one knows \d+\)/)
    await scene.behind((database) => database.exec(`PRAGMA user_version = ${migrations.length}`))
    expect((await (await scene.open()).readPlan(planA))?.head).toBe(0)
  })

  it('that holds no database, or one of something else, is refused', async () => {
    await writeFile(scene.file, 'words, and no database. '.repeat(400))
    await refused(/not a database/)
    await writeFile(scene.file, '')
    await scene.behind((database) => database.exec('CREATE TABLE recipes (name TEXT)'))
    await refused(/not one of the board/)
  })

  it('[fault 6] that is damaged is refused', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    for (let seq = 0; seq < 200; seq++) await store.commit(planA, seq, 1, [said('x'.repeat(200))], [owns(seq)])
    await scene.closeAll()
    const bytes = await readFile(scene.file)
    const rootOfCommits = await scene.behind((database) =>
      Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'commits'").get()?.['rootpage'])
    )
    bytes.fill(0x5a, (rootOfCommits - 1) * 4096, (rootOfCommits - 1) * 4096 + 200)
    await writeFile(scene.file, bytes)
    await refused(/damaged/)
  })

  it('that cannot be a folder is refused', async () => {
    const folder = join(scene.folder, 'file', 'data')
    await writeFile(join(scene.folder, 'file'), '')
    await expect(openSqliteStore({ folder, report: () => undefined })).rejects.toThrow(DataFolderRefused)
    await mkdir(join(scene.folder, 'board.sqlite'))
    await refused(/cannot be written to/)
  })

  it('[fault 22] [I15] a migration that stops half way leaves nothing of itself, and goes on later', async () => {
    const later = 'CREATE TABLE later (x INTEGER) STRICT'
    await (await scene.open()).createPlan(planA, 1)
    await scene.closeAll()
    await scene.behind((database) => {
      const version = () => database.prepare('PRAGMA user_version').get()?.['user_version']
      const has = () => database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'later'").get()?.['n']
      expect(() => migrate(database, [...migrations, `${later}; this is no SQL`])).toThrow()
      expect([version(), has(), database.isTransaction]).toEqual([migrations.length, 0, false])
      migrate(database, [...migrations, later])
      migrate(database, [...migrations, later])
      expect([version(), has()]).toEqual([migrations.length + 1, 1])
    })
  })

  it('[fault 22] views of the first version become records that can be changed and withdrawn', async () => {
    await scene.behind((database) => {
      migrate(database, migrations.slice(0, 1))
      database.exec(`
        INSERT INTO plans (id, created_at, chain) VALUES ('plan-a', 1, x'00'), ('plan-b', 1, x'00');
        INSERT INTO people (id, kind, name) VALUES ('p-priya', 'account', 'Priya'), ('p-tom', 'account', 'Tom');
        INSERT INTO members (plan, person, role, "group", voice)
          VALUES ('plan-a', 'p-priya', 'member', 'parents', 1), ('plan-a', 'p-tom', 'member', 'parents', 0);
        INSERT INTO views (id, plan, priority, "group", words, source, at)
          VALUES ('v1', 'plan-a', 'i1', 'parents', 'Too slow.', 'Forum', 7), ('v2', 'plan-a', 'i2', 'health', 'No.', '', 8)`)
    })
    const store = await scene.open()
    const { version, records } = await store.readRecords(planA, 0)
    expect([version, await store.newsOf(planA), await store.newsOf(planB)]).toEqual([
      1,
      { records: 1, people: 0 },
      { records: 0, people: 0 }
    ])
    const data = { words: 'Too slow.', source: 'Forum', held: 'group' as const }
    expect(records).toMatchObject([
      { id: 'v1', kind: 'view', about: 'priorities/i1', group: 'parents', by: priya, at: 7, version: 1, data },
      { id: 'v2', about: 'priorities/i2', group: 'health', by: 'not-known', version: 1 }
    ])
    const change = { version: 1, by: priya, at: 9, withdrawn: true }
    expect(await store.changeRecord(planA, 'v1', change)).toMatchObject({ version: 2, withdrawn: true })
    expect(await store.readRecordHistory(planA, 'v1')).toMatchObject([
      { at: 7, data },
      { at: 9, withdrawn: true }
    ])
    expect((await store.newsOf(planA)).records).toBe(2)
    // A kind that no folder of then knew of stands beside them.
    const moment = { kind: 'moment' as const, about: 'plan', data: { name: 'Before', seq: 1 } }
    expect(await store.addRecord(planA, { id: 'm1', ...moment, by: priya, group: 'parents', at: 10 })).toMatchObject({
      ...moment,
      version: 1
    })
  })

  it('[P20] a plan holds so many people and records, and no more', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    await store.addPerson({ id: priya, kind: 'account', name: 'Priya', email: null })
    await scene.behind((database) => {
      database.exec(`
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${limits.membersPerPlanMax})
          INSERT INTO people (id, kind, name) SELECT 'm' || i, 'account', 'M' FROM n;
        INSERT INTO members (plan, person, role, "group", voice)
          SELECT 'plan-a', id, 'member', 'health', 0 FROM people WHERE id LIKE 'm%';
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${limits.recordsPerPlanMax})
          INSERT INTO records (id, plan, kind, about, "by", "group", at, version, news)
          SELECT 'r' || i, 'plan-a', 'view', 'priorities/i', 'm1', 'health', 1, 1, 1 FROM n`)
    })
    await scene.behind((database) =>
      database.exec(`
        UPDATE records SET news = n;
        UPDATE plans SET records_news = ${limits.recordsPerPlanMax};
        INSERT INTO record_versions (record, version, data, "by", at, withdrawn)
          SELECT id, 1, '{"words":"w","source":"","held":"group"}', "by", at, 0 FROM records`)
    )
    let longestMs = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    const { records } = await store.readRecords(planA, 0)
    clearInterval(beat)
    expect(new Set(records.map(({ id }) => id)).size).toBe(limits.recordsPerPlanMax)
    expect(records.map(({ id }) => id).slice(0, 2)).toEqual(['r1', 'r2'])
    expect(longestMs, 'the event loop stays free').toBeLessThan(250)
    expect((await store.readRecords(planA, limits.recordsPerPlanMax - 3)).records).toHaveLength(3)
    const member = { plan: planA, person: priya, role: 'reader' as const, group: 'health' as const, voice: false }
    expect(await store.setMember(member, { by: null, at: 1 })).toEqual(refuse('too-many'))
    expect(await store.addRecord(planA, viewBy('v', priya))).toEqual(refuse('too-many'))
  })

  it('[fault 22] two processes may bring one new folder up to date at once', async () => {
    const stores = await Promise.all([scene.open(), scene.open(), scene.open()])
    expect(await Promise.all(stores.map((store) => store.createPlan(planA, 1)))).toContain(undefined)
    for (const store of stores) expect((await store.readPlan(planA))?.head).toBe(0)
  })

  it('is never written to by the connection that reads', async () => {
    await scene.open()
    const database = await openDatabase(scene.file, 'read')
    expect(() => database.exec("INSERT INTO plans (id, created_at, chain) VALUES ('x', 1, x'00')")).toThrow(/readonly/)
    database.close()
  })
})
