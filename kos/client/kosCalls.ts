import { type YearMonth } from '../../platform/time/yearMonth.js'
import { type KosCall } from './kosCaller.js'
import {
  type BillAnswer,
  type BillMonthsAnswer,
  type ContractMoved,
  type KosLineOrder,
  type KosOrderOutcome,
  type KosProduct,
  type LineProductAnswer,
  type OrderStatusAnswer,
  type ProductChanged,
} from './kosOrder.js'
import { billRefusals, readBill } from './wire/billInquiry.js'
import { billMonthsRefusals, readBillMonths } from './wire/billMonths.js'
import { contractTransferRefusals, readContractTransfer } from './wire/contractTransfer.js'
import { lineProductRefusals, readLineProduct } from './wire/lineProduct.js'
import { orderStatusRefusals, readOrderStatus } from './wire/orderStatus.js'
import { productChangeRefusals, readProductChange } from './wire/productChange.js'
import { readProductList } from './wire/productList.js'

/** K1. */
export const billCall = (lineNumber: string, month: YearMonth): KosCall<BillAnswer, 'K1'> => ({
  operation: 'K1',
  method: 'POST',
  path: '/api/v1/kos/bill/inquiry',
  body: (requestId) => ({ lineNumber, billingMonth: month.replace('-', ''), requestId }),
  refusals: billRefusals,
  read: (opened) => readBill(opened, { lineNumber, month }),
})

/** K2. */
export const billMonthsCall = (lineNumber: string): KosCall<BillMonthsAnswer, 'K2'> => ({
  operation: 'K2',
  method: 'GET',
  path: `/api/v1/kos/bill/available-months/${encodeURIComponent(lineNumber)}`,
  refusals: billMonthsRefusals,
  read: (opened) => readBillMonths(opened, { lineNumber }),
})

/** K3. */
export const lineProductCall = (lineNumber: string): KosCall<LineProductAnswer, 'K3'> => ({
  operation: 'K3',
  method: 'POST',
  path: '/api/v1/kos/product/inquiry',
  body: (requestId) => ({ lineNumber, requestId }),
  refusals: lineProductRefusals,
  read: (opened) => readLineProduct(opened, { lineNumber }),
})

/** K4. */
export const productListCall: KosCall<KosProduct[], 'K4'> = {
  operation: 'K4',
  method: 'GET',
  path: '/api/v1/kos/product/list',
  refusals: [],
  read: readProductList,
}

/** K5. */
export const productChangeCall = ({
  lineNumber,
  from,
  to,
}: KosLineOrder): KosCall<KosOrderOutcome<ProductChanged>> => ({
  operation: 'K5',
  method: 'POST',
  path: '/api/v1/kos/product/change',
  body: (requestId) => ({ lineNumber, currentProductCode: from, targetProductCode: to, requestId }),
  refusals: productChangeRefusals,
  read: (opened) => readProductChange(opened, { lineNumber, to }),
})

/** K6. */
export const contractTransferCall = ({
  lineNumber,
  from,
  to,
}: KosLineOrder): KosCall<KosOrderOutcome<ContractMoved>> => ({
  operation: 'K6',
  method: 'POST',
  path: '/api/v1/kos/contract/transfer',
  body: (requestId) => ({ lineNumber, fromProductCode: from, toProductCode: to, requestId }),
  refusals: contractTransferRefusals,
  read: (opened) => readContractTransfer(opened, { lineNumber, to }),
})

/** K7. */
export const orderStatusCall = (requestId: string): KosCall<OrderStatusAnswer, 'K7'> => ({
  operation: 'K7',
  method: 'GET',
  path: `/api/v1/kos/orders/${encodeURIComponent(requestId)}`,
  refusals: orderStatusRefusals,
  read: (opened) => readOrderStatus(opened, { requestId }),
})
