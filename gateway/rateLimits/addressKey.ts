import { isIPv6 } from 'node:net'

/**
 * What an address is counted by. Whoever has one IPv6 address has the 2^64 of its network, and could take another for
 * each request, so those count together.
 */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  // An IPv4 address at the end stands for two groups.
  const written = front.length + back.length + (address.includes('.') ? 1 : 0)
  const all = [...front, ...Array<string>(Math.max(0, 8 - written)).fill('0'), ...back]
  return `${all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
