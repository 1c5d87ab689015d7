import { createGraphqlClient } from '../graphql/createGraphqlClient.js'
import { createLiveConnection } from '../graphql/liveConnection.js'
import { createSessionFetch } from '../graphql/sessionFetch.js'
import { createOtherTabs } from '../session/otherTabs.js'
import { createSession } from '../session/session.js'
import { createTokenLife } from '../session/tokenLife.js'

/** What there is one of in a page. */
export function createServices() {
  const session = createSession({ tabs: createOtherTabs(), life: createTokenLife(localStorage) })
  const live = createLiveConnection(session)
  const sessionFetch = createSessionFetch(session)
  return { session, live, createClient: () => createGraphqlClient(sessionFetch, live) }
}

export type Services = ReturnType<typeof createServices>
