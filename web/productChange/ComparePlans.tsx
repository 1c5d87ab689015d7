import { Affix, Button, Group, Modal, Paper, Space, Table, Text } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../format/useFormat.js'
import { type Candidate } from './candidateFilter.js'
import classes from './ComparePlans.module.css'
import { CostDifference } from './CostDifference.js'
import { networkName, type Plan, planWords } from './planWords.js'

interface ComparePlansProps {
  lineId: string
  current: Plan | null
  compared: readonly Candidate[]
  onClear: () => void
}

/** A bar that says how many were picked, and the table that lays them side by side. */
export function ComparePlans({ lineId, current, compared, onClear }: ComparePlansProps) {
  const { t } = useTranslation('productChange')
  const [opened, { open, close }] = useDisclosure(false)
  const isNarrow = useMediaQuery('(max-width: 48em)', false)
  return (
    <>
      <div role="status">
        {/* Room below the list, so that the bar hides nothing for good. */}
        {compared.length > 0 && <Space h={64} />}
        {compared.length > 0 && (
          <Affix position={{ bottom: isNarrow ? 72 : 16, right: 16 }} zIndex={90} withinPortal={false}>
            <Paper withBorder shadow="md" p="xs">
              <Group gap="xs" wrap="nowrap">
                <Text size="sm">{t('compare.picked', { count: compared.length })}</Text>
                <Button size="xs" onClick={open}>
                  {t('compare.open')}
                </Button>
                <Button size="xs" variant="default" onClick={onClear}>
                  {t('compare.clear')}
                </Button>
              </Group>
            </Paper>
          </Affix>
        )}
      </div>
      <Modal
        opened={opened}
        onClose={close}
        title={t('compare.title')}
        size="xl"
        fullScreen={isNarrow}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <SideBySide lineId={lineId} current={current} compared={compared} />
      </Modal>
    </>
  )
}

function SideBySide({ lineId, current, compared }: Omit<ComparePlansProps, 'onClear'>) {
  const { t } = useTranslation('productChange')
  const { money } = useFormat()
  const plans = [...(current ? [current] : []), ...compared.map(({ product }) => product)]
  const words = plans.map((plan) => planWords(plan, t))
  const row = (label: string, cells: readonly ReactNode[]) => (
    <Table.Tr>
      <Table.Th scope="row" className={classes['label'] ?? ''}>
        {label}
      </Table.Th>
      {cells.map((cell, at) => (
        <Table.Td key={plans[at]?.code}>{cell}</Table.Td>
      ))}
    </Table.Tr>
  )
  const ofCandidates = (cell: (candidate: Candidate) => ReactNode, ofCurrent: ReactNode = '–'): ReactNode[] => [
    ...(current ? [ofCurrent] : []),
    ...compared.map(cell),
  ]
  return (
    <Table.ScrollContainer minWidth={plans.length * 105 + 100} type="native" scrollAreaProps={{ tabIndex: 0 }}>
      <Table verticalSpacing="xs" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes['label'] ?? ''}>{t('compare.plan')}</Table.Th>
            {plans.map((plan) => (
              <Table.Th key={plan.code} scope="col">
                {plan === current && (
                  <Text size="xs" c="dimmed">
                    {t('plan.current')}
                  </Text>
                )}
                {plan.name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {row(
            t('compare.fee'),
            plans.map((plan) => money(plan.monthlyFee)),
          )}
          {row(
            t('choose.sixMonths'),
            ofCandidates(
              ({ lastSixMonthsCost, difference }) => (
                <>
                  {lastSixMonthsCost === null ? t('choose.costUnknown') : money(lastSixMonthsCost)}
                  <CostDifference difference={difference} />
                </>
              ),
              currentCost(compared, money),
            ),
          )}
          {row(
            t('filter.network'),
            plans.map(({ network }) => networkName(network, t)),
          )}
          {row(
            t('compare.data'),
            words.map(({ data }) => data),
          )}
          {row(
            t('compare.afterwards'),
            words.map(({ afterwards }) => afterwards),
          )}
          {row(
            t('compare.voice'),
            words.map(({ voice }) => voice),
          )}
          {row(
            t('compare.messages'),
            words.map(({ messages }) => messages),
          )}
          {row(
            t('compare.contract'),
            words.map(({ contract }) => contract),
          )}
          {row(
            t('compare.who'),
            words.map(({ onlyFor }) => onlyFor ?? t('plan.everyone')),
          )}
          {row(
            t('compare.choose'),
            ofCandidates(({ eligible, product }) => (
              <Button
                component={Link}
                to={`/change/${lineId}/${encodeURIComponent(product.code)}`}
                size="xs"
                variant={eligible ? 'filled' : 'default'}
                aria-label={t(eligible ? 'choose.pickNamed' : 'choose.whyNamed', { plan: product.name })}
              >
                {t(eligible ? 'choose.pick' : 'choose.whyShort')}
              </Button>
            )),
          )}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** What the last six months cost on the present plan by the same tariff, as far as any candidate tells. */
function currentCost(compared: readonly Candidate[], money: (won: number) => string): string {
  for (const { lastSixMonthsCost, difference } of compared)
    if (lastSixMonthsCost !== null && difference !== null) return money(lastSixMonthsCost - difference)
  return '–'
}
