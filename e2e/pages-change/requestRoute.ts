import { type Page, type Route } from 'playwright-core'

interface RequestBody {
  operationName?: string
  variables: { input: Record<string, unknown> }
}

/** Puts itself between the page and the gateway for the requests of a change, and for nothing else. */
export async function onRequestChange(
  page: Page,
  take: (route: Route, body: RequestBody) => Promise<void>,
): Promise<void> {
  await page.route('**/graphql', (route) => {
    const body = (route.request().postDataJSON() ?? {}) as RequestBody
    return body.operationName === 'RequestChange' ? take(route, body) : route.continue()
  })
}

/** The request arrives, and its answer does not come back. */
export async function loseAnswer(route: Route): Promise<void> {
  await route.fetch()
  await route.abort('connectionreset')
}
