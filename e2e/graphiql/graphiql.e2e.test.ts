import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findProgram } from '../../launcher/findProgram.js'
import { eventually } from '../../testing/eventually.js'
import { describeWithProgram } from '../../testing/describeWithProgram.js'
import { signIn } from '../graphqlClient.js'
import { startYogeum, type Yogeum } from '../yogeumProcess.js'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

interface TabState {
  tabs?: { title: string }[]
  activeTabIndex?: number
}

describeWithProgram('chromium', 'GraphiQL in a real browser', () => {
  let dataDir: string
  let yogeum: Yogeum
  let browser: Browser
  let page: Page
  const foreign: string[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'yogeum-graphiql-'))
    yogeum = await startYogeum(process.cwd(), { YOGEUM_DATA_DIR: dataDir })
    browser = await chromium.launch({ executablePath: findProgram('chromium') ?? '', args: quiet })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('request', (request) => {
      if (!request.url().startsWith(yogeum.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
    })
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${yogeum.url}/graphql`)
    await page.locator('.graphiql-execute-button').waitFor()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await yogeum?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** GraphiQL stores which tab is shown some time after it has read its operation; before that it would send the other's name. */
  const untilNoted = (tab: string) =>
    eventually(`GraphiQL has noted ${tab}`, async () => {
      const stored = await page.evaluate(() =>
        (globalThis as unknown as { localStorage: { getItem(key: string): string | null } }).localStorage.getItem(
          'graphiql:tabState',
        ),
      )
      const { tabs = [], activeTabIndex = -1 } = JSON.parse(stored ?? '{}') as TabState
      return tabs[activeTabIndex]?.title === tab
    })

  const run = async (tab: string, expected: RegExp): Promise<void> => {
    await page.getByTitle(tab, { exact: true }).click()
    await page
      .locator('.graphiql-query-editor')
      .getByText(new RegExp(`^(query|mutation)\\s${tab}\\b`))
      .first()
      .waitFor()
    await untilNoted(tab)
    await page.locator('.graphiql-execute-button').click()
    await page.locator('.graphiql-response').getByText(expected).first().waitFor()
  }

  it('signs in by cookie and shows the bill with the example tabs', async () => {
    await run('SignIn', /SignedIn/)
    await run('Bill', /데이터맘껏/)
  })

  it('sends the headers that were typed', async () => {
    const { token } = await signIn(yogeum.url, 'demo04')
    await page.getByTitle('Viewer', { exact: true }).click()
    await page.getByRole('button', { name: 'Headers' }).click()
    await page.locator('.graphiql-editor-tool .monaco-editor:visible').click()
    await page.keyboard.insertText(`{"authorization":"Bearer ${token}"}`)
    await page.locator('.graphiql-execute-button').click()
    // The cookie belongs to demo01, who has three lines: one line is the bearer's answer.
    await page
      .locator('.graphiql-response')
      .getByText(/maskedNumber/)
      .first()
      .waitFor()
    expect(
      await page
        .locator('.graphiql-response')
        .getByText(/maskedNumber/)
        .count(),
    ).toBe(1)
  })

  it('documents the schema and remembers what was run', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Show History' }).click()
    await page.locator('.graphiql-history').getByText('Bill', { exact: true }).first().waitFor()
  })

  it('loads nothing from elsewhere and complains of nothing', () =>
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] }))
})
