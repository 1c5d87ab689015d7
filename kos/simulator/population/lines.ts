import { planOf, plans, type Plan } from '../catalogue.js'
import { addMonths, dateIn, dayOf, monthOf, type LocalDate } from '../seoulTime.js'
import { type Customer, type PopulationKey } from './customers.js'
import { demoPeople } from './demoPeople.js'
import { createDraw, type Draw } from './draw.js'
import { type DeviceFacts, type LineFacts, type LineStatus } from './lineFacts.js'

const open = plans.filter((plan) => plan.status === 'ACTIVE' && plan.eligibility === null)
const discontinued = plans.filter((plan) => plan.status === 'DISCONTINUED')
const seniorPlans = plans.filter((plan) => plan.eligibility === 'AGE_65_PLUS')
const teenPlans = plans.filter((plan) => plan.eligibility === 'AGE_18_MINUS')
const devices = [
  { name: '갤럭시 A17', price: 319_000 },
  { name: '갤럭시 A37', price: 528_000 },
  { name: '갤럭시 S26 256GB', price: 1_155_000 },
  { name: '아이폰 17 256GB', price: 1_290_000 },
  { name: '아이폰 17e 128GB', price: 990_000 },
]

const startPlan = (draw: Draw, customer: Customer): Plan => {
  if (customer.ageGroup === 'SENIOR' && draw.chance('senior', 0.6)) return draw.pick('plan', seniorPlans)
  if (customer.ageGroup === 'TEEN' && draw.chance('teen', 0.65)) return draw.pick('plan', teenPlans)
  if (draw.chance('discontinued', 0.04)) return draw.pick('plan', discontinued)
  return draw.pick('plan', open)
}

const statusOf = (unit: number): LineStatus => (unit < 0.03 ? 'SUSPENDED' : unit < 0.05 ? 'TERMINATED' : 'ACTIVE')

const timeOfDay = (draw: Draw, name: string): string =>
  [draw.int(`${name}.h`, 9, 20), draw.int(`${name}.m`, 0, 59), draw.int(`${name}.s`, 0, 59)]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')

/** A date some months before the anchor, and never after it. */
const before = (anchor: LocalDate, monthsAgo: number, day: number): LocalDate =>
  dateIn(addMonths(monthOf(anchor), -monthsAgo), monthsAgo === 0 ? Math.min(day, dayOf(anchor)) : day)

function contractOf(draw: Draw, plan: Plan, joinDate: LocalDate, anchor: LocalDate): LineFacts['contract'] {
  const terms = plan.contractTermsMonths.filter((months) => months > 0)
  if (terms.length === 0 || !draw.chance('contract', 0.5)) return null
  const months = draw.pick('contract.term', terms)
  const startDate = before(anchor, draw.int('contract.ago', 0, months + 4), draw.int('contract.day', 1, 28))
  return { months, startDate: startDate < joinDate ? joinDate : startDate }
}

function deviceOf(draw: Draw, joinDate: LocalDate, anchor: LocalDate): DeviceFacts | null {
  if (!draw.chance('device', 0.22)) return null
  const startMonth = addMonths(monthOf(anchor), -draw.int('device.ago', 0, 26))
  const months = draw.pick('device.months', [24, 36])
  return {
    ...draw.pick('device.model', devices),
    months,
    startMonth: startMonth < monthOf(joinDate) ? monthOf(joinDate) : startMonth,
  }
}

function addOnsOf(draw: Draw, plan: Plan): string[] {
  const held: string[] = []
  if (draw.chance('ring', 0.15)) held.push('ADD-RING-001')
  if (draw.chance('callerId', 0.4)) held.push('ADD-CID-001')
  if (plan.dataOverage === 'METERED' && draw.chance('qos', 0.2))
    held.push(draw.pick('qos.kind', ['ADD-QOS-400K', 'ADD-QOS-1M', 'ADD-BLOCK-DATA']))
  return held
}

/** Most stay within their allowance, a few go past it. */
function habitOf(draw: Draw, plan: Plan): LineFacts['habit'] {
  const share = (name: string) => 0.25 + draw.unit(name) * (draw.chance(`${name}.heavy`, 0.15) ? 1.1 : 0.65)
  const dataGb = plan.dataGb < 0 ? 60 : plan.dataGb
  return {
    dataMb: Math.floor(dataGb * 1024 * share('data')),
    voiceSeconds: plan.voiceMin < 0 ? draw.int('voice', 900, 36_000) : Math.floor(plan.voiceMin * 60 * share('voice')),
    smsCount: draw.chance('writer', 0.08) ? draw.int('sms', 60, 140) : draw.int('sms', 0, 60),
  }
}

/** The facts of one line; the same for the same key, customer and ordinal, always. */
export function lineOf(
  key: PopulationKey,
  customer: Customer,
  ordinal: number,
  index: number,
  lineNumber: string,
): LineFacts {
  const draw = createDraw(key.seed, 2, index)
  const demo = demoPeople[customer.index]?.lines[ordinal]?.(key.anchor)
  const plan = demo ? planOf(demo.firstPlan) : startPlan(draw, customer)
  const newcomer = draw.chance('newcomer', 0.1)
  const joinDate = before(
    key.anchor,
    newcomer ? draw.int('join.new', 0, 11) : draw.int('join', 13, 84),
    draw.int('join.day', 1, 28),
  )
  const changed = !newcomer && plan.status === 'ACTIVE' && plan.eligibility === null && draw.chance('changed', 0.08)
  const unpaidFrom = addMonths(monthOf(key.anchor), -draw.int('unpaid.ago', 1, 3))
  const generated = {
    status: statusOf(draw.unit('status')),
    provisioned: !draw.chance('unprovisioned', 0.001),
    joinDate,
    firstPlan: plan.code,
    changes: changed
      ? [
          {
            on: before(key.anchor, draw.int('change.ago', 0, 12), draw.int('change.day', 1, 28)),
            time: timeOfDay(draw, 'change'),
            to: draw.pick(
              'change.to',
              open.filter(({ code }) => code !== plan.code),
            ).code,
          },
        ]
      : [],
    contract: changed ? null : contractOf(draw, plan, joinDate, key.anchor),
    device: deviceOf(draw, joinDate, key.anchor),
    addOns: addOnsOf(draw, plan),
    unpaidFrom: draw.chance('unpaid', 0.04) ? (unpaidFrom < monthOf(joinDate) ? monthOf(joinDate) : unpaidFrom) : null,
    buysOnBill: draw.chance('buysOnBill', 0.12),
    dashedDueDate: draw.chance('dashed', 0.05),
  }
  /** Demo people have nothing but what their own facts say: no arrears, no surprise. */
  const plain = {
    status: 'ACTIVE' as const,
    provisioned: true,
    changes: [],
    contract: null,
    device: null,
    addOns: [],
    unpaidFrom: null,
    buysOnBill: false,
    dashedDueDate: false,
  }
  return {
    lineNumber,
    index,
    joinTime: timeOfDay(draw, 'join'),
    habit: habitOf(draw, plan),
    dueDay: draw.pick('dueDay', [10, 15, 20, 25]),
    paymentMethod: draw.pick('payment', ['자동이체', '신용카드', '자동이체', '가상계좌']),
    ...generated,
    ...(demo ? { ...plain, ...demo } : {}),
  }
}
