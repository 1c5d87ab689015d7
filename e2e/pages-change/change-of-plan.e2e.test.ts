import { expect, it } from '@jest/globals'
import { type Page } from 'playwright-core'
import { eventually } from '../../testing/eventually.js'
import { type ProductChanges, productChanges } from '../../testing/program/productChanges.js'
import { signIn as signInAsProgram } from '../graphqlClient.js'
import { describePages, type OpenOptions } from '../pages/describePages.js'
import { expectNoAxeViolations } from '../pages/expectNoAxeViolations.js'
import { expectNoSideways } from '../pages/expectNoSideways.js'
import { signIn } from '../pages/signIn.js'
import { type ChangeCustomer, changeCustomers } from './changeCustomers.js'
import { loseAnswer, onRequestChange } from './requestRoute.js'

const offline = /ERR_|WebSocket connection/

describePages(
  'Changing the plan',
  (pages) => {
    const customer = changeCustomers(() => pages)
    const api = ({ token }: { token: string }): ProductChanges => productChanges(() => pages, token)
    const status = (page: Page, of: string) => page.locator(`[data-status="${of}"]`)
    const orderButton = (page: Page) => page.getByRole('button', { name: /바꾸기$|예약하기$/ })
    const changeIn = (page: Page): string => new URL(page.url()).pathname.replace('/changes/', '')

    async function open(who: ChangeCustomer, path: string, options?: OpenOptions): Promise<Page> {
      const page = await pages.open(path, options)
      if (!options?.tabOf) await signIn(page, who.loginId)
      return page
    }

    async function confirming(who: ChangeCustomer, options?: OpenOptions): Promise<Page> {
      const page = await open(who, `/change/${who.lineId}/${who.to}`, options)
      await orderButton(page).waitFor()
      return page
    }

    const order = async (who: ChangeCustomer, timing?: 'NEXT_BILL_CYCLE'): Promise<string> => {
      const input = { lineId: who.lineId, productCode: who.to, ...(timing && { timing }) }
      const { change, userErrors } = await api(who).request(input)
      if (!change) throw new Error(`not accepted: ${JSON.stringify(userErrors)}`)
      return change.id
    }

    it('UFR-PROD-010 UFR-PROD-020 UFR-PROD-040 leads from the menu to the new plan, which the menu then shows', async () => {
      const who = await customer()
      const page = await open(who, '/change')
      await page.getByRole('link', { name: '다른 요금제 보기' }).click()
      await page.getByRole('heading', { level: 1, name: '요금제 고르기' }).waitFor()
      expect(await page.title()).toBe('요금제 고르기 · 요금')
      await page.getByRole('link', { name: `${who.toName} 선택` }).click()
      await page.getByRole('heading', { level: 1, name: '변경 내용 확인' }).waitFor()
      await page.getByText('7가지 중 7가지 통과').waitFor()
      await orderButton(page).click()
      await status(page, 'COMPLETED').waitFor()
      await page.getByText('요금제 변경이 완료되었습니다.').waitFor()
      const [effect] = await pages.kos.ledger(changeIn(page))
      expect(effect).toMatchObject({ lineNumber: who.lineNumber, to: who.to })

      await page.getByRole('link', { name: '요금제 변경으로' }).click()
      await page.getByText(who.toName).first().waitFor()
      await page.getByRole('button', { name: '지난 변경 내역' }).click()
      await page
        .getByRole('link')
        .filter({ hasText: `→ ${who.toName}` })
        .waitFor()
      expect(await page.locator('body').innerText()).not.toContain(who.lineNumber)
    })

    it('UFR-PROD-020 finds plans by network, data and price, keeps that in the address, and lays three side by side', async () => {
      const who = await customer()
      const page = await open(who, `/change/${who.lineId}`)
      const plans = page.getByRole('article')
      await plans.first().waitFor()
      const all = await plans.count()
      const costs = await plans.getByText(/^[\d,]+원$/).allInnerTexts()
      const won = costs.map((text) => Number(text.replace(/\D/g, '')))
      expect(won).toEqual([...won].sort((a, b) => a - b))

      await page.getByLabel('데이터', { exact: true }).selectOption('10')
      const few = await eventually('fewer plans', async () => {
        const count = await plans.count()
        return count < all && count
      })
      await page.getByLabel('월 요금', { exact: true }).selectOption('40000')
      const left = await eventually('still fewer plans', async () => {
        const count = await plans.count()
        return count < few && count
      })
      expect(
        await page
          .getByRole('status')
          .filter({ hasText: `${all}개 중 ${left}개` })
          .count(),
      ).toBe(1)
      await page.reload()
      await plans.first().waitFor()
      expect(await plans.count()).toBe(left)
      await page.getByLabel('통신망').selectOption({ index: 1 })

      await page.goto(`/change/${who.lineId}`)
      const boxes = page.getByRole('checkbox', { name: /비교에 담기/ })
      for (const at of [0, 1, 2]) await boxes.nth(at).check()
      expect(await boxes.nth(3).isDisabled()).toBe(true)
      await page.getByRole('button', { name: '비교하기' }).click()
      const table = page.getByRole('dialog').getByRole('table')
      await table.waitFor()
      expect(await table.getByRole('columnheader').count()).toBe(5)
      await expectNoAxeViolations(page)
      await expectNoSideways(page)
    })

    it('UFR-PROD-030 says which check a plan does not pass, and offers no button', async () => {
      const who = await customer()
      const page = await open(who, `/change/${who.lineId}`)
      await page.getByRole('link', { name: '변경할 수 없는 이유 보기' }).first().click()
      await page.getByRole('alert').getByText('이 요금제로 바꿀 수 없습니다').waitFor()
      await page
        .getByRole('listitem')
        .filter({ hasText: '통과하지 못함' })
        .getByText(/가입할 수 있는 요금제/)
        .waitFor()
      expect(await orderButton(page).count()).toBe(0)
      await expectNoAxeViolations(page)
    })

    it('UFR-PROD-030 reserves for the 1st, is found again on another device, and is cancelled there', async () => {
      const who = await customer()
      const page = await confirming(who)
      await page.getByRole('radio', { name: /예약/ }).click()
      await page.getByRole('button', { name: /예약하기$/ }).click()
      await status(page, 'RESERVED').waitFor()
      await expectNoAxeViolations(page)
      const id = changeIn(page)

      const other = await open(who, '/change')
      await other.getByText('변경이 예약되었습니다').waitFor()
      await expectNoAxeViolations(other)
      await other.getByRole('link', { name: '진행 상황 보기' }).click()
      await other.getByRole('button', { name: '예약 취소' }).click()
      await expectNoAxeViolations(other)
      await other.getByRole('dialog').getByRole('button', { name: '그대로 두기' }).click()
      expect(await api(who).change(id)).toMatchObject({ status: 'RESERVED' })
      await other.getByRole('button', { name: '예약 취소' }).click()
      await other.getByRole('dialog').getByRole('button', { name: '취소하기' }).click()
      await status(other, 'CANCELLED').waitFor()
      // The first device learns of it by itself.
      await status(page, 'CANCELLED').waitFor()
      expect(await page.getByRole('button', { name: '예약 취소' }).count()).toBe(0)
      expect(await pages.kos.ledger(id)).toEqual([])
      await expectNoAxeViolations(page)
    })

    it('UFR-PROD-040 takes a request while KOS is away, and lets it be taken back', async () => {
      const who = await customer()
      await pages.kos.break(['K1', 'K3', 'K4', 'K5'], { down: true })
      const id = await order(who)
      const page = await open(who, `/changes/${id}`)
      await status(page, 'REQUESTED').waitFor()
      await expectNoAxeViolations(page)
      await page.getByRole('button', { name: '신청 취소' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '취소하기' }).click()
      await status(page, 'CANCELLED').waitFor()
    })

    it('UFR-PROD-040 says why KOS refused, and that nothing has changed', async () => {
      const who = await customer()
      await pages.kos.break(['K5'], { applyFailRate: 1 })
      const page = await confirming(who)
      await orderButton(page).click()
      await status(page, 'REJECTED').waitFor()
      await status(page, 'REJECTED')
        .getByText(/적용하지 못했습니다/)
        .waitFor()
      await status(page, 'REJECTED').getByText('지금 요금제를 그대로 이용하실 수 있습니다.').waitFor()
      expect(await api(who).planOf(who.lineId)).toBe(who.from)
      await expectNoAxeViolations(page)
    })

    it('UFR-PROD-040 is undone where the contract cannot move, step by step before the eyes', async () => {
      const who = await customer('CONTRACT_CANNOT_MOVE')
      await pages.kos.break(['K5'], { latencyMs: 800 })
      const page = await open(who, `/changes/${await order(who)}`)
      await page.getByText('원래 요금제로 되돌리고 있습니다.').first().waitFor()
      await status(page, 'COMPENSATED').waitFor()
      await status(page, 'COMPENSATED')
        .getByText(/약정 할인을 새 요금제로 옮길 수 없어/)
        .waitFor()
      await expectNoAxeViolations(page)
    })

    it('UFR-PROD-040 says that it is being found out, through a reload, and then what came of it', async () => {
      const who = await customer()
      await pages.kos.break(['K5', 'K7'], { resetRate: 1 })
      const page = await confirming(who)
      await orderButton(page).click()
      const doubt = status(page, 'IN_DOUBT')
      await doubt.getByText('확인 중입니다').waitFor()
      expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toMatch(/^[1-9]\d?$/)
      await expectNoAxeViolations(page)
      await page.reload()
      await doubt.waitFor()
      await page.getByRole('progressbar').waitFor()
      await pages.kos.heal()
      await status(page, 'COMPLETED').waitFor({ timeout: 30_000 })
      expect(await pages.kos.ledger(changeIn(page))).toHaveLength(1)
    })

    it('UFR-PROD-040 says that a person looks into it, and goes on when the person did', async () => {
      const who = await customer('CONTRACT_CANNOT_MOVE')
      await pages.kos.break(['K6'], { latencyMs: 6_000 })
      const id = await order(who)
      const page = await open(who, `/changes/${id}`)
      await page.getByText('약정 할인을 새 요금제로 옮기고 있습니다.').first().waitFor()
      await pages.kos.break(['K5'], { applyFailRate: 1 })
      await status(page, 'NEEDS_ATTENTION').waitFor({ timeout: 30_000 })
      await status(page, 'NEEDS_ATTENTION')
        .getByText(/원래 요금제로 되돌리지 못해/)
        .waitFor()
      await expectNoAxeViolations(page)
      await pages.kos.heal()
      const operator = await signInAsProgram(pages.url, 'operator')
      await api(operator).operate('compensateProductChange', { id, reason: '다시 되돌립니다.' })
      await status(page, 'COMPENSATED').waitFor({ timeout: 30_000 })
    })

    it('UFR-PROD-040 goes on by itself after the network was cut, and misses no step', async () => {
      const who = await customer()
      pages.expectComplaints(offline)
      await pages.kos.break(['K5'], { latencyMs: 4_000 })
      const page = await confirming(who)
      await orderButton(page).click()
      await page.getByText('통신사에 요금제 변경을 요청했습니다.').first().waitFor()
      const id = changeIn(page)
      pages.network.cut()
      await page.getByText('연결이 끊겼습니다.', { exact: false }).waitFor()
      await eventually('KOS has changed the plan', async () => (await pages.kos.ledger(id)).length === 1)
      expect(await status(page, 'COMPLETED').count()).toBe(0)
      pages.network.heal()
      await status(page, 'COMPLETED').waitFor({ timeout: 30_000 })
      const steps = await page.getByRole('region', { name: '진행 내역' }).getByRole('listitem').count()
      expect(steps).toBe((await api(who).change(id))?.version)
    })

    it('UFR-PROD-030 changes once, also when the answer to the press is lost', async () => {
      const who = await customer()
      pages.expectComplaints(offline)
      const page = await confirming(who)
      const keys: unknown[] = []
      await onRequestChange(page, async (route, { variables }) => {
        keys.push(variables.input['idempotencyKey'])
        await (keys.length === 1 ? loseAnswer(route) : route.continue())
      })
      await orderButton(page).dblclick()
      await status(page, 'COMPLETED').waitFor()
      expect(keys).toHaveLength(2)
      expect(new Set(keys).size).toBe(1)
      expect(await pages.kos.ledger(changeIn(page))).toHaveLength(1)
    })

    it('UFR-PROD-030 carries a press through that was made without a network, once', async () => {
      const who = await customer()
      pages.expectComplaints(offline)
      const page = await confirming(who)
      pages.network.cut()
      await orderButton(page).click()
      await page.getByText('연결이 끊겨 신청 결과를 받지 못했습니다').waitFor()
      await expectNoAxeViolations(page)
      pages.network.heal()
      await status(page, 'COMPLETED').waitFor({ timeout: 30_000 })
      expect(await pages.kos.ledger(changeIn(page))).toHaveLength(1)
    })

    it('UFR-PROD-030 finds its own request again after a reload', async () => {
      const who = await customer()
      pages.expectComplaints(offline)
      const page = await confirming(who)
      let isLost = true
      await onRequestChange(page, (route) => (isLost ? loseAnswer(route) : route.continue()))
      await orderButton(page).click()
      await page.getByText('연결이 끊겨 신청 결과를 받지 못했습니다').waitFor()
      await page.reload()
      await page.getByText('앞서 누르신 신청의 결과를 받지 못했습니다').waitFor()
      await expectNoAxeViolations(page)
      isLost = false
      await page.getByRole('button', { name: '이어서 신청하기' }).click()
      await status(page, 'COMPLETED').waitFor()
      expect(await pages.kos.ledger(changeIn(page))).toHaveLength(1)
      await page.goto(`/change/${who.lineId}/${who.to}`)
      await page.getByText('이 요금제로 바꿀 수 없습니다').waitFor()
      expect(await page.getByText('앞서 누르신 신청').count()).toBe(0)
    })

    it('UFR-PROD-030 leads a second tab to the change that the first one began', async () => {
      const who = await customer()
      await pages.kos.break(['K5'], { latencyMs: 5_000 })
      const first = await confirming(who)
      const second = await confirming(who, { tabOf: first })
      await orderButton(first).click()
      await first.waitForURL('**/changes/*')
      await orderButton(second).click()
      await second.getByRole('alert').getByText('이 회선에는 이미 진행 중인 변경이 있습니다').waitFor()
      await second.getByRole('alert').getByRole('link', { name: '진행 상황 보기' }).first().click()
      await second.waitForURL(`**/changes/${changeIn(first)}`)
      for (const page of [first, second]) await status(page, 'COMPLETED').waitFor()
    })

    it('UFR-PROD-030 shows a new quote when the old one binds no more, and a new press orders by it', async () => {
      const who = await customer()
      const page = await confirming(who)
      const quotes: unknown[] = []
      await onRequestChange(page, async (route, body) => {
        quotes.push(body.variables.input['acceptedQuoteId'])
        if (quotes.length > 1) return route.continue()
        body.variables.input['acceptedQuoteId'] = '00000000-0000-4000-8000-000000000000'
        return route.continue({ postData: JSON.stringify(body) })
      })
      await orderButton(page).click()
      await page.getByRole('alert').getByText('아직 신청되지 않았습니다.', { exact: false }).waitFor()
      await expectNoAxeViolations(page)
      await orderButton(page).click()
      await status(page, 'COMPLETED').waitFor()
      expect(new Set(quotes).size).toBe(2)
    })

    it('UFR-PROD-030 says which check failed when something has changed since the quote', async () => {
      const who = await customer()
      const page = await confirming(who)
      await pages.kos.changePlan(who.lineNumber, who)
      await orderButton(page).click()
      await page.getByRole('alert').getByText('신청이 받아들여지지 않았습니다').waitFor()
      await page.getByRole('alert').getByText('이 요금제로 바꿀 수 없습니다').waitFor()
      expect(await orderButton(page).count()).toBe(0)
    })

    it('UFR-PROD-030 takes a new key when the one that it chose is taken', async () => {
      const who = await customer()
      const page = await confirming(who)
      const taken = '11111111-1111-4111-8111-111111111111'
      const reserved = await api(who).request({
        lineId: who.lineId,
        productCode: who.to,
        timing: 'NEXT_BILL_CYCLE',
        idempotencyKey: taken,
      })
      await api(who).cancel(reserved.change?.id ?? '')
      let presses = 0
      await onRequestChange(page, async (route, body) => {
        presses += 1
        if (presses === 1) body.variables.input['idempotencyKey'] = taken
        await route.continue({ postData: JSON.stringify(body) })
      })
      await orderButton(page).click()
      await page.getByRole('alert').getByText('신청되지 않았습니다').waitFor()
      await orderButton(page).click()
      await status(page, 'COMPLETED').waitFor()
    })

    it('counts the quote down, and renews it when it is over', async () => {
      const who = await customer()
      const page = await pages.open('/sign-in')
      await signIn(page, who.loginId)
      await page.clock.install()
      await page.goto(`/change/${who.lineId}/${who.to}`)
      const left = page.getByRole('timer')
      await left.getByText(/(9:\d\d|10:00) 동안/).waitFor()
      let quotes = 0
      page.on('request', (request) => (quotes += request.postData()?.includes('"Quote"') ? 1 : 0))
      await page.clock.fastForward('09:30')
      await left.getByText(/0:[0-3]\d 동안/).waitFor()
      expect(quotes).toBe(0)
      await page.clock.fastForward('00:40')
      await left.getByText(/(9:\d\d|10:00) 동안/).waitFor()
      expect(quotes).toBe(1)
      expect(await orderButton(page).isEnabled()).toBe(true)
    })

    it('says that KOS is away, keeps what was there, and shows the rest by itself when it is back', async () => {
      const who = await customer()
      await pages.kos.break(['K1', 'K3', 'K4'], { down: true })
      const page = await open(who, `/change/${who.lineId}`)
      await page.getByText('요금제 목록을 확인할 수 없습니다').waitFor()
      expect(await page.getByRole('region', { name: '바꿀 수 있는 요금제' }).innerText()).not.toMatch(/\d원/)
      // The plan was asked for when they signed in.
      await page.getByText(/^월 [\d,]+원$/).waitFor()
      await expectNoAxeViolations(page)
      await pages.kos.heal()
      await page.getByRole('article').first().waitFor({ timeout: 40_000 })
      await page
        .getByText(/^월 [\d,]+원$/)
        .first()
        .waitFor({ timeout: 40_000 })
    })

    it('says that there is no quote while KOS is away, and quotes by itself when it is back', async () => {
      const who = await customer()
      await pages.kos.break(['K1', 'K3', 'K4'], { down: true })
      const page = await open(who, `/change/${who.lineId}/${who.to}`)
      await page.getByText('지금은 견적을 낼 수 없습니다').waitFor()
      expect(await orderButton(page).count()).toBe(0)
      await expectNoAxeViolations(page)
      await pages.kos.heal()
      await orderButton(page).waitFor({ timeout: 40_000 })
    })

    it('does not tell a change of somebody else from one that does not exist', async () => {
      const [who, other] = [await customer(), await customer()]
      const id = await order(who, 'NEXT_BILL_CYCLE')
      const page = await open(other, `/changes/${id}`)
      await page.getByRole('alert').getByText('찾을 수 없습니다').waitFor()
      const foreign = await page.locator('main').innerText()
      await page.goto('/changes/00000000-0000-4000-8000-000000000000')
      await page.getByRole('alert').getByText('찾을 수 없습니다').waitFor()
      expect(await page.locator('main').innerText()).toBe(foreign)
    })

    it.each([
      [375, 'light', 'ko'],
      [320, 'dark', 'en'],
      [1440, 'dark', 'ko'],
      [1440, 'light', 'en'],
    ] as const)('is within reach of everybody at %d px, %s, %s', async (width, scheme, language) => {
      const who = await customer('CONTRACT_CANNOT_MOVE')
      const page = await open(who, '/change', { viewport: { width, height: 800 }, scheme, language })
      const look = async (): Promise<void> => {
        await expectNoAxeViolations(page)
        await expectNoSideways(page)
      }
      await page.locator('.amount').first().waitFor()
      await look()
      await page.goto(`/change/${who.lineId}`)
      await page.getByRole('article').first().waitFor()
      await look()
      await page.goto(`/change/${who.lineId}/${who.to}`)
      await page.getByRole('timer').waitFor()
      await look()
      // What is said in English is said in English: names of plans are names.
      if (language === 'en')
        expect(await page.getByRole('list').allInnerTexts()).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/니다/)]),
        )
      await page.getByRole('button', { name: language === 'ko' ? /바꾸기$/ : /^Change to/ }).click()
      await status(page, 'COMPLETED').waitFor()
      await look()
      if (language === 'en') expect(await page.locator('main').innerText()).not.toMatch(/니다/)
    })
  },
  { KOS_MAX_PROCESSING_MS: '3000' },
)
