/** The query parameter of the sign-in page that says where to go afterwards. */
const parameter = 'to'

/** The address of the sign-in page that leads back to a path of ours. */
export const signInAddress = (path: string): string =>
  path === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ [parameter]: path }).toString()}`

/**
 * Where to go after signing in: a path of our own pages, as the parameter says it, else the home screen. Whatever a
 * browser could take for another host is not followed.
 */
export function returnPath(search: string, origin: string): string {
  const to = new URLSearchParams(search).get(parameter)
  if (to === null || !/^\/(?![/\\])/.test(to) || !URL.canParse(to, origin)) return '/'
  const { origin: target, pathname, search: query, hash } = new URL(to, origin)
  // `/..//elsewhere` becomes `//elsewhere`, which is another host.
  if (target !== origin || pathname.startsWith('//') || pathname === '/sign-in') return '/'
  return pathname + query + hash
}
