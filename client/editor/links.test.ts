import { describe, expect, it } from 'vitest'
import { linkHere, setLink } from './links.ts'
import { idsOf, Scene } from './scene.ts'

const href = 'https://example.org/plan'
const linked = (scene: Scene): [string, unknown][] =>
  (scene.of('anna').text.toDelta() as { insert: string; attributes?: { link?: string } }[]).map(
    ({ insert, attributes }) => [insert, attributes?.link]
  )

const written = (): Scene => {
  const scene = new Scene(['anna', 'priya'])
  scene.type('priya', 'read the plan today')
  scene.deliver()
  return scene
}

describe('links', () => {
  it('go on the chosen words, whose letters stay who wrote them', () => {
    const scene = written()
    const before = idsOf(scene.of('anna').text)
    scene.selectWords('anna', 'the plan')
    expect(linkHere(scene.of('anna').binding.state)).toEqual({ href: null, words: 'the plan' })
    expect(scene.run('anna', setLink('lines', href))).toBe(true)
    expect(linked(scene)).toEqual([
      ['read ', undefined],
      ['the plan', href],
      [' today\n', undefined]
    ])
    expect(idsOf(scene.of('anna').text)).toEqual(before)
  })

  it('are changed and taken off whole, with the caret anywhere in them or a part chosen', () => {
    const scene = written()
    scene.selectWords('anna', 'the plan')
    scene.run('anna', setLink('lines', href))
    scene.select('anna', 'read th'.length)
    expect(linkHere(scene.of('anna').binding.state)).toEqual({ href, words: 'the plan' })
    scene.run('anna', setLink('lines', 'mailto:anna@example.org'))
    expect(linked(scene)[1]).toEqual(['the plan', 'mailto:anna@example.org'])
    scene.selectWords('anna', 'pl')
    scene.run('anna', setLink('lines', null))
    expect(linked(scene)).toEqual([['read the plan today\n', undefined]])
  })

  it('are written where nothing is chosen, and what is typed behind them is no link', () => {
    const scene = written()
    scene.select('anna', 'read the plan'.length)
    expect(linkHere(scene.of('anna').binding.state)).toEqual({ href: null, words: '' })
    scene.run('anna', setLink('lines', href, ' here '))
    scene.type('anna', '!')
    expect(linked(scene)).toEqual([
      ['read the plan', undefined],
      ['here', href],
      ['! today\n', undefined]
    ])
  })

  it.each(['javascript:alert(1)', 'ftp://example.org', 'example.org', '', 'https://a b', ' https://example.org'])(
    'refuse %j',
    (address) => {
      const scene = written()
      scene.selectWords('anna', 'plan')
      expect(scene.run('anna', setLink('lines', address))).toBe(false)
      expect(linked(scene)).toEqual([['read the plan today\n', undefined]])
    }
  )
})
