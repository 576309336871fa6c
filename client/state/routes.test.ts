import { describe, expect, it } from 'vitest'
import {
  actionHref,
  agreeHref,
  askHref,
  boardHref,
  commentsHref,
  historyHref,
  isWhich,
  matchRoute,
  peopleHref,
  priorityHref,
  settingsHref,
  versionHref,
  viewsHref
} from './routes.ts'

const kept = { id: 'p12', reference: '12', isNew: false }

describe('routes', () => {
  it('every address of the board finds its screen, with or without a slash at the end', () => {
    expect(matchRoute('/')).toEqual({ at: 'plans' })
    expect(matchRoute('/sign-in')).toEqual({ at: 'sign-in' })
    expect(matchRoute('/sign-in/sent/')).toEqual({ at: 'sent' })
    expect(matchRoute('/s/')).toEqual({ at: 'landing' })
    expect(matchRoute(boardHref('sutton-example'))).toEqual({ at: 'board', plan: 'sutton-example' })
    expect(matchRoute(priorityHref('sutton-example', kept))).toEqual({
      at: 'priority',
      plan: 'sutton-example',
      which: '12'
    })
  })

  it('a priority is found by its reference, and by its id until it has one', () => {
    const plan = 'sutton-example'
    const fresh = { id: 'p-new', reference: 'new', isNew: true }
    expect(matchRoute(priorityHref(plan, fresh))).toEqual({ at: 'priority', plan, which: 'new/p-new' })
    expect(matchRoute(actionHref(plan, fresh, 'a1'))).toEqual({
      at: 'action',
      plan,
      which: 'new/p-new',
      action: 'a1'
    })
    expect(isWhich(fresh, 'new/p-new')).toBe(true)
    expect(isWhich({ ...fresh, reference: '3', isNew: false }, 'new/p-new')).toBe(true)
    expect(isWhich({ ...fresh, reference: '3', isNew: false }, '3')).toBe(true)
    expect(isWhich(fresh, 'new')).toBe(false)
    expect(isWhich(kept, '1')).toBe(false)
  })

  it('every screen of a plan has an address that can be shared', () => {
    const plan = 'sutton-example'
    expect(matchRoute('/plans/new')).toEqual({ at: 'new-plan' })
    expect(matchRoute('/me')).toEqual({ at: 'me' })
    expect(matchRoute('/help/words/')).toEqual({ at: 'words' })
    expect(matchRoute(actionHref(plan, kept, 'local-offer-1'))).toEqual({
      at: 'action',
      plan,
      which: '12',
      action: 'local-offer-1'
    })
    expect(matchRoute(commentsHref('sutton-example'))).toEqual({ at: 'comments', plan: 'sutton-example' })
    expect(matchRoute(viewsHref(plan))).toEqual({ at: 'views', plan })
    expect(matchRoute(agreeHref(plan))).toEqual({ at: 'agree', plan })
    expect(matchRoute(askHref(plan))).toEqual({ at: 'ask', plan })
    expect(matchRoute(versionHref(plan, 3))).toEqual({ at: 'version', plan, version: 3 })
    expect(matchRoute(`${agreeHref(plan)}/0`)).toEqual({ at: 'nowhere' })
    expect(matchRoute(historyHref(plan))).toEqual({ at: 'history', plan })
    expect(historyHref(plan, { in: 'p', at: 12, time: undefined })).toBe(`/p/${plan}/history?in=p&at=12`)
    expect(matchRoute(peopleHref(plan))).toEqual({ at: 'people', plan })
    expect(matchRoute(settingsHref(plan))).toEqual({ at: 'settings', plan })
  })

  it('an address that is no screen, or a plan id that cannot be one, is nowhere', () => {
    for (const path of [
      '/p',
      '/p/',
      '/p/a/0',
      '/p/a/x',
      '/p/a/1/2',
      '/p/a/new',
      '/p/a/new/-x',
      '/p/a/1/a/',
      '/p/a/1/a/-x',
      '/p/a/views/1',
      '/p/%2e%2e',
      '/constructor',
      '/x',
      '/p/-a'
    ])
      expect(matchRoute(path), path).toEqual({ at: 'nowhere' })
  })
})
