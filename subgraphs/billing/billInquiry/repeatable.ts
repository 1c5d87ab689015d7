import { type BillDesk } from './billDesk.js'

/**
 * The same desk, which says how long what it shows may be shown again without asking it: for so many seconds that is
 * still the same inquiry, and leaves no further record. 0: every look at a bill is one.
 */
export function repeatable(
  desk: BillDesk,
  { seconds, keepAtMost }: { seconds: number; keepAtMost: (seconds: number) => void },
): BillDesk {
  return {
    ...desk,
    ask(line, month) {
      keepAtMost(seconds)
      return desk.ask(line, month)
    },
  }
}
