import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findProgram } from '../../launcher/findProgram.js'
import { describeWithProgram } from '../../testing/describeWithProgram.js'
import { type KosControls, kosControls } from '../../testing/program/kosControls.js'
import { startYogeum } from '../yogeumProcess.js'
import { chromiumArguments } from './chromiumArguments.js'
import { type CuttableNetwork, startCuttableNetwork } from './cuttableNetwork.js'
import { watchComplaints } from './watchComplaints.js'

/** How a page is opened. */
export interface OpenOptions {
  /** 375 by 812, as on a phone, unless told. */
  viewport?: { width: number; height: number }
  scheme?: 'light' | 'dark'
  language?: 'ko' | 'en'
  /** Another tab of the same browser; else a browser of its own, that knows nothing of the others. */
  tabOf?: Page
}

/** The running program and a browser before it. */
export interface Pages {
  /** The gateway, as the browser reaches it. */
  readonly url: string
  /** The way there. Healed after each test. */
  readonly network: Pick<CuttableNetwork, 'cut' | 'heal'>
  /** The simulated KOS. */
  readonly kos: KosControls
  open(path: string, options?: OpenOptions): Promise<Page>
  /** Console messages and failed loads that belong to a test: without this, each one fails it. */
  expectComplaints(...patterns: RegExp[]): void
}

/** ms; for whatever is waited for on a page. */
const patience = 15_000

/**
 * A suite on the real program and a real Chromium; where there is none it is skipped, and says so. A page that writes an
 * error to its console, breaks its policy or loads anything from elsewhere fails the test that opened it. KOS is well again
 * and every page closed after each test.
 *
 * @param env further configuration of all roles
 */
export function describePages(name: string, suite: (pages: Pages) => void, env: Record<string, string> = {}): void {
  describeWithProgram('chromium', name, () => {
    const stops: (() => Promise<unknown>)[] = []
    let browser: Browser
    let network: CuttableNetwork
    let kos: KosControls
    let complaints: string[] = []
    let expected: RegExp[] = []

    beforeAll(async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'yogeum-pages-'))
      stops.push(() => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })))
      // Browsers are held to the documents that were registered, as in production.
      const yogeum = await startYogeum(process.cwd(), {
        YOGEUM_DATA_DIR: dataDir,
        ADHOC_OPERATIONS: 'api-clients',
        ...env,
      })
      stops.push(() => yogeum.stop())
      network = await startCuttableNetwork(yogeum.port)
      stops.push(() => network.stop())
      kos = kosControls(yogeum.kosUrl)
      browser = await chromium.launch({ executablePath: findProgram('chromium') ?? '', args: chromiumArguments })
      stops.push(() => browser.close())
    }, 180_000)

    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()))
      network.heal()
      await kos.heal()
      const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))
      complaints = []
      expected = []
      expect(unexpected).toEqual([])
    })

    afterAll(async () => {
      for (const stop of stops.reverse()) await stop()
    })

    suite({
      get url() {
        return network.url
      },
      get network() {
        return network
      },
      get kos() {
        return kos
      },
      async open(path, { viewport = { width: 375, height: 812 }, scheme = 'light', language, tabOf } = {}) {
        const context =
          tabOf?.context() ??
          (await browser.newContext({ baseURL: network.url, viewport, colorScheme: scheme, reducedMotion: 'reduce' }))
        context.setDefaultTimeout(patience)
        if (language !== undefined) {
          await context.addInitScript(`localStorage.setItem('yogeum.language', '${language}')`)
        }
        const page = await context.newPage()
        watchComplaints(page, network.url, (complaint) => complaints.push(complaint))
        await page.goto(path)
        return page
      },
      expectComplaints: (...patterns) => void expected.push(...patterns),
    })
  })
}
