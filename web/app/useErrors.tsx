import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { Dialog } from '@mantine/core'
import { Problem } from './Problem.js'

interface Errors {
  /** Tells the customer that something they did has failed, where no place of its own on the screen is for it. */
  tell: (error: unknown) => void
}

const ErrorsContext = createContext<Errors>({ tell: () => undefined })

/** Shows the latest of the errors that were told, until it is closed. */
export function ErrorsProvider({ children }: { children: ReactNode }) {
  const [error, setError] = useState<unknown>(null)
  const tell = useCallback((told: unknown) => setError(told), [])
  const errors = useMemo(() => ({ tell }), [tell])
  return (
    <ErrorsContext value={errors}>
      {children}
      <Dialog opened={error !== null} withCloseButton onClose={() => setError(null)} p={0} withBorder>
        {error !== null && <Problem error={error} />}
      </Dialog>
    </ErrorsContext>
  )
}

/** To tell of what failed. */
export const useErrors = (): Errors => useContext(ErrorsContext)
