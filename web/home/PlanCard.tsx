import { Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { Unavailable } from '../app/Unavailable.js'
import { useFormat } from '../format/useFormat.js'
import { HomePlanDocument, type HomePlanQuery } from '../generated/operations.js'
import { RunningChange } from './RunningChange.js'

type Line = NonNullable<HomePlanQuery['line']>

/** The line's plan, and the change that is under way, if there is one. */
export function PlanCard({ lineId }: { lineId: string }) {
  const { t } = useTranslation('home')
  const [{ data, error, fetching }, ask] = useQuery({ query: HomePlanDocument, variables: { lineId } })
  const again = (): void => ask({ requestPolicy: 'network-only' })
  const line = data?.line
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="plan">
      <Stack>
        <Title order={2} size="h4" id="plan">
          {t('plan.title')}
        </Title>
        {line ? (
          <Plan product={line.product} onRefresh={again} busy={fetching} />
        ) : error ? (
          <Problem error={error} onRetry={again} retriesBySelf isAsking={fetching} />
        ) : (
          <LoadingBlock height={64} />
        )}
        {line?.activeChange && <RunningChange key={line.activeChange.id} change={line.activeChange} onEnded={again} />}
        {line && error && line.activeChange === null && !fetching && (
          <Problem error={error} title={t('change.unknown')} onRetry={again} />
        )}
      </Stack>
    </Paper>
  )
}

function Plan(props: { product: Line['product']; onRefresh: () => void; busy: boolean }) {
  const { product, onRefresh, busy } = props
  const { t, i18n } = useTranslation('home')
  const { money } = useFormat()
  switch (product.__typename) {
    case 'Product':
      return (
        <Stack gap="xs">
          {product.freshness && <StaleNotice freshness={product.freshness} onRefresh={onRefresh} />}
          <div>
            <Text fw={600}>{product.name}</Text>
            <Text className="amount" c="dimmed">
              {t('plan.fee', { amount: money(product.monthlyFee) })}
            </Text>
          </div>
        </Stack>
      )
    case 'LineNotActive':
      return <Text>{i18n.language === 'ko' ? product.message : t('notActive')}</Text>
    case 'TemporarilyUnavailable':
      return <Unavailable {...product} title={t('plan.unavailable')} onRetry={onRefresh} isAsking={busy} />
  }
}
