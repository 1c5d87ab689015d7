import './app/signInStyles.css'
import './app/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.js'
import { createServices } from './app/services.js'
import { startTexts } from './texts/i18n.js'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for the application')

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
// Where the lock that keeps a page from scrolling under a dialog looks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const services = createServices()
// Who is signed in is found out while the texts and the screen are loaded.
void services.session.start()
await startTexts()
createRoot(root).render(
  <StrictMode>
    <App services={services} nonce={nonce} />
  </StrictMode>,
)
