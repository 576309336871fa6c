import type { PlanId } from '../../shared/ids.ts'
import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import { PlanLink } from '../sync/plan-link.ts'
import { api } from './api.ts'
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

/** The open plan of this id; opened when it is not. Screens of one plan share it. */
export const enterPlan = (id: PlanId): PlanState => {
  const known = open.get(id)
  if (known && known.link.state.at !== 'ended') return known.plan
  known?.close()
  const link = new PlanLink(id, { whyShut: () => whyShut(id) })
  const plan = new PlanState(id, {
    link,
    nowMs: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
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
    if (known.link.waiting > 0 && known.link.state.at !== 'ended') return false
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

/** How many changes of all open plans have not been sent; above 0 the browser asks before it leaves. */
export const unsent = (): number => [...open.values()].reduce((sum, { link }) => sum + link.waiting, 0)

addEventListener('beforeunload', (event) => {
  if (unsent() > 0) event.preventDefault()
})
