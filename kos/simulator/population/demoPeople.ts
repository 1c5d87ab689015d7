import { addDays, addMonthsToDate, type LocalDate } from '../seoulTime.js'
import { type LineFacts } from './lineFacts.js'
import { type Permission } from './permission.js'

/** Facts of a demo line that are fixed; `anchor` is the date they are laid out around. */
export type DemoLine = (anchor: LocalDate) => Partial<LineFacts> & Pick<LineFacts, 'firstPlan'>

export interface DemoPerson {
  loginId: string
  name: string
  birthDate: LocalDate
  permissions: Permission[]
  lines: DemoLine[]
}

const both: Permission[] = ['BILL_INQUIRY', 'PRODUCT_CHANGE']

/** demo01 to demo05: the people of the walkthrough and of the end-to-end tests. */
export const demoPeople: readonly DemoPerson[] = [
  {
    loginId: 'demo01',
    name: '김하늘',
    birthDate: '1990-04-12',
    permissions: both,
    lines: [
      (anchor) => ({
        firstPlan: 'LTE-MAX-011',
        joinDate: addMonthsToDate(anchor, -26),
        contract: { months: 24, startDate: addMonthsToDate(anchor, -9) },
        addOns: ['ADD-RING-001'],
      }),
      (anchor) => ({ firstPlan: '5G-PLUS-030', joinDate: addMonthsToDate(anchor, -20) }),
      (anchor) => ({ firstPlan: '3G-OLD-001', joinDate: addMonthsToDate(anchor, -70) }),
    ],
  },
  {
    loginId: 'demo02',
    name: '이서준',
    birthDate: '1984-11-03',
    permissions: ['BILL_INQUIRY'],
    lines: [(anchor) => ({ firstPlan: 'LTE-LITE-003', joinDate: addMonthsToDate(anchor, -18) })],
  },
  {
    loginId: 'demo03',
    name: '박지우',
    birthDate: '1997-02-20',
    permissions: both,
    lines: [(anchor) => ({ firstPlan: 'LTE-PLUS-015', joinDate: addMonthsToDate(anchor, -30), status: 'SUSPENDED' })],
  },
  {
    loginId: 'demo04',
    name: '최민서',
    birthDate: '1993-07-29',
    permissions: both,
    lines: [
      (anchor) => ({
        firstPlan: 'LTE-LITE-003',
        joinDate: addMonthsToDate(anchor, -24),
        changes: [{ on: addDays(anchor, -10), time: '11:20:35', to: 'LTE-PLUS-007' }],
      }),
    ],
  },
  {
    loginId: 'demo05',
    name: '정도윤',
    birthDate: '1979-09-14',
    permissions: both,
    lines: [
      (anchor) => ({
        firstPlan: 'LTE-MAX-100',
        joinDate: addMonthsToDate(anchor, -22),
        contract: { months: 12, startDate: addMonthsToDate(anchor, -5) },
        device: {
          name: '갤럭시 S26 256GB',
          price: 1_155_000,
          months: 24,
          startMonth: addMonthsToDate(anchor, -5).slice(0, 7),
        },
      }),
    ],
  },
]
