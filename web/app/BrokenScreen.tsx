import { useRouteError } from 'react-router'
import { ProblemScreen } from './ProblemScreen.js'

/** In place of a screen that failed while it was loaded or drawn: after a release, its old files may be gone. */
export function BrokenScreen() {
  const error = useRouteError()
  return <ProblemScreen error={error} onRetry={() => location.reload()} />
}
