import type { PlanId } from '../../shared/ids.ts'
import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import { DeviceCopy } from '../sync/device-copy.ts'
import { browserDevice } from '../sync/device-store.ts'
import { newPageName } from '../sync/page-name.ts'
import { PlanLink } from '../sync/plan-link.ts'
import { account } from './account.svelte.ts'
import { api } from './api.ts'
import { deviceOwner } from './device.ts'
import { PlanState } from './plan.svelte.ts'

type Open = { plan: PlanState; link: PlanLink; close: () => void }
const open = new Map<PlanId, Open>()

/** A hidden page gets no pictures: there, others' changes are shown after a while instead. */
const nextFrame = (run: () => void): void => {
  if (document.visibilityState === 'hidden') setTimeout(run, 250)
  else requestAnimationFrame(run)
}

/** A socket that never opens does not say why; the same door over HTTP does. */
const whyShut = async (id: PlanId): Promise<RefusalCode | undefined> => {
  const answer = await api.plan(id)
  return !answer.ok && !REFUSALS[answer.code].retry ? answer.code : undefined
}

/** What this device keeps of a plan; undefined where it keeps nothing. */
const deviceCopyOf = (plan: PlanId): DeviceCopy | undefined => {
  const person = deviceOwner()
  // Without locks nobody can tell a page that is gone from one in another window.
  if (person === '' || !('indexedDB' in window) || !('locks' in navigator)) return undefined
  const mayKeep = (): boolean => deviceOwner() === person
  return new DeviceCopy({ store: browserDevice, person, plan, page: newPageName(), mayKeep })
}

/** Words that wait for their writer to sign in again: this link is all that has them. */
const waitsForWriter = ({ state, waiting, me }: PlanLink): boolean =>
  state.at === 'ended' && state.code === 'signed-out' && waiting > 0 && (!account.me || account.me.id === me?.id)

/** The open plan of this id; opened when it is not. Screens of one plan share it. */
export const enterPlan = (id: PlanId): PlanState => {
  const known = open.get(id)
  if (known && waitsForWriter(known.link)) known.link.retry()
  if (known && known.link.state.at !== 'ended') return known.plan
  known?.close()
  const link = new PlanLink(id, { whyShut: () => whyShut(id), device: deviceCopyOf(id) })
  const plan = new PlanState(id, {
    link,
    nowMs: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    signedIn: () => account.me?.id,
    isHidden: () => document.visibilityState === 'hidden',
    nextFrame
  })
  open.set(id, { plan, link, close: plan.open() })
  return plan
}

/** Closes a plan that nobody looks at, but not before everything written in it has been sent. */
export const leavePlan = (id: PlanId, isLeft: () => boolean): void => {
  const known = open.get(id)
  if (!known) return
  const closeWhenSent = (): boolean => {
    if (known.link.waiting > 0 && (known.link.state.at !== 'ended' || waitsForWriter(known.link))) return false
    if (isLeft()) {
      known.close()
      open.delete(id)
    }
    return true
  }
  if (closeWhenSent()) return
  const stops = (['saved', 'state'] as const).map((event) =>
    known.link.on(event, () => {
      if (closeWhenSent()) stops.forEach((stop) => stop())
    })
  )
}

/** How many changes of all open plans would be lost with the page; above 0 the browser asks before it leaves. */
const atRisk = (): number => [...open.values()].reduce((sum, { link }) => sum + (link.isSafeHere ? 0 : link.waiting), 0)

addEventListener('beforeunload', (event) => {
  if (atRisk() > 0) event.preventDefault()
})
