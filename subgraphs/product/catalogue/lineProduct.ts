import { type Freshness, oldestOf } from '../../../kos/client/freshness.js'
import { type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { productOfLine } from '../../../saga/productChange/precheck/productOfLine.js'
import { type Catalogue } from './catalogue.js'

/** The plan that a line is on, or a Korean sentence that says why there is none to show. */
export type CurrentProduct = { freshness: Freshness } & (
  { kind: 'product'; product: KosProduct } | { kind: 'lineNotActive'; message: string }
)

/** @throws KosUnavailable */
export async function currentProduct(
  lineNumber: string,
  { kos, catalogue }: { kos: KosOrder; catalogue: Catalogue },
): Promise<CurrentProduct> {
  const [line, list] = await Promise.all([kos.lineProduct(lineNumber), catalogue.answered()])
  const freshness = oldestOf(line.freshness, list.freshness)
  const { answer } = line
  switch (answer.kind) {
    case 'product': {
      const listed = list.answer.find((product) => product.code === answer.product.productCode) ?? null
      return { kind: 'product', freshness, product: productOfLine(answer.product, listed) }
    }
    case 'lineNotActive':
      return { kind: 'lineNotActive', freshness, message: '이용 중인 회선이 아닙니다. 회선 상태를 확인해주세요.' }
    case 'noSuchLine':
      return { kind: 'lineNotActive', freshness, message: '통신사에 등록되지 않은 회선입니다.' }
    case 'noProduct':
      return { kind: 'lineNotActive', freshness, message: '이용 중인 요금제가 없는 회선입니다.' }
    default:
      return answer satisfies never
  }
}
