import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planA, said } from '../contract-scene.ts'
import { isSigned, keyIdOf, signerOf } from '../seal.ts'
import { FolderScene, newSigner } from './scene.ts'
import { signingKeyName } from './store.ts'

let scene: FolderScene
beforeEach(async () => {
  scene = await FolderScene.make()
})
afterEach(() => scene.end())

const keyFile = (): string => join(scene.folder, signingKeyName)
const keyIds = (): Promise<unknown[]> =>
  scene.behind((database) =>
    database
      .prepare('SELECT key_id FROM checkpoints ORDER BY seq')
      .all()
      .map((row) => row['key_id'])
  )
const oneByte = new Uint8Array(1)

/** A folder with one commit, sealed. */
const sealed = async (): Promise<void> => {
  const store = await scene.open()
  await store.createPlan(planA, 1)
  await store.commit(planA, 0, 1, [said('a')], [])
  await store.saveSnapshot(planA, { seq: 1, state: oneByte, ledger: oneByte })
  await scene.closeAll()
}

describe('store/sqlite: the key that seals', () => {
  it('[53] is made at the first start, for this account alone, and stays the same', async () => {
    await sealed()
    const pem = readFileSync(keyFile(), 'utf8')
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
    expect(readdirSync(scene.folder).filter((name) => name.startsWith(signingKeyName))).toEqual([signingKeyName])
    await scene.open()
    await scene.closeAll()
    expect(readFileSync(keyFile(), 'utf8')).toBe(pem)
    expect(await keyIds()).toEqual([signerOf(pem).keyId])
  })

  it('two processes that open a new folder at once make one key', async () => {
    await Promise.all([scene.open(), scene.open(), scene.open()])
    await scene.closeAll()
    const ids = await scene.behind((database) => database.prepare('SELECT id FROM signing_keys').all())
    expect(ids).toEqual([{ id: signerOf(readFileSync(keyFile(), 'utf8')).keyId }])
  })

  it.each<[string, () => void, RegExp]>([
    ['broken', () => writeFileSync(keyFile(), 'no key'), /signing-key\.pem .* is no Ed25519 private key\. Put it back/],
    [
      'of another kind',
      () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        writeFileSync(keyFile(), privateKey.export({ type: 'pkcs8', format: 'pem' }))
      },
      /is no Ed25519 private key/
    ],
    ['missing', () => rmSync(keyFile()), /signing-key\.pem is missing from the data folder/],
    [
      'a folder',
      () => {
        rmSync(keyFile())
        mkdirSync(keyFile())
      },
      /signing-key\.pem in the data folder cannot be read/
    ]
  ])(
    '[53] one that is %s stops the start in one sentence that says nothing of what is in it',
    async (_what, act, sentence) => {
      await sealed()
      const pem = readFileSync(keyFile(), 'utf8')
      act()
      const outcome = await scene.open().then(
        () => 'opened',
        (error: unknown) => (error instanceof Error ? error.message : '')
      )
      expect(outcome).toMatch(sentence)
      expect(outcome).not.toContain('\n')
      expect(outcome).not.toContain(pem.split('\n')[1] ?? pem)
    }
  )

  it('[53] another one put there by hand is a change of keys, and what the first one sealed stays sealed', async () => {
    await sealed()
    const before = await keyIds()
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    writeFileSync(keyFile(), pem)
    const store = await scene.open()
    await store.commit(planA, 1, 2, [said('b')], [])
    await store.saveSnapshot(planA, { seq: 2, state: oneByte, ledger: oneByte })
    await scene.closeAll()
    expect(await keyIds()).toEqual([...before, signerOf(pem).keyId])
  })

  it('a log from before there were keys is sealed as it stands when the first one is made', async () => {
    await sealed()
    await scene.behind((database) =>
      database.exec(
        'PRAGMA foreign_keys = OFF; DELETE FROM checkpoints; DELETE FROM snapshots; DELETE FROM signing_keys'
      )
    )
    await scene.open()
    await scene.closeAll()
    expect(await keyIds()).toHaveLength(1)
  })

  it('a signature is of these bytes, by this key, and a key has the name that its public half gives it', () => {
    const signer = newSigner()
    const bytes = new Uint8Array([1, 2, 3])
    const signature = signer.sign(bytes)
    expect(isSigned(bytes, signature, signer.publicKey)).toBe(true)
    expect(isSigned(new Uint8Array([1, 2, 4]), signature, signer.publicKey)).toBe(false)
    expect(isSigned(bytes, signature.with(5, (signature[5] ?? 0) ^ 1), signer.publicKey)).toBe(false)
    expect(isSigned(bytes, signature, newSigner().publicKey)).toBe(false)
    expect(isSigned(bytes, signature.subarray(1), signer.publicKey)).toBe(false)
    expect(isSigned(bytes, signature, new Uint8Array(31))).toBe(false)
    expect(keyIdOf(signer.publicKey)).toBe(signer.keyId)
  })
})
