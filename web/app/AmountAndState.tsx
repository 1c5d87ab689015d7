import { Badge, Group, Text } from '@mantine/core'
import { useFormat } from '../format/useFormat.js'
import { type BillState } from '../generated/operations.js'

/** A bill's total under a heading, and how far the bill is. */
export function AmountAndState(props: { heading: string; total: number; state: BillState; stateText: string }) {
  const { heading, total, state, stateText } = props
  const { money } = useFormat()
  return (
    <Group justify="space-between" align="flex-end" gap="xs">
      <div>
        <Text c="dimmed" size="sm">
          {heading}
        </Text>
        <Text fz={32} fw={700} lh={1.2} className="amount">
          {money(total)}
        </Text>
      </div>
      <Badge variant="light" size="lg" color={state === 'UNPAID' ? 'red' : 'gray'} tt="none">
        {stateText}
      </Badge>
    </Group>
  )
}
