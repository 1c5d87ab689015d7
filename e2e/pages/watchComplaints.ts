import { type Page } from 'playwright-core'

/**
 * Tells of whatever a page must not do: errors and warnings in its console (a browser writes violations of the policy
 * there as well), errors that nobody caught, and requests to other hosts.
 */
export function watchComplaints(page: Page, url: string, tell: (complaint: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') tell(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => tell(error.stack ?? error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) tell(`asked for ${request.url()}`)
  })
}
