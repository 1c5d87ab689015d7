import { type Page } from 'playwright-core'

export const demoPassword = 'yogeum-demo-1'

/** Fills the sign-in page in, in whichever language, and sends it. What comes next is for the test to wait for. */
export async function fillSignIn(page: Page, userId: string, password: string = demoPassword): Promise<void> {
  await page.locator('input[name=username]').fill(userId)
  await page.locator('input[name=password]').fill(password)
  await page.locator('button[type=submit]').click()
}

/** Signs a demo account in, and waits until the page behind the sign-in page is there. */
export async function signIn(page: Page, userId = 'demo01'): Promise<void> {
  await fillSignIn(page, userId)
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  await page.locator('main h1').waitFor()
}
