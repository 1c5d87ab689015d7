import { expect, it } from '@jest/globals'
import { eventually } from '../../testing/eventually.js'
import { ask } from '../graphqlClient.js'
import { describePages } from './describePages.js'
import { expectNoAxeViolations } from './expectNoAxeViolations.js'
import { expectNoSideways } from './expectNoSideways.js'
import { demoPassword, fillSignIn, signIn } from './signIn.js'

const signInAsProgram = `mutation ($userId: String!) { signIn(input: { userId: $userId, password: "${demoPassword}", client: API }) {
  ... on SignedIn { tokens { accessToken } } } }`

describePages('Signing in, and home', (pages) => {
  /** Ends all of a customer's sessions from another device. */
  async function signOutElsewhere(userId: string): Promise<void> {
    const { data } = await ask(pages.url, signInAsProgram, { userId })
    const signed = data?.['signIn'] as unknown as { tokens: { accessToken: string } }
    await ask(pages.url, 'mutation { signOut(everywhere: true) { signedOutSessions } }', {}, signed.tokens.accessToken)
  }

  it('UFR-AUTH-010 leads to where one wanted to go', async () => {
    const page = await pages.open('/bill?from=letter#top')
    await page.getByRole('heading', { level: 1, name: '로그인' }).waitFor()
    expect(await page.title()).toBe('로그인 · 요금')
    await signIn(page)
    expect(new URL(page.url()).pathname + new URL(page.url()).search + new URL(page.url()).hash).toBe(
      '/bill?from=letter#top',
    )
  })

  it.each(['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', '/..//elsewhere.example'])(
    'leads nowhere else: %s',
    async (to) => {
      const page = await pages.open(`/sign-in?to=${encodeURIComponent(to)}`)
      await signIn(page)
      expect(page.url()).toBe(`${pages.url}/`)
    },
  )

  it('UFR-AUTH-010 does not tell which was wrong, and says until when an account is locked, as it is in Seoul', async () => {
    const page = await pages.open('/sign-in')
    await fillSignIn(page, 'nobody-of-this-name', 'wrong')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    const unknown = await alert.textContent()
    await fillSignIn(page, 'c00042', 'wrong')
    await page.waitForResponse('**/graphql')
    await alert.waitFor()
    expect(await alert.textContent()).toBe(unknown)
    expect(unknown).toBe('ID 또는 비밀번호를 확인해주세요.')
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await alert.waitFor()
      await Promise.all([page.waitForResponse('**/graphql'), fillSignIn(page, 'c00042', 'wrong')])
    }
    await page.getByRole('alert').getByText('로그인이 잠겼습니다').waitFor()
    const inHalfAnHour = new Date(Date.now() + 30 * 60_000)
    const day = new Intl.DateTimeFormat('ko-KR', { dateStyle: 'medium', timeZone: 'Asia/Seoul' }).format(inHalfAnHour)
    expect(await alert.textContent()).toContain(day)
    await expectNoAxeViolations(page)
  })

  it('asks for what is missing before anything is sent', async () => {
    const page = await pages.open('/sign-in')
    let sent = 0
    page.on('request', (request) => (sent += request.postData()?.includes('SignIn') ? 1 : 0))
    await page.locator('button[type=submit]').click()
    await page.getByText('아이디를 입력해 주세요.').waitFor()
    await page.getByText('비밀번호를 입력해 주세요.').waitFor()
    expect(sent).toBe(0)
    expect(await page.getByLabel('아이디').getAttribute('aria-invalid')).toBe('true')
  })

  it('shows the month at a glance, and the line that was chosen also after a reload', async () => {
    const page = await pages.open('/')
    await signIn(page)
    await page.getByRole('heading', { level: 1, name: '김*늘님, 안녕하세요' }).waitFor()
    expect(await page.title()).toBe('홈 · 요금')
    const month = page.getByRole('region', { name: '이번 달 요금' })
    await month.getByText(/^[\d,]+원$/).waitFor()
    await month.getByText(/납부 예정/).waitFor()
    await month.getByText(/사용$/).first().waitFor()
    const line = page.getByLabel('회선')
    const other = await line.locator('option').nth(1).getAttribute('value')
    await line.selectOption(other)
    await page.reload()
    await page
      .getByRole('region', { name: '이번 달 요금' })
      .getByText(/^[\d,]+원$/)
      .waitFor()
    expect(await page.getByLabel('회선').inputValue()).toBe(other)
    expect(await page.locator('body').innerText()).not.toMatch(/010-?\d{4}-?\d{4}/)
  })

  it('UFR-AUTH-020 does not show what one may not do, and says so at its address', async () => {
    const page = await pages.open('/change')
    await signIn(page, 'demo02')
    await page.getByRole('heading', { level: 1, name: '서비스 이용 권한이 없습니다' }).waitFor()
    await page.getByRole('link', { name: '홈으로 가기' }).click()
    await page.getByRole('navigation', { name: '서비스' }).getByText('요금 조회').waitFor()
    expect(await page.getByText('요금제 변경', { exact: true }).count()).toBe(0)
  })

  it('UFR-AUTH-010 notices at once that the session was ended on another device', async () => {
    const page = await pages.open('/')
    await signIn(page, 'demo04')
    await page.getByRole('region', { name: '이번 달 요금' }).getByText(/원$/).first().waitFor()
    await signOutElsewhere('demo04')
    await page.getByText('로그인이 종료되었습니다.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })

  it('signs every tab out together', async () => {
    const first = await pages.open('/')
    await signIn(first, 'demo05')
    const second = await pages.open('/bill', { tabOf: first })
    await second.locator('main h1').waitFor()
    await first.getByRole('button', { name: '메뉴' }).click()
    await first.getByRole('menuitem', { name: '로그아웃', exact: true }).click()
    for (const page of [first, second]) await page.waitForURL('**/sign-in**')
    expect(new URL(second.url()).searchParams.get('to')).toBe('/bill')
  })

  it('renews a session unseen, once for all that is asked at the same time', async () => {
    const page = await pages.open('/')
    await signIn(page)
    await page
      .getByRole('region', { name: '이번 달 요금' })
      .getByText(/^[\d,]+원$/)
      .waitFor()
    const renewals: string[] = []
    page.on('request', (request) => {
      if (request.postData()?.includes('"RefreshSession"')) renewals.push(request.url())
    })
    await page.context().clearCookies({ name: '__Host-yogeum-access' })
    await page.getByLabel('회선').selectOption({ index: 2 })
    await page
      .getByRole('region', { name: '이번 달 요금' })
      .getByText(/^[\d,]+원$/)
      .waitFor()
    await page
      .getByRole('region', { name: '사용 중인 요금제' })
      .getByText(/^월 [\d,]+원$/)
      .waitFor()
    expect(renewals).toHaveLength(1)
    await page.context().clearCookies({ name: '__Host-yogeum-access' })
    await page.reload()
    await page.getByRole('heading', { level: 1, name: /안녕하세요/ }).waitFor()
    await page.context().clearCookies()
    await page.getByLabel('회선').selectOption({ index: 0 })
    await page.getByText('로그인이 종료되었습니다.').waitFor()
  })

  it('says that KOS is away in place of a sum, and shows the sum when it is back', async () => {
    await pages.kos.break(['K1', 'K2', 'K3', 'K4'], { down: true })
    const page = await pages.open('/')
    await signIn(page, 'c00077')
    const month = page.getByRole('region', { name: '이번 달 요금' })
    await month.getByText('이번 달 요금을 잠시 확인할 수 없습니다').waitFor()
    expect(await month.innerText()).not.toMatch(/\d원/)
    await expectNoAxeViolations(page)
    await pages.kos.heal()
    // The breaker lets a call through to try five seconds after it opened.
    await eventually('the sum is shown', async () => {
      // It may be gone before it is pressed: what was asked for has come.
      const retry = month.getByRole('button', { name: '다시 시도' })
      if (await retry.isVisible()) await retry.click({ timeout: 1_000 }).catch(() => undefined)
      return /\d원/.test(await month.innerText())
    })
  })

  it('says that the connection is lost, and goes on when it is back', async () => {
    pages.expectComplaints(/ERR_|WebSocket connection/)
    const page = await pages.open('/')
    await signIn(page)
    await page
      .getByRole('region', { name: '이번 달 요금' })
      .getByText(/^[\d,]+원$/)
      .waitFor()
    pages.network.cut()
    const notice = page.getByText('연결이 끊겼습니다')
    await notice.waitFor()
    await expectNoAxeViolations(page)
    await page.getByLabel('회선').selectOption({ index: 1 })
    await page.getByText('인터넷에 연결할 수 없습니다').first().waitFor()
    pages.network.heal()
    await page.getByRole('button', { name: '다시 시도' }).first().click()
    await page
      .getByRole('region', { name: '이번 달 요금' })
      .getByText(/^[\d,]+원$/)
      .waitFor()
    await notice.waitFor({ state: 'detached', timeout: 30_000 })
    await signOutElsewhere('demo01')
    await page.getByText('로그인이 종료되었습니다.').waitFor()
  })

  it('is there after less than 200 KB', async () => {
    const page = await pages.open('/healthz')
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    let bytes = 0
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await page.goto('/sign-in')
    await page.locator('h1').waitFor()
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(200_000)
  })

  it('has only the documents of the pages carried out in a session of a browser', async () => {
    const page = await pages.open('/')
    await signIn(page)
    pages.expectComplaints(/403/)
    const status = await page.evaluate<number>(`fetch('/graphql', { method: 'POST',
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: '{ viewer { id } }' }) }).then((answer) => answer.status)`)
    expect(status).toBe(403)
  })

  it.each([
    [375, 'light', 'ko'],
    [320, 'dark', 'ko'],
    [1440, 'light', 'en'],
    [1440, 'dark', 'en'],
  ] as const)('is within reach of everybody at %d px, %s, %s', async (width, scheme, language) => {
    const page = await pages.open('/', { viewport: { width, height: 800 }, scheme, language })
    await page.locator('h1').waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideways(page)
    await signIn(page)
    await page.locator('.amount').first().waitFor()
    await expectNoAxeViolations(page)
    await expectNoSideways(page)
    await page.getByRole('button', { name: language === 'ko' ? '메뉴' : 'Menu' }).click()
    await page.getByRole('menuitem').first().waitFor()
    await expectNoAxeViolations(page)
  })
})
