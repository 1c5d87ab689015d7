import { beforeAll, expect, it } from '@jest/globals'
import { type Page } from 'playwright-core'
import { eventually } from '../../testing/eventually.js'
import { ask } from '../../testing/program/graphql.js'
import { signIn as signInAsProgram } from '../../testing/program/lines.js'
import { describePages } from './describePages.js'
import { expectNoAxeViolations } from './expectNoAxeViolations.js'
import { expectNoSideways } from './expectNoSideways.js'
import { signIn } from './signIn.js'
import { stickChange, type StuckChange } from './stuckChange.js'

const wide = { viewport: { width: 1440, height: 900 } }
const aNumber = /010-?\d{4}-?\d{4}/
const billQuery = '{ viewer { lines { bill { __typename } } } }'
const reason = '고객 요청으로 회신 전화'

describePages('The operator’s desk', (pages) => {
  let stuck: StuckChange
  let undone: StuckChange

  beforeAll(async () => {
    stuck = await stickChange(pages.url, pages.kos)
    undone = await stickChange(pages.url, pages.kos, 1)
  }, 120_000)

  async function open(path: string, options: Parameters<typeof pages.open>[1] = wide): Promise<Page> {
    const page = await pages.open(path, options)
    await signIn(page, 'operator')
    return page
  }

  async function askForBills(users: string[]): Promise<void> {
    for (const user of users) {
      const token = await signInAsProgram(pages.url, user)
      await ask(pages.url, { query: billQuery, token })
    }
  }

  it('UFR-AUTH-020 is not shown to customers, and refuses them at each of its addresses', async () => {
    const page = await pages.open('/desk', wide)
    await signIn(page)
    for (const path of ['/desk', '/desk/changes', `/desk/changes/${stuck.id}`, '/desk/inquiries']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1, name: '서비스 이용 권한이 없습니다' }).waitFor()
      expect(await page.getByRole('link', { name: '운영' }).count()).toBe(0)
    }
  })

  it('tells at once that a breaker opens, and that it closes again', async () => {
    const page = await open('/desk')
    await page.getByText('실시간', { exact: true }).waitFor()
    const changes = page.getByRole('region', { name: '차단기 변화' })
    await pages.kos.break(['K1', 'K2', 'K3', 'K4'], { down: true })
    await askForBills(Array.from({ length: 14 }, (_, at) => `c00${800 + at}`))
    await changes.getByRole('listitem').filter({ hasText: 'K1' }).first().waitFor()
    const tile = page.getByRole('region', { name: '최근 5분 요약' })
    await tile.getByText(/K1.*이상/).waitFor()
    await expectNoAxeViolations(page)
    await pages.kos.heal()
    await eventually('the breaker is closed again', async () => {
      await askForBills(['c00820'])
      return (await changes.getByRole('listitem').filter({ hasText: 'K1' }).first().innerText()).endsWith('정상')
    })
  })

  it('keeps its figures, with their age, while the gateway is out of reach', async () => {
    const page = await open('/desk')
    const tile = page.getByRole('region', { name: '최근 5분 요약' })
    await tile.getByText('프로세스 3개').waitFor()
    pages.expectComplaints(/.*/)
    pages.network.cut()
    await page.getByText('새 값을 받지 못했습니다').first().waitFor()
    await tile.getByText('프로세스 3개').waitFor()
    pages.network.heal()
    await eventually(
      'there are new figures',
      async () => (await page.getByText('새 값을 받지 못했습니다').count()) === 0,
    )
  })

  it('shows each chart as a table, too', async () => {
    const page = await open('/desk?operation=K1')
    const chart = page.getByRole('region', { name: 'KOS 호출', exact: true })
    await chart.getByRole('img', { name: /KOS 호출\. 응답: 최고/ }).waitFor()
    await chart.getByRole('button', { name: '표로 보기' }).click()
    await chart.getByRole('columnheader', { name: '실패' }).waitFor()
    await expectNoAxeViolations(page)
  })

  it('finds changes by state; what was looked for is in the address', async () => {
    const page = await open('/desk/changes')
    await page.getByRole('button', { name: /^조치 필요/ }).click()
    await page.waitForURL('**/desk/changes?status=NEEDS_ATTENTION')
    await page.reload()
    expect(await page.getByRole('button', { name: /^조치 필요/ }).getAttribute('aria-pressed')).toBe('true')
    await page.locator('tbody tr').nth(1).waitFor()
    const states = await page.locator('tbody tr td:first-child').allInnerTexts()
    expect(new Set(states)).toEqual(new Set(['조치 필요']))
    await page.getByRole('combobox', { name: '접수 후 지난 시간' }).click()
    await page.getByRole('option', { name: '하루 이상' }).click()
    await page.getByText('조건에 맞는 변경이 없습니다.').waitFor()
    expect(page.url()).toContain('age=1d')
    await page.goBack()
    await page.locator('tbody tr').first().waitFor()
  })

  it('does not take a phone number for a line, and never into the address', async () => {
    const page = await open('/desk/changes')
    await page.getByLabel('회선 ID').fill(stuck.lineNumber)
    await page.getByLabel('회선 ID').press('Enter')
    await page.getByText(/전화번호가 아니라/).waitFor()
    expect(page.url()).not.toContain(stuck.lineNumber)
    await page.getByLabel('회선 ID').fill(stuck.lineId)
    await page.getByLabel('회선 ID').press('Enter')
    await page.waitForURL(/line=ln_/)
    await eventually('only that line', async () => (await page.locator('tbody tr').count()) === 1)
  })

  it('UFR-PROD-040 has a change undone, with a reason, and shows it happen', async () => {
    const page = await open(`/desk/changes/${undone.id}`)
    await page.getByRole('button', { name: '추적 ID 복사' }).waitFor()
    expect(await page.locator('main').innerText()).toMatch(/[0-9a-f]{32}/)
    await page.getByRole('button', { name: '원복', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: '원복' })
    const send = dialog.getByRole('button', { name: '원복', exact: true })
    await send.click()
    await dialog.getByText('사유를 입력해 주세요.').waitFor()
    await dialog.getByText('확인란에 표시해 주세요.').waitFor()
    await expectNoAxeViolations(page)
    await dialog.getByLabel('사유').fill('고객과 통화함')
    await dialog.getByLabel('위 내용을 확인했습니다.').check()
    await send.click()
    await page.getByText('원복을 시작했습니다.').waitFor()
    await page.getByRole('list', { name: '이력' }).getByText('원복 완료').waitFor()
    await page.getByText(/사유: 고객과 통화함/).waitFor()
    await page.getByText('메모만 남길 수 있습니다.', { exact: false }).waitFor()
    expect(await page.getByRole('button', { name: '원복', exact: true }).count()).toBe(0)
  })

  it('tells that a command comes too late', async () => {
    const page = await open(`/desk/changes/${stuck.id}`)
    await page.getByRole('button', { name: '적용됨으로 표시' }).click()
    const token = await signInAsProgram(pages.url, 'operator')
    const dialog = page.getByRole('dialog', { name: '적용됨으로 표시' })
    await dialog.getByLabel('KOS 주문 번호').fill('KO1')
    await dialog.getByLabel('사유').fill('확인')
    await dialog.getByLabel('위 내용을 확인했습니다.').check()
    const mutation =
      'mutation ($input: CompensateProductChangeInput!) { compensateProductChange(input: $input) { userErrors { code } } }'
    await ask(pages.url, { query: mutation, variables: { input: { id: stuck.id, reason: '먼저' } }, token })
    await dialog.getByRole('button', { name: '적용됨으로 표시' }).click()
    await dialog.getByText('이 변경은 더 이상 담당자를 기다리지 않습니다.', { exact: false }).waitFor()
  })

  it('shows personal data for a reason, and nowhere but in its dialog', async () => {
    const page = await open(`/desk/changes/${stuck.id}`)
    const whole = () => page.locator('body').innerText()
    await page.getByRole('button', { name: /개인정보 보기/ }).click()
    const dialog = page.getByRole('dialog', { name: '개인정보 보기' })
    await dialog.getByLabel('사유').fill('네')
    await dialog.getByRole('button', { name: '기록하고 보기' }).click()
    await dialog.getByText('사유를 5자 이상 입력해 주세요.').waitFor()
    expect(await whole()).not.toMatch(aNumber)
    await dialog.getByLabel('사유').fill(reason)
    await dialog.getByRole('button', { name: '기록하고 보기' }).click()
    await dialog.getByText(/열람 기록 \d+번/).waitFor()
    expect((await dialog.innerText()).replaceAll('-', '')).toContain(stuck.lineNumber)
    await expectNoAxeViolations(page)
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state])',
    )
    expect(kept.replaceAll('-', '')).not.toContain(stuck.lineNumber)
    await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`)
    await dialog.getByText('개인정보를 다시 가렸습니다.', { exact: false }).waitFor()
    expect(await whole()).not.toMatch(aNumber)
  })

  it('UFR-BILL-040 finds inquiries by time, outcome, line and trace, each with its calls to KOS', async () => {
    await askForBills(Array.from({ length: 22 }, (_, at) => `c00${500 + at}`))
    const page = await open('/desk/inquiries')
    const rows = page.locator('tbody tr')
    await rows.nth(19).waitFor()
    const first = await rows.first().innerText()
    await page.getByRole('link', { name: '다음' }).click()
    await page.waitForURL(/after=/)
    await page.getByRole('link', { name: '이전' }).waitFor()
    await page.getByRole('link', { name: '처음' }).click()
    await eventually('the first page again', async () => (await rows.first().innerText()) === first)
    await page
      .getByRole('button', { name: /^펼치기/ })
      .first()
      .click()
    await page.getByRole('table', { name: 'KOS 처리' }).waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('link', { name: '이 회선만' }).click()
    await page.waitForURL(/line=ln_/)
    await page.goto('/desk/inquiries?from=2001-01-01T00:00&to=2001-01-02T00:00&outcome=SHOWN')
    await page.getByText('조건에 맞는 조회가 없습니다.').waitFor()
    await page.getByRole('button', { name: '조건 모두 지우기' }).click()
    await rows.nth(19).waitFor()
    await page.getByLabel('시작', { exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^1 / }).first().click()
    await page.waitForURL(/from=\d{4}-\d{2}-01T/)
    expect(await page.locator('body').innerText()).not.toMatch(aNumber)
  })

  it.each([
    [320, 'dark', 'ko'],
    [375, 'light', 'en'],
    [1440, 'light', 'ko'],
    [1440, 'dark', 'en'],
  ] as const)('is within reach of everybody at %d px, %s, %s', async (width, scheme, language) => {
    const page = await open('/desk', { viewport: { width, height: 800 }, scheme, language })
    for (const path of ['/desk', '/desk/changes', `/desk/changes/${undone.id}`, '/desk/inquiries']) {
      await page.goto(path)
      await page.locator('main h1').waitFor()
      await eventually('everything is there', async () => (await page.locator('[aria-busy=true]').count()) === 0)
      await expectNoAxeViolations(page)
      await expectNoSideways(page)
    }
  })
})
