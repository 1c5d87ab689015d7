import { expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { type Page } from 'playwright-core'
import { ask } from '../graphqlClient.js'
import { describePages, type OpenOptions } from '../pages/describePages.js'
import { expectNoAxeViolations } from '../pages/expectNoAxeViolations.js'
import { expectNoSideways } from '../pages/expectNoSideways.js'
import { demoPassword, signIn } from '../pages/signIn.js'

const bills = ['K1', 'K2']
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const won = (text: string): number => Number(text.replace(/[원,+]/g, ''))
const wonOf = (texts: readonly string[]): number[] => texts.map(won)

/** Answers of KOS are fresh for a thousandth of their time: 0.3 s for the bill of a month that is under way. */
const soonOld = { KOS_TTL_FACTOR: '0.001' }

describePages(
  'The bill',
  (pages) => {
    async function openMenu(userId: string, options?: OpenOptions): Promise<Page> {
      const page = await pages.open('/bill', options)
      await signIn(page, userId)
      return page
    }
    /** The bill of this month of the customer's first line. */
    async function openBill(userId: string, options?: OpenOptions): Promise<Page> {
      const page = await openMenu(userId, options)
      await page.locator('main ul a').first().click()
      await page.locator('main table').first().waitFor()
      return page
    }
    const section = (page: Page, name: string) => page.getByRole('region', { name })
    const lineOf = (page: Page): string => new URL(page.url()).pathname.split('/')[2] ?? ''
    /** Scrolls down to the chart, which is when its bills are asked for. */
    async function seeChart(page: Page): Promise<void> {
      await section(page, '월별 요금 추이').scrollIntoViewIfNeeded()
      await page.locator('.recharts-bar-rectangle').first().waitFor()
    }

    it('UFR-BILL-010 lists the lines, masked, and the months that have a bill, this one marked', async () => {
      const page = await openMenu('demo01')
      await page.locator('main ul').nth(2).waitFor()
      expect(await page.title()).toBe('요금 조회 · 요금')
      expect(await page.locator('main h2').allTextContents()).toEqual(
        Array.from({ length: 3 }, () => expect.stringMatching(/^회선 010-\d{4}-\*{4}$/)),
      )
      const months = await page.locator('main ul').first().locator('a').allTextContents()
      expect(months).toHaveLength(13)
      expect(months.filter((text) => text.includes('이번 달'))).toEqual([months[0]])
      expect(await page.locator('body').innerText()).not.toMatch(/010-?\d{4}-?\d{4}/)
    })

    it('UFR-BILL-030 shows each line in its group, and the sums add up', async () => {
      const page = await openBill('demo05')
      const charges = section(page, '청구 내역')
      const groups = await charges.locator('th[scope=rowgroup]').allTextContents()
      expect(groups).toEqual(['통신요금', '할인', '단말기'])
      const rows = (scope: string) => charges.locator(`tbody tr:has(th[scope=${scope}]) td`).allTextContents()
      const total = won((await charges.locator('tfoot td').textContent()) ?? '')
      expect(sum(wonOf(await rows('row')))).toBe(total)
      expect(sum(wonOf(await rows('rowgroup')))).toBe(total)
      const terms = section(page, '약정과 단말기')
      await terms.getByText(/12개월/).waitFor()
      await terms.getByText(/매월 할인 [\d,]+원/).waitFor()
      await terms.getByText(/\d+개월, [\d,]+원 남음/).waitFor()
      await section(page, '납부').getByText('납부 예정').waitFor()
      await section(page, '사용량').getByText('무제한').first().waitFor()
    })

    it('UFR-BILL-030 makes nothing up where KOS sends no more than sums', async () => {
      await pages.kos.settings({ additiveFields: false })
      try {
        const page = await openBill('c00107')
        expect(await section(page, '청구 내역').locator('th[scope=rowgroup]').first().textContent()).toBe('통신요금')
        await section(page, '약정과 단말기').getByText('통신사가 알려 주지 않았습니다', { exact: true }).waitFor()
        expect(await section(page, '약정과 단말기').innerText()).not.toMatch(/\d원/)
        await section(page, '납부').getByText('통신사가 알려 주지 않았습니다').first().waitFor()
      } finally {
        await pages.kos.settings({ additiveFields: true })
      }
    })

    it('UFR-BILL-030 says why it differs from last month, cause by cause', async () => {
      const page = await openBill('demo04')
      const why = section(page, '지난달과 다른 이유')
      await why.getByText(/요금제를 '.+'에서 '.+'\(으\)로 바꾸어/).waitFor()
      const causes = wonOf(await why.locator('tbody td').allTextContents())
      expect(sum(causes)).toBe(won((await why.locator('tfoot td').textContent()) ?? ''))
    })

    it('UFR-BILL-020 offers the months that exist, each at its address, and goes back', async () => {
      const page = await openBill('demo01')
      const picker = page.getByLabel('청구월', { exact: true })
      expect(await picker.locator('option').count()).toBe(13)
      const month = (await picker.locator('option').nth(2).getAttribute('value')) ?? ''
      await picker.focus()
      await picker.selectOption(month)
      await page.waitForURL(`**/${month}`)
      const [year, number] = month.split('-').map(Number)
      await page.getByRole('heading', { level: 1, name: `${year}년 ${number}월 요금` }).waitFor()
      expect(await page.evaluate(`document.activeElement.tagName`)).toBe('SELECT')
      await page.getByRole('button', { name: '이전 달 요금 보기' }).click()
      await page.waitForURL((url) => !url.pathname.endsWith(month))
      await page.getByRole('button', { name: '뒤로' }).click()
      await page.waitForURL(`**/${month}`)
    })

    it('UFR-BILL-020 says in three ways why there is no bill: none, a line not in use, KOS away', async () => {
      const page = await openBill('demo01')
      await page.goto(`/bill/${lineOf(page)}/2020-01`)
      await page.getByText('2020년 1월에는 청구된 요금이 없습니다.').waitFor()
      await expectNoAxeViolations(page)
      await page.getByRole('link', { name: /월 요금 보기$/ }).click()
      await section(page, '청구 내역').waitFor()
      await page.goto(`/bill/${lineOf(page)}/nonsense`)
      await page.getByRole('alert').getByText('요청을 처리할 수 없습니다').waitFor()

      const suspended = await openMenu('demo03')
      await suspended.getByRole('link', { name: '회선 상태 확인하기' }).click()
      await suspended.getByText('이용 중이 아닌 회선입니다', { exact: true }).waitFor()
      await expectNoAxeViolations(suspended)

      await pages.kos.break(bills, { down: true })
      const away = await openMenu('c00101')
      await away.getByText('청구월 목록을 지금은 확인할 수 없습니다').first().waitFor()
      await expectNoAxeViolations(away)
    })

    it('UFR-BILL-020 shows no sum while KOS is away, and the bill by itself when it is back', async () => {
      const page = await openMenu('c00102')
      // A month that nobody has looked at: this one is fetched when its customer signs in.
      const older = page.locator('main ul a').nth(4)
      await older.waitFor()
      await pages.kos.break(bills, { down: true })
      await older.click()
      await page.getByText('지금은 요금을 확인할 수 없습니다').waitFor()
      await page.getByText(/초 뒤에 자동으로 다시 확인합니다$/).waitFor()
      expect(await page.locator('main').innerText()).not.toMatch(/\d원/)
      await expectNoAxeViolations(page)
      await pages.kos.heal()
      // Nobody presses anything.
      await section(page, '청구 내역').waitFor({ timeout: 45_000 })
    })

    it('UFR-BILL-020 says since when a bill is old, keeps it without a network, and is fresh again when asked', async () => {
      const page = await openBill('c00103')
      await pages.kos.break(bills, { down: true })
      await page.reload()
      await page
        .getByText(/지금 통신사에 확인할 수 없어 .+ 기준으로 보여드립니다/)
        .first()
        .waitFor()
      await section(page, '청구 내역').waitFor()
      await expectNoAxeViolations(page)
      pages.expectComplaints(/ERR_INTERNET_DISCONNECTED/)
      await page.context().setOffline(true)
      await page.getByRole('button', { name: '다시 확인' }).first().click()
      await page.getByRole('alert').getByText('새로 확인하지 못했습니다').waitFor()
      expect(await section(page, '청구 내역').locator('tfoot td').innerText()).toMatch(/^[\d,]+원$/)
      await pages.kos.heal()
      await page.context().setOffline(false)
      await page.getByRole('alert').waitFor({ state: 'detached' })
      await page
        .getByText(/기준으로 보여드립니다/)
        .first()
        .waitFor({ state: 'detached', timeout: 45_000 })
      await section(page, '청구 내역').waitFor()
    })

    it('UFR-BILL-030 shows the bill also when the month before cannot be asked for', async () => {
      const page = await pages.open('/')
      await signIn(page, 'c00104')
      // Home asks for this month alone, so it is known and the one before is not.
      await page
        .getByRole('region', { name: '이번 달 요금' })
        .getByText(/^[\d,]+원$/)
        .waitFor()
      await pages.kos.break(['K1'], { down: true })
      await page.getByRole('link', { name: '청구 내역 자세히 보기' }).click()
      await section(page, '청구 내역').waitFor()
      await section(page, '지난달과 다른 이유').getByText('지난달과 비교할 수 없습니다').waitFor()
      await pages.kos.heal()
      await section(page, '지난달과 다른 이유')
        .getByText(/^지난달\(\d+월\)/)
        .waitFor({ timeout: 45_000 })
    })

    it('UFR-BILL-040 draws six and twelve months, says the same in words, and the history tells of them', async () => {
      const page = await openBill('c00105')
      await seeChart(page)
      const recent = section(page, '월별 요금 추이')
      const rows = recent.locator('tbody tr')
      expect(await rows.count()).toBe(6)
      await recent.getByText('12개월', { exact: true }).click()
      await rows.nth(11).waitFor()
      expect(await page.locator('.recharts-bar-rectangle').count()).toBe(12)
      await page.getByRole('link', { name: '조회 이력 보기' }).click()
      await page.getByText(/부터 12개월/).waitFor()
      await page.getByText(/부터 6개월/).waitFor()
    })

    it('UFR-BILL-040 goes through the history page by page', async () => {
      const signInAsProgram = `mutation { signIn(input: { userId: "c00106", password: "${demoPassword}", client: API }) {
        ... on SignedIn { tokens { accessToken } customer { lines { id } } } } }`
      const { data } = await ask(pages.url, signInAsProgram)
      const { tokens, customer } = data?.['signIn'] as unknown as {
        tokens: { accessToken: string }
        customer: { lines: [{ id: string }] }
      }
      const lineId = customer.lines[0].id
      for (let look = 0; look < 21; look += 1) {
        await ask(pages.url, `{ line(id: "${lineId}") { bill { __typename } } }`, {}, tokens.accessToken)
      }
      const page = await pages.open(`/bill/${lineId}/history`)
      await signIn(page, 'c00106')
      const looks = page.getByText('요금 표시')
      await looks.nth(19).waitFor()
      expect(await looks.count()).toBe(20)
      await page.getByRole('button', { name: '더 보기' }).click()
      await page.getByText('모든 기록을 보았습니다.').waitFor()
      expect(await looks.count()).toBe(21)
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.getByRole('button', { name: '문의 번호 복사' }).first().click()
      await page.getByRole('button', { name: '복사했습니다' }).waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^[0-9a-f]{32}$/)
    })

    it('UFR-BILL-040 is saved as CSV that a spreadsheet reads, and printed without what is for the screen', async () => {
      const page = await openBill('demo05')
      const total = won((await section(page, '청구 내역').locator('tfoot td').textContent()) ?? '')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV 저장' }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/^요금-\d{4}-\d{2}\.csv$/)
      const file = await readFile(await download.path(), 'utf8')
      expect(file.startsWith('\uFEFF"청구월","구분","항목","금액(원)"\r\n')).toBe(true)
      expect(file.trimEnd().split('\r\n').at(-1)).toMatch(new RegExp(`,"합계","",${total}$`))

      await seeChart(page)
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      for (const shown of [section(page, '청구 내역'), section(page, '납부'), page.getByText(/^회선 010-\d{4}-\*{4}$/)])
        expect(await shown.isVisible()).toBe(true)
      for (const name of ['메뉴', 'CSV 저장', '뒤로'])
        expect(await page.getByRole('button', { name, exact: true }).isVisible()).toBe(false)
      expect(await page.locator('.recharts-surface').isVisible()).toBe(false)
      const colours = await page.evaluate<string[]>(
        `['body', 'h1', 'main td'].map((one) => getComputedStyle(document.querySelector(one)).color)`,
      )
      expect(colours).toEqual(Array.from({ length: 3 }, () => 'rgb(0, 0, 0)'))
    })

    it('UFR-BILL-020 keeps a deep link through sign-in, and another’s line looks like none', async () => {
      const path = new URL((await openBill('demo01')).url()).pathname
      const own = await pages.open(path)
      await signIn(own, 'demo01')
      expect(new URL(own.url()).pathname).toBe(path)
      await section(own, '청구 내역').waitFor()
      const others = await pages.open(path)
      await signIn(others, 'demo05')
      await others.getByRole('alert').getByText('찾을 수 없습니다', { exact: true }).waitFor()
      expect(await others.locator('main').innerText()).not.toMatch(/\d원/)
    })

    it.each([
      [375, 'light', 'ko'],
      [320, 'dark', 'en'],
      [320, 'light', 'ko'],
      [1440, 'dark', 'ko'],
      [1440, 'light', 'en'],
    ] as const)('is within reach of everybody at %d px, %s, %s', async (width, scheme, language) => {
      const page = await openBill('demo01', { viewport: { width, height: 800 }, scheme, language })
      await page.locator('main section').last().scrollIntoViewIfNeeded()
      await page.locator('.recharts-bar-rectangle').first().waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideways(page)
      await page.goto(`/bill/${lineOf(page)}/history`)
      await page.locator('tbody tr button').first().waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideways(page)
      await page.goto('/bill')
      await page.locator('main ul a').first().waitFor()
      await expectNoAxeViolations(page)
      await expectNoSideways(page)
    })
  },
  soonOld,
)
