import './workers.js'
import 'graphiql/style.css'
import './style.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { exampleTabs } from './exampleTabs.js'

const root = document.getElementById('graphiql')
if (!root) throw new Error('the page has no place for GraphiQL')

/**
 * Same origin: the browser sends the session's cookies by itself, and a header typed in the editor goes before them; to
 * a subscription it goes with the first message.
 */
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  subscriptionUrl: `${location.origin.replace(/^http/, 'ws')}/graphql`,
})

/** GraphiQL shows the variables of its first tab only when they are given once more; later visits have their own. */
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null
const firstVariables = isFirstVisit ? exampleTabs[0]?.variables : undefined

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={exampleTabs}
    initialVariables={firstVariables}
    defaultEditorToolsVisibility="variables"
  >
    <GraphiQL.Logo>
      <span className="yogeum-logo">요금 GraphiQL</span>
    </GraphiQL.Logo>
  </GraphiQL>,
)
