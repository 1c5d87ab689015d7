import { Checkbox, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type Network } from '../generated/operations.js'
import { type Candidate } from './candidateFilter.js'
import { networkName } from './planWords.js'

const networks: readonly Network[] = ['FIVE_G', 'LTE', 'THREE_G', 'OTHER']
const leastData = [3, 7, 10, 50, 100]
const mostFee = [10_000, 20_000, 30_000, 40_000, 50_000]

interface CandidateFiltersProps {
  candidates: readonly Candidate[]
  search: URLSearchParams
  onChange: (search: URLSearchParams, options: { replace: boolean }) => void
}

/** By network, data and price, and whether the customer may have it. */
export function CandidateFilters({ candidates, search, onChange }: CandidateFiltersProps) {
  const { t } = useTranslation('productChange')
  const { money } = useFormat()
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    onChange(next, { replace: true })
  }
  const all = { value: '', label: t('filter.all') }
  const offered = networks.filter((network) => candidates.some(({ product }) => product.network === network))
  return (
    <Stack gap="sm" role="group" aria-label={t('filter.title')}>
      <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm">
        <NativeSelect
          label={t('filter.network')}
          value={search.get('network') ?? ''}
          data={[all, ...offered.map((network) => ({ value: network, label: networkName(network, t) }))]}
          onChange={({ currentTarget: { value } }) => set('network', value)}
        />
        <NativeSelect
          label={t('filter.data')}
          value={search.get('data') ?? ''}
          data={[
            all,
            ...leastData.map((gigabytes) => ({ value: String(gigabytes), label: t('filter.atLeast', { gigabytes }) })),
            { value: 'unlimited', label: t('plan.unlimited') },
          ]}
          onChange={({ currentTarget: { value } }) => set('data', value)}
        />
        <NativeSelect
          label={t('filter.fee')}
          value={search.get('fee') ?? ''}
          data={[
            all,
            ...mostFee.map((won) => ({ value: String(won), label: t('filter.atMost', { amount: money(won) }) })),
          ]}
          onChange={({ currentTarget: { value } }) => set('fee', value)}
        />
      </SimpleGrid>
      <Checkbox
        label={t('filter.mine')}
        checked={search.get('mine') === '1'}
        onChange={({ currentTarget: { checked } }) => set('mine', checked ? '1' : '')}
      />
    </Stack>
  )
}
