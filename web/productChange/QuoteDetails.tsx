import { Alert, Group, List, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { useApiSentences } from './useApiSentences.js'
import { type Quote } from './useQuote.js'

/** From which plan to which, what this month costs line by line, what each further month, and what is lost. */
export function QuoteDetails({ quote }: { quote: Quote }) {
  const { t } = useTranslation('productChange')
  const { money, dateOfYear } = useFormat()
  const { charge } = useApiSentences()
  const { from, to, effectiveOn, thisMonth, fromNextMonth, losses } = quote
  return (
    <Stack component="section" aria-labelledby="quote">
      <Title order={2} size="h4" id="quote">
        {t('quote.title')}
      </Title>
      <Paper withBorder p="md">
        <Stack gap="xs">
          <Fact name={t('quote.from')} value={`${from.name} · ${t('plan.fee', { amount: money(from.monthlyFee) })}`} />
          <Fact name={t('quote.to')} value={`${to.name} · ${t('plan.fee', { amount: money(to.monthlyFee) })}`} />
          <Fact name={t('quote.effectiveOn')} value={dateOfYear(effectiveOn)} />
        </Stack>
      </Paper>
      <Table verticalSpacing="xs">
        <Table.Caption>{t('quote.caption')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('quote.thisMonth')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('quote.amount')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {thisMonth.map((line) => (
            <Table.Tr key={line.name}>
              <Table.Td>{charge(line)}</Table.Td>
              <Table.Td ta="end" className="amount">
                {money(line.amount)}
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('quote.sum')}</Table.Th>
            <Table.Td ta="end" fw={650} className="amount">
              {money(thisMonth.reduce((sum, { amount }) => sum + amount, 0))}
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{t('quote.fromNextMonth')}</Table.Th>
            <Table.Td ta="end" fw={650} className="amount">
              {t('plan.fee', { amount: money(fromNextMonth) })}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Losses losses={losses} />
    </Stack>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <Group justify="space-between" align="baseline" gap="md" wrap="nowrap">
      <Text size="sm" c="dimmed" flex="none">
        {name}
      </Text>
      <Text size="sm" fw={600} ta="end">
        {value}
      </Text>
    </Group>
  )
}

function Losses({ losses }: { losses: Quote['losses'] }) {
  const { t, i18n } = useTranslation('productChange')
  const { money } = useFormat()
  const { loss } = useApiSentences()
  if (losses.length === 0) return <Text size="sm">{t('quote.noLoss')}</Text>
  // The API's own sentence names the amount already.
  const amountOf = ({ kind, amount }: Quote['losses'][number]): string => {
    if (i18n.language === 'ko') return ''
    if (amount === null) return ` ${t('quote.lossUnknown')}`
    return ` ${t(kind === 'CLAWBACK' ? 'quote.lossOnce' : 'quote.lossMonthly', { amount: money(amount) })}`
  }
  return (
    <Alert color="orange" variant="light" title={t('quote.losses')} icon={<IconAlertTriangle aria-hidden />}>
      <List size="sm" spacing="xs">
        {losses.map((one) => (
          <List.Item key={one.kind}>
            {loss(one)}
            {amountOf(one)}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
