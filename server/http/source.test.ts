import { BlockList } from 'node:net'
import { describe, expect, it } from 'vitest'
import { sourceOf } from './source.ts'

const proxies = new BlockList()
proxies.addSubnet('10.0.0.0', 8)
proxies.addAddress('fd00::1', 'ipv6')

describe('[promise 24] where a request came from', () => {
  it.each([
    ['a direct visitor', '203.0.113.7', undefined, '203.0.113.7'],
    ['a visitor who makes up a header', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['a visitor behind a proxy', '10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['a visitor behind a proxy who makes up a header', '10.1.2.3', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['two proxies', '10.1.2.3', '203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['a proxy that says nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['an IPv4 address in IPv6 clothes', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['one household of IPv6', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', undefined, '2001:db8:1:2::/64'],
    ['the same household', '2001:0DB8:1:2::9', undefined, '2001:db8:1:2::/64'],
    ['IPv6 behind an IPv6 proxy', 'fd00::1', '2001:db8::5', '2001:db8:0:0::/64'],
    ['this machine', '::1', undefined, '0:0:0:0::/64'],
    ['nothing known', undefined, '203.0.113.7', 'unknown']
  ])('%s', (_name, remote, forwarded, source) => {
    expect(sourceOf(remote, forwarded, proxies)).toBe(source)
  })
})
