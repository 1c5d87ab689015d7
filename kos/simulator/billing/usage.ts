import { addOns, planOf, type Overage } from '../catalogue.js'
import { createDraw } from '../population/draw.js'
import { type LineFacts } from '../population/lineFacts.js'
import { daysIn, monthNumber, type Month } from '../seoulTime.js'
import { byDays, dataOverage, smsOverage, voiceOverage } from './tariff.js'
import { daysOf, type Segment } from './timeline.js'

/** What a line used in a month so far, what its plans allowed (-1: unlimited), and what it costs over that. */
export interface Usage {
  dataMb: number
  voiceSeconds: number
  smsCount: number
  /** Of the whole month, by days where the plan changed. */
  allowance: { dataMb: number; voiceSeconds: number; smsCount: number }
  charges: { data: number; voice: number; sms: number }
  /** One-time data of this month, in GB. */
  extraDataGb: number
}

/** How the line's add-ons bend what its plan does past the data allowance. */
const overageOf = (line: LineFacts, planCode: string): Overage => {
  const plan = planOf(planCode)
  if (plan.dataOverage !== 'METERED') return plan.dataOverage
  if (line.addOns.includes('ADD-BLOCK-DATA')) return 'BLOCKED'
  return line.addOns.some((code) => addOns.get(code)?.effect.throttleKbps !== undefined) ? 'THROTTLED' : 'METERED'
}

const over = (used: number, allowed: number): number => (allowed < 0 ? 0 : Math.max(0, used - allowed))
const add = (sum: number, part: number): number => (sum < 0 || part < 0 ? -1 : sum + part)

/**
 * Usage of a month up to `throughDay`, cut at each change of plan: every plan is held against its own share of the
 * month. What a line would use is drawn for the month and grows day by day, so today's figure never falls.
 */
export function usageOf(
  seed: number,
  line: LineFacts,
  month: Month,
  segments: readonly Segment[],
  throughDay: number,
): Usage {
  const draw = createDraw(seed, 3, line.index, monthNumber(month))
  const days = daysIn(month)
  const wave = (name: string) => 0.7 + draw.unit(name) * 0.6
  const whole = {
    dataMb: Math.floor(line.habit.dataMb * wave('data')),
    voiceSeconds: Math.floor(line.habit.voiceSeconds * wave('voice')),
    smsCount: Math.floor(line.habit.smsCount * wave('sms')),
  }
  const [opening] = segments
  const extraDataGb = opening && overageOf(line, opening.planCode) === 'METERED' && draw.chance('charge', 0.05) ? 1 : 0
  const usage: Usage = {
    dataMb: 0,
    voiceSeconds: 0,
    smsCount: 0,
    allowance: { dataMb: 0, voiceSeconds: 0, smsCount: 0 },
    charges: { data: 0, voice: 0, sms: 0 },
    extraDataGb,
  }
  for (const segment of segments) {
    const plan = planOf(segment.planCode)
    const used = Math.max(0, Math.min(segment.toDay, throughDay) - segment.fromDay + 1)
    const part = (amount: number) => (amount < 0 ? -1 : byDays(amount, daysOf(segment), days))
    const dataAllowed = plan.dataGb < 0 ? -1 : part(plan.dataGb * 1024) + (segment === opening ? extraDataGb * 1024 : 0)
    const voiceAllowed = part(plan.voiceMin < 0 ? -1 : plan.voiceMin * 60)
    const smsAllowed = part(plan.smsCount)
    const overage = overageOf(line, segment.planCode)
    const wanted = byDays(whole.dataMb, used, days)
    const dataMb = overage === 'BLOCKED' ? Math.min(wanted, dataAllowed) : wanted
    const voiceSeconds = byDays(whole.voiceSeconds, used, days)
    const smsCount = byDays(whole.smsCount, used, days)
    usage.dataMb += dataMb
    usage.voiceSeconds += voiceSeconds
    usage.smsCount += smsCount
    usage.allowance.dataMb = add(usage.allowance.dataMb, dataAllowed)
    usage.allowance.voiceSeconds = add(usage.allowance.voiceSeconds, voiceAllowed)
    usage.allowance.smsCount = add(usage.allowance.smsCount, smsAllowed)
    if (overage === 'METERED') usage.charges.data += dataOverage(over(dataMb, dataAllowed))
    usage.charges.voice += voiceOverage(over(voiceSeconds, voiceAllowed))
    usage.charges.sms += smsOverage(over(smsCount, smsAllowed))
  }
  return usage
}
