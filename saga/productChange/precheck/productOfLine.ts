import { type KosLineProduct, type KosProduct } from '../../../kos/client/kosOrder.js'

/**
 * The line's own product as the catalogue has it. One that KOS does not list is shown by what the line's answer says of
 * it: not on sale, its network and the additive facts unknown.
 */
export function productOfLine(line: KosLineProduct, listed: KosProduct | null): KosProduct {
  if (listed) return listed
  return {
    code: line.productCode,
    name: line.productName,
    type: null,
    monthlyFee: line.monthlyFee,
    dataGb: line.dataGb,
    voiceMinutes: line.voiceMinutes,
    smsCount: line.smsCount,
    network: '',
    onSale: false,
    description: null,
    operatorCode: null,
    throttleKbps: null,
    overage: null,
    contractTerms: null,
    promo: null,
    eligibility: null,
  }
}
