import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { useMemo } from 'react'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { SessionProvider } from '../session/SessionProvider.js'
import { routes } from './routes.js'
import { type Services } from './services.js'
import { cssVariables, theme } from './theme.js'

const colorSchemes = localStorageColorSchemeManager({ key: 'yogeum.colorScheme' })

/** @param nonce what the page's policy lets styles in by that components bring along */
export function App({ services, nonce }: { services: Services; nonce: string }) {
  const router = useMemo(() => createBrowserRouter(routes), [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={() => nonce}
    >
      <SessionProvider services={services}>
        <RouterProvider router={router} />
      </SessionProvider>
    </MantineProvider>
  )
}
