import { describe, expect, it } from 'vitest'
import { boardHref, matchRoute, priorityHref } from './routes.ts'

describe('routes', () => {
  it('every address of the board finds its screen, with or without a slash at the end', () => {
    expect(matchRoute('/')).toEqual({ at: 'plans' })
    expect(matchRoute('/sign-in')).toEqual({ at: 'sign-in' })
    expect(matchRoute('/sign-in/sent/')).toEqual({ at: 'sent' })
    expect(matchRoute('/s/')).toEqual({ at: 'landing' })
    expect(matchRoute(boardHref('sutton-example'))).toEqual({ at: 'board', plan: 'sutton-example' })
    expect(matchRoute(priorityHref('sutton-example', 12))).toEqual({
      at: 'priority',
      plan: 'sutton-example',
      number: 12
    })
  })

  it('an address that is no screen, or a plan id that cannot be one, is nowhere', () => {
    for (const path of ['/p', '/p/', '/p/a/0', '/p/a/x', '/p/a/1/2', '/p/%2e%2e', '/constructor', '/x', '/p/-a'])
      expect(matchRoute(path), path).toEqual({ at: 'nowhere' })
  })
})
