import { describe, expect, it } from '@jest/globals'
import { kosProduct } from '../testing/createFakeKosOrder.js'
import { productPage, type ProductFilter } from './productPage.js'

const products = [
  kosProduct({ code: 'LTE-CCC', monthlyFee: 20_000, dataGb: 'unlimited' }),
  kosProduct({ code: 'LTE-BBB', monthlyFee: 10_000, dataGb: 3 }),
  kosProduct({ code: '5G-AAA', monthlyFee: 20_000, dataGb: 20, network: '5G' }),
  kosProduct({ code: '3G-OLD', monthlyFee: 5_000, dataGb: 5, network: '3G', onSale: false }),
  kosProduct({ code: 'LTE-NIL', monthlyFee: 30_000, dataGb: null }),
]
const page = (filter: ProductFilter = {}, first = 50, after: string | null = null) =>
  productPage(products, { filter, first, after })
const codes = (filter?: ProductFilter, first?: number) => page(filter, first).items.map((item) => item.product.code)

describe('UFR-PROD-010 the plans to choose from', () => {
  it('are those on sale, cheapest first, then by code', () => {
    expect(codes()).toEqual(['LTE-BBB', '5G-AAA', 'LTE-CCC', 'LTE-NIL'])
  })

  it.each<[ProductFilter, string[]]>([
    [{ onSale: false }, ['3G-OLD']],
    [{ onSale: null }, ['3G-OLD', 'LTE-BBB', '5G-AAA', 'LTE-CCC', 'LTE-NIL']],
    [{ network: 'FIVE_G' }, ['5G-AAA']],
    [{ minMonthlyFee: 10_001, maxMonthlyFee: 20_000 }, ['5G-AAA', 'LTE-CCC']],
    [{ minDataGb: 20 }, ['5G-AAA', 'LTE-CCC']],
    [{ maxDataGb: 20 }, ['LTE-BBB', '5G-AAA']],
    [{ network: 'LTE', maxDataGb: 1 }, []],
  ])('are narrowed by %j', (filter, expected) => {
    expect(codes(filter)).toEqual(expected)
  })

  it('come in pages that meet without gap or repeat', () => {
    const seen: string[] = []
    let after: string | null = null
    for (let more = true; more;) {
      const next = page({}, 1, after)
      expect(next.totalCount).toBe(4)
      expect(next.hasPreviousPage).toBe(after !== null)
      seen.push(...next.items.map((item) => item.product.code))
      after = next.items.at(-1)?.cursor ?? null
      more = next.hasNextPage
    }
    expect(seen).toEqual(['LTE-BBB', '5G-AAA', 'LTE-CCC', 'LTE-NIL'])
  })

  it('go on from a cursor whose plan has left the list', () => {
    const cursor = page({}, 1).items[0]?.cursor ?? ''
    const rest = productPage(
      products.filter((each) => each.code !== 'LTE-BBB'),
      { filter: {}, first: 50, after: cursor },
    )
    expect(rest.items.map((item) => item.product.code)).toEqual(['5G-AAA', 'LTE-CCC', 'LTE-NIL'])
  })

  it.each([0, -1, 51, 1.5])('refuse a page size of %d', (first) => {
    expect(() => page({}, first)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it.each([
    '',
    'x',
    '!!!',
    Buffer.from('1:ab').toString('base64url'),
    `${Buffer.from('1:ABC').toString('base64url')}=`,
    Buffer.from('-1:ABC').toString('base64url'),
  ])('refuse the cursor %j', (after) => {
    expect(() => page({}, 50, after)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it.each<ProductFilter>([
    { minMonthlyFee: -1 },
    { maxMonthlyFee: -1 },
    { minMonthlyFee: 2, maxMonthlyFee: 1 },
    { minDataGb: 5, maxDataGb: 1 },
  ])('refuse the range %j', (filter) => {
    expect(() => page(filter)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })
})
