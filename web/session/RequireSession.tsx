import { type ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { LoadingScreen } from '../app/LoadingScreen.js'
import { ProblemScreen } from '../app/ProblemScreen.js'
import { signInAddress } from './returnAddress.js'
import { useSession, useSessionState } from './SessionProvider.js'

/** Shows what is behind it to whoever is signed in, and the sign-in page, with the way back, to everybody else. */
export function RequireSession({ children }: { children: ReactNode }) {
  const state = useSessionState()
  const session = useSession()
  const { pathname, search, hash } = useLocation()
  switch (state.kind) {
    case 'unknown':
      return state.failure === null ? (
        <LoadingScreen />
      ) : (
        <ProblemScreen error={state.failure} onRetry={() => void session.start()} />
      )
    case 'signedOut':
      return <Navigate to={signInAddress(pathname + search + hash)} state={{ ended: state.ended }} replace />
    case 'signedIn':
      return children
  }
}
