import { Alert, Anchor, Badge, Button, Checkbox, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../format/useFormat.js'
import { type Candidate } from './candidateFilter.js'
import { CostDifference } from './CostDifference.js'
import { networkName, type Plan, planWords } from './planWords.js'

interface CandidateCardProps {
  lineId: string
  candidate: Candidate
  current: Plan | null
  isCompared: boolean
  mayCompare: boolean
  onCompare: () => void
}

/** One plan beside the present one: what it gives, what the last six months would have cost on it. */
export function CandidateCard(props: CandidateCardProps) {
  const { lineId, candidate, current, isCompared, mayCompare, onCompare } = props
  const { t } = useTranslation('productChange')
  const { money, moneyChange } = useFormat()
  const heading = useId()
  const { product, eligible, lastSixMonthsCost, difference } = candidate
  const words = planWords(product, t)
  const address = `/change/${lineId}/${encodeURIComponent(product.code)}`
  return (
    <Paper withBorder p="md" component="article" aria-labelledby={heading}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Group gap="xs">
            <Title order={3} size="h4" id={heading}>
              {product.name}
            </Title>
            <Badge variant="default" tt="none">
              {networkName(product.network, t)}
            </Badge>
          </Group>
          <Text fw={650} className="amount">
            {t('plan.fee', { amount: money(product.monthlyFee) })}
          </Text>
        </Group>
        {product.description !== null && (
          <Text size="sm" c="dimmed">
            {product.description}
          </Text>
        )}
        <Text size="sm">{t('plan.givesAll', { ...words })}</Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <div>
            <Text size="xs" c="dimmed">
              {t('choose.sixMonths')}
            </Text>
            {lastSixMonthsCost === null ? (
              <Text size="sm">{t('choose.costUnknown')}</Text>
            ) : (
              <Text fw={600} className="amount">
                {money(lastSixMonthsCost)}
              </Text>
            )}
            <CostDifference difference={difference} />
          </div>
          {current && (
            <div>
              <Text size="xs" c="dimmed">
                {t('choose.feeDifference')}
              </Text>
              <Text className="amount">
                {product.monthlyFee === current.monthlyFee
                  ? t('choose.same')
                  : moneyChange(product.monthlyFee - current.monthlyFee)}
              </Text>
            </div>
          )}
        </SimpleGrid>
        {!eligible && (
          <Alert color="gray" variant="light" p="xs">
            <Text size="sm">
              {words.onlyFor === null ? t('choose.notSold') : t('choose.onlyFor', { group: words.onlyFor })}
            </Text>
            <Anchor component={Link} to={address} size="sm">
              {t('choose.why')}
            </Anchor>
          </Alert>
        )}
        <Group justify="space-between" gap="sm">
          <Checkbox
            label={t('compare.add')}
            aria-label={t('compare.addNamed', { plan: product.name })}
            checked={isCompared}
            disabled={!mayCompare}
            onChange={onCompare}
          />
          {eligible && (
            <Button
              component={Link}
              to={address}
              variant="light"
              aria-label={t('choose.pickNamed', { plan: product.name })}
            >
              {t('choose.pick')}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}
