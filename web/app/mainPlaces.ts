import { IconArrowsExchange, IconDeviceDesktopAnalytics, IconHome, IconReceipt } from '@tabler/icons-react'
import { type Permission } from '../generated/operations.js'

/** The main menu. Whoever has none of the rights to a place is not shown it. */
export const mainPlaces = [
  { to: '/', text: 'nav.home', Icon: IconHome, anyOf: [] as Permission[] },
  { to: '/bill', text: 'nav.bill', Icon: IconReceipt, anyOf: ['BILL_INQUIRY'] as Permission[] },
  { to: '/change', text: 'nav.change', Icon: IconArrowsExchange, anyOf: ['PRODUCT_CHANGE'] as Permission[] },
  { to: '/desk', text: 'nav.desk', Icon: IconDeviceDesktopAnalytics, anyOf: ['OPERATOR'] as Permission[] },
] as const

/** Whether an address belongs to a place of the main menu. The result of a change belongs to the changes. */
export function isWithin(pathname: string, place: string): boolean {
  if (place === '/') return pathname === '/'
  const path = pathname.startsWith('/changes/') ? '/change' : pathname
  return path === place || path.startsWith(`${place}/`)
}

/** The screen above an address. */
export function parentOf(pathname: string): string {
  if (pathname.startsWith('/changes/')) return '/change'
  const above = pathname.slice(0, pathname.lastIndexOf('/'))
  return above === '' ? '/' : above
}
