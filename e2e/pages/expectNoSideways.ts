import { expect } from '@jest/globals'
import { type Page } from 'playwright-core'

/** Nothing is wider than the screen: whoever reads has to scroll in one direction alone. */
export async function expectNoSideways(page: Page): Promise<void> {
  const widths = await page.evaluate<{ content: number; screen: number }>(
    '({ content: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth })',
  )
  expect(widths.content).toBeLessThanOrEqual(widths.screen)
}
