import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type Client, Provider as ClientProvider } from 'urql'
import { type LiveConnection, type LiveState } from '../graphql/liveConnection.js'
import { type Session } from './session.js'
import { type SessionCustomer, type SessionState } from './sessionState.js'

interface Services {
  session: Session
  live: LiveConnection
  createClient: () => Client
}

const ServicesContext = createContext<Services | null>(null)

/** Gives the screens the session, and each customer a client of their own: what it keeps is theirs. */
export function SessionProvider({ services, children }: { services: Services; children: ReactNode }) {
  const { session, live } = services
  const state = useSyncExternalStore(session.subscribe, session.state)
  const customerId = state.kind === 'signedIn' ? state.customer.id : null
  useEffect(() => {
    if (customerId === null) return undefined
    live.start()
    return () => live.stop()
  }, [live, customerId])
  return (
    <ServicesContext value={services}>
      <CustomersClient key={customerId} createClient={services.createClient}>
        {children}
      </CustomersClient>
    </ServicesContext>
  )
}

function CustomersClient({ createClient, children }: { createClient: () => Client; children: ReactNode }) {
  const [client] = useState(createClient)
  return <ClientProvider value={client}>{children}</ClientProvider>
}

function useServices(): Services {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('there is no SessionProvider around this')
  return services
}

/** What can be done with the session. */
export const useSession = (): Session => useServices().session

export function useSessionState(): SessionState {
  const { session } = useServices()
  return useSyncExternalStore(session.subscribe, session.state)
}

/** Who is signed in. For screens behind RequireSession. */
export function useCustomer(): SessionCustomer {
  const state = useSessionState()
  if (state.kind !== 'signedIn') throw new Error('nobody is signed in')
  return state.customer
}

/** Whether the gateway can tell us things as they happen. */
export function useLiveState(): LiveState {
  const { live } = useServices()
  return useSyncExternalStore(live.subscribe, live.state)
}
