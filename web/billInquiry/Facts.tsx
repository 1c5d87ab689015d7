import { Table, Text } from '@mantine/core'
import { type ReactNode } from 'react'

/** What is known, name by name. */
export function Facts({ facts }: { facts: readonly { name: string; value: ReactNode }[] }) {
  return (
    <Table layout="fixed" verticalSpacing="xs" horizontalSpacing={0}>
      <Table.Tbody>
        {facts.map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w="42%" style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td ta="end">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** In place of what KOS does not say. */
export const Unknown = ({ children }: { children: string }) => (
  <Text component="span" size="sm" c="dimmed">
    {children}
  </Text>
)
