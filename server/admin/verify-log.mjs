// Checks an exported log by itself: copy this one file anywhere, it needs Node and nothing else.
//   node verify-log.mjs <log.jsonl> [--key <key id>] [--head <a head hash noted earlier>]
// Prints the head hash, or what is wrong and in which row. Exit code 0: all is as it was kept. 1: it is not. 2: not a log.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const product = 'co-production board'

/** @param {unknown} value @param {BufferEncoding} encoding @param {number} [size] */
const bytes = (value, encoding, size) => {
  if (typeof value !== 'string') throw new TypeError('a value is missing')
  const read = Buffer.from(value, encoding)
  if (read.toString(encoding) !== value) throw new TypeError(`a value is not ${encoding}`)
  if (size !== undefined && read.length !== size) throw new TypeError('a value has not its length')
  return read
}
/** @param {unknown} value whole number from 0 up, as eight bytes */
const wide = (value) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new TypeError('a number is none')
  const eight = Buffer.alloc(8)
  eight.writeBigUInt64BE(BigInt(value))
  return eight
}
/** @param {string} text its length, then its bytes */
const said = (text) => Buffer.concat([wide(Buffer.byteLength(text)), Buffer.from(text)])
/** @param {Uint8Array[]} parts */
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
/** @param {unknown} value */
const text = (value) => {
  if (typeof value !== 'string') throw new TypeError('a text is missing')
  return value
}

/** What is known so far while the lines are read. */
class Log {
  /** @type {string[]} */
  faults = []
  plan = ''
  head = 0
  chain = Buffer.alloc(32)
  sealedTo = 0
  isEnded = false
  /** @type {string[]} */
  keyIds = []
  /** @type {Map<string, import('node:crypto').KeyObject>} */
  #keys = new Map()
  /** @type {Map<number, Record<string, unknown>[]>} */
  #stones = new Map()
  /** @type {Map<number, Buffer>} chains at commits, to hold checkpoints against */
  #chains = new Map()

  /** @param {Record<string, unknown>} line */
  header({ format, plan, keys }) {
    if (format !== `${product}, log 1` || !Array.isArray(keys)) throw new TypeError('This file is no exported log.')
    this.plan = text(plan)
    for (const { id, publicKey } of keys) {
      const raw = bytes(publicKey, 'base64', 32)
      if (sha256(raw).toString('hex').slice(0, 32) !== id) this.faults.push(`The key ${id} was changed.`)
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
      this.#keys.set(id, createPublicKey({ key: jwk, format: 'jwk' }))
      this.keyIds.push(id)
    }
  }

  /** @param {number} number @param {string} line */
  read(number, line) {
    try {
      const row = JSON.parse(line)
      if (this.isEnded) throw new TypeError('it stands after the end')
      if (row.commit) this.commit(row.commit)
      else if (row.checkpoint) this.checkpoint(row.checkpoint)
      else if (row.tombstone) this.tombstone(row.tombstone)
      else if (row.end) this.end(row.end)
      else throw new TypeError('it is of no known kind')
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unreadable'
      this.faults.push(`Line ${number}, after commit ${this.head}, cannot be read: ${why}.`)
    }
  }

  /** @param {string} hash head hash that somebody noted once */
  stoodAt(hash) {
    return [...this.#chains.values()].some((chain) => chain.toString('hex') === hash)
  }

  /** @param {Record<string, unknown>} row @param {Buffer[]} parts */
  #isSigned({ keyId, signature }, parts) {
    const key = this.#keys.get(text(keyId))
    return key !== undefined && verify(null, Buffer.concat(parts), key, bytes(signature, 'base64', 64))
  }

  /** @param {string} kind @param {Record<string, unknown>} row */
  #isChainSigned(kind, row) {
    const { seq, at, chain } = row
    const parts = [said(`${product}, ${kind} 1`), said(this.plan), wide(seq), wide(at), bytes(chain, 'hex', 32)]
    return this.#isSigned(row, parts)
  }

  /** @param {Record<string, unknown>} stone */
  tombstone(stone) {
    const { seq, epoch, at, by, why, oldDigest, newDigest } = stone
    const numbers = [wide(seq), wide(epoch), wide(at)]
    const digests = [bytes(oldDigest, 'hex', 32), bytes(newDigest, 'hex', 32)]
    const words = [said(by === null ? '' : text(by)), said(text(why))]
    const parts = [said(`${product}, tombstone 1`), said(this.plan), ...numbers, ...words, ...digests]
    if (!this.#isSigned(stone, parts))
      this.faults.push(`The tombstone of commit ${seq} is not signed by the key it names: it was changed.`)
    this.#stones.set(Number(seq), [...(this.#stones.get(Number(seq)) ?? []), stone])
  }

  /** @param {Record<string, unknown>} row */
  commit({ seq, at, body, salt, digest, chain }) {
    const number = Number(seq)
    const next = this.head + 1
    const isNext = number === next
    if (number > next) this.faults.push(`Commits ${next} to ${number - 1} were removed.`)
    if (number < next) this.faults.push(`Commit ${number} stands after commit ${this.head}: the log was reordered.`)
    const kept = bytes(digest, 'hex', 32)
    const link = bytes(chain, 'hex', 32)
    const content = bytes(body, 'base64')
    const stones = this.#stones.get(number) ?? []
    if (salt !== null) {
      if (stones.length > 0) this.faults.push(`Commit ${number} has a tombstone and stands as if nothing had gone.`)
      if (!sha256(bytes(salt, 'base64', 16), content).equals(kept))
        this.faults.push(`Commit ${number} was edited: its words are not those that were kept.`)
    } else {
      let stands = kept.toString('hex')
      for (const { oldDigest, newDigest } of stones) stands = oldDigest === stands ? text(newDigest) : ''
      if (stones.length === 0 || sha256(content).toString('hex') !== stands)
        this.faults.push(`Commit ${number} was edited: no tombstone says that it stands as it does.`)
    }
    if (isNext && !sha256(this.chain, said(this.plan), wide(seq), wide(at), kept).equals(link))
      this.faults.push(`Commit ${number} does not follow the one before it: its time, place or digest was changed.`)
    this.#chains.set(number, link)
    this.chain = link
    this.head = Math.max(this.head, number)
  }

  /** @param {Record<string, unknown>} row */
  checkpoint(row) {
    const seq = Number(row['seq'])
    const kept = this.#chains.get(seq)
    if (!this.#isChainSigned('checkpoint', row))
      this.faults.push(`The checkpoint of commit ${seq} is not signed by the key it names: it was changed.`)
    else if (!kept) this.faults.push(`A signed checkpoint says there was a commit ${seq}, and there is none.`)
    else if (kept.toString('hex') !== row['chain'])
      this.faults.push(`The signed checkpoint of commit ${seq} names another chain: a commit up to it was changed.`)
    else this.sealedTo = Math.max(this.sealedTo, seq)
  }

  /** @param {Record<string, unknown>} row */
  end(row) {
    this.isEnded = true
    if (!this.#isChainSigned('exported log', row))
      this.faults.push('The end of the log is not signed by the key it names: it was changed.')
    else if (row['seq'] !== this.head || row['chain'] !== this.chain.toString('hex'))
      this.faults.push(`The signed end says commit ${row['seq']}, and the log ends otherwise, at ${this.head}.`)
  }
}

const [file, ...options] = process.argv.slice(2)
/** @param {string} name */
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined)
const log = new Log()
let number = 0
try {
  if (file === undefined) throw new TypeError('Say: node verify-log.mjs <log.jsonl> [--key <id>] [--head <hash>]')
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1
    if (number === 1) log.header(JSON.parse(line))
    else log.read(number, line)
  }
  if (!log.isEnded) log.faults.push(`The end of the log was cut off after commit ${log.head}.`)
  const [key, head] = [option('--key'), option('--head')]
  if (key !== undefined && log.keyIds.some((id) => id !== key))
    log.faults.push(`The log names another key than ${key}.`)
  if (head !== undefined && !log.stoodAt(head)) log.faults.push(`The log never stood at ${head}: it is another one.`)
  process.stdout.write(`${log.plan}: ${log.head} commits, sealed up to ${log.sealedTo}\n`)
  for (const id of log.keyIds) process.stdout.write(`key ${id}\n`)
  for (const fault of log.faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(log.faults.length === 0 ? `head hash ${log.chain.toString('hex')}\n` : 'The log was changed.\n')
  process.exitCode = log.faults.length === 0 ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'unreadable'}\n`)
  process.exitCode = 2
}
