import { signedInOnDevice, signedOutOnDevice } from './device.ts'
import { api, type Answer, type BoardFacts, type Me } from './api.ts'

/** Who is signed in on this device, and what the board says of itself before anyone is. */
class Account {
  #facts: BoardFacts = $state({ name: 'Co-production board', demo: false })
  #me: Me | null = $state(null)
  #isAsked = false
  /** The address an email was sent to: kept in memory only, for the page that asks for the code. */
  email = $state('')
  sentAtMs = $state(0)

  get facts(): BoardFacts {
    return this.#facts
  }
  get me(): Me | null {
    return this.#me
  }

  async readFacts(): Promise<void> {
    const answer = await api.facts()
    if (answer.ok) this.#facts = answer.body
  }

  async readMe(): Promise<Answer<Me>> {
    const answer = await api.me()
    this.#me = answer.ok ? answer.body : null
    return answer
  }

  /** Who is signed in, asked once: pages that anyone may read show their menu to who is. */
  async findMe(): Promise<void> {
    if (this.#me || this.#isAsked) return
    this.#isAsked = true
    await this.readMe()
  }

  async send(email: string, nowMs: number): Promise<Answer<unknown>> {
    const answer = await api.signIn(email)
    if (answer.ok) {
      this.email = email
      this.sentAtMs = nowMs
    }
    return answer
  }

  /** `isOwnDevice`: what the person said of this device; left out, as they said the last time. */
  async redeem(proof: { token: string } | { code: string }, isOwnDevice?: boolean): Promise<Answer<unknown>> {
    const answer = await api.redeem('token' in proof ? proof : { email: this.email, code: proof.code })
    if (!answer.ok) return answer
    this.email = ''
    const me = await this.readMe()
    if (me.ok) await signedInOnDevice(me.body.id, isOwnDevice)
    else await signedOutOnDevice()
    return answer
  }

  async signOut(): Promise<Answer<unknown>> {
    const answer = await api.signOut()
    if (!answer.ok && answer.code !== 'signed-out') return answer
    this.#me = null
    await signedOutOnDevice()
    return answer
  }
}

export const account = new Account()
