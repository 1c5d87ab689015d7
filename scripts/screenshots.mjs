// Takes the pictures of the README (docs/images): starts the program in a folder of its own and goes through the main
// screens with Chromium. Usage: npm run screenshots
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const phone = { viewport: { width: 375, height: 812 } }
const desk = { viewport: { width: 1440, height: 900 } }
const port = 24_000
const url = `http://127.0.0.1:${port}`

/** The customer's first line, as home links to its bill. */
async function firstLine(page) {
  const bill = await page.locator('a[href^="/bill/"]').first().getAttribute('href')
  return bill.split('/')[2]
}

/** The first plan that the line may change to, as the page of plans links to it. */
async function firstPlan(page) {
  const plans = `/change/${await firstLine(page)}`
  // Of those that they may have.
  await page.goto(`${plans}?mine=1`)
  return page.locator(`a[href^="${plans}/"]`).first().getAttribute('href')
}

/** Each picture: its file, who looks, at what address (asked of the home page), how, and by what one sees that it is there. */
const pictures = [
  { name: 'sign-in', path: '/sign-in', ...phone, until: 'button[type=submit]' },
  { name: 'home', user: 'demo01', path: '/', ...phone, until: '.amount' },
  { name: 'home-wide-dark', user: 'demo01', path: '/', ...desk, colorScheme: 'dark', until: '.amount' },
  { name: 'bill', user: 'demo05', path: async (page) => `/bill/${await firstLine(page)}`, ...phone, until: 'main h2' },
  {
    name: 'choose',
    user: 'demo01',
    path: async (page) => `/change/${await firstLine(page)}`,
    ...phone,
    until: 'main article',
  },
  { name: 'confirm', user: 'demo01', path: firstPlan, ...phone, until: 'main h2' },
  { name: 'desk', user: 'operator', path: '/desk', ...desk, until: 'main svg' },
]

async function startProgram(dataDir) {
  const program = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: String(port), YOGEUM_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    program.stdout.on('data', (chunk) => String(chunk).includes('is ready after') && resolve())
    program.once('exit', (code) => reject(new Error(`the program ended with ${code}`)))
  })
  return program
}

async function take(browser, { name, user, path, until, ...device }) {
  const context = await browser.newContext({ ...device, baseURL: url, reducedMotion: 'reduce' })
  const page = await context.newPage()
  let address = path
  if (user) {
    await page.goto('/')
    await page.locator('input[name=username]').fill(user)
    await page.locator('input[name=password]').fill('yogeum-demo-1')
    await page.locator('button[type=submit]').click()
    await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
    await page.locator('main h1').waitFor()
    if (typeof path === 'function') address = await path(page)
  }
  await page.goto(address)
  await page.locator(until).first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `docs/images/${name}.png` })
  await context.close()
}

const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-screenshots-'))
const program = await startProgram(dataDir)
try {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  for (const picture of pictures) await take(browser, picture)
  await browser.close()
} finally {
  const ended = once(program, 'exit')
  program.kill('SIGTERM')
  await ended
  await rm(dataDir, { recursive: true, force: true })
}
