import { isIP, isIPv6, type BlockList } from 'node:net'

const bare = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

const believed = (proxies: BlockList, address: string): boolean =>
  proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/** The first four groups of an IPv6 address: one household or one venue owns all addresses behind them. */
const network = (address: string): string => {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0')
  return `${[...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`
}

/**
 * Where a request came from. `X-Forwarded-For` is read from its end and only as far as configured
 * proxies wrote it: whatever stands before them was sent by the visitor. Source: promise "spoofed addresses".
 */
export const sourceOf = (remote: string | undefined, forwardedFor: string | undefined, proxies: BlockList): string => {
  let source = bare(remote ?? '')
  const hops = (forwardedFor ?? '').split(',').map((hop) => bare(hop.trim()))
  while (isIP(source) !== 0 && believed(proxies, source)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    source = hop
  }
  return isIP(source) === 0 ? 'unknown' : network(source)
}
