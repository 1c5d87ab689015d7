import { type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { DomainError } from '../../../platform/errors/domainError.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type ChangeView } from '../../../saga/productChange/domain/projection.js'
import { type Catalogue } from '../catalogue/catalogue.js'
import { currentProduct } from '../catalogue/lineProduct.js'

/**
 * The plan that a change leaves or leads to: as it stood when the change was checked, else as KOS lists it now, else as
 * the line has it now.
 *
 * @throws KosUnavailable; DomainError NOT_FOUND for a plan that KOS does not know any more
 */
export async function changedPlan(
  side: 'from' | 'to',
  change: ChangeView,
  parts: { kos: KosOrder; catalogue: Catalogue; lineIds: LineIds },
): Promise<KosProduct> {
  const stored = change[side]
  if (stored) return stored
  const code = side === 'from' ? change.fromCode : change.toCode
  const listed = code === null ? null : await parts.catalogue.find(code)
  if (listed) return listed
  const current = await currentProduct(parts.lineIds.open(change.lineId), parts)
  if (current.kind === 'product' && (code === null || code === current.product.code)) return current.product
  throw new DomainError('NOT_FOUND', '통신사에서 요금제를 찾을 수 없습니다.')
}
