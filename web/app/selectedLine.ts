import { useLocalStorage } from '@mantine/hooks'
import { type SessionCustomer } from '../session/sessionState.js'
import { useCustomer } from '../session/SessionProvider.js'

export type SelectedLine = SessionCustomer['lines'][number]

/** The line that the customer looked at last, on this device; the first one until then, null without any. */
export function useSelectedLine(): [SelectedLine | null, (lineId: string) => void] {
  const { lines } = useCustomer()
  const [lineId, select] = useLocalStorage({ key: 'yogeum.line', defaultValue: '', getInitialValueInEffect: false })
  return [lines.find(({ id }) => id === lineId) ?? lines[0] ?? null, select]
}
