import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { CandidateCard } from './CandidateCard.js'
import { type Candidate, filterCandidates, readFilter } from './candidateFilter.js'
import { CandidateFilters } from './CandidateFilters.js'
import { ComparePlans } from './ComparePlans.js'
import { type Plan } from './planWords.js'

/** How many can be laid side by side. */
const mostCompared = 3

interface CandidateListProps {
  lineId: string
  candidates: readonly Candidate[]
  /** Null while it is not known. */
  current: Plan | null
}

/** The plans that fit, cheapest over the last six months first, and up to three of them side by side. */
export function CandidateList({ lineId, candidates, current }: CandidateListProps) {
  const { t } = useTranslation('productChange')
  const [search, setSearch] = useSearchParams()
  const [compared, setCompared] = useState<string[]>([])
  const shown = filterCandidates(candidates, readFilter(search))
  const toggle = (code: string): void =>
    setCompared((before) => (before.includes(code) ? before.filter((one) => one !== code) : [...before, code]))
  if (candidates.length === 0) return <Text>{t('choose.none')}</Text>
  return (
    <Stack>
      <CandidateFilters candidates={candidates} search={search} onChange={setSearch} />
      <Text size="sm" role="status">
        {t('choose.count', { count: shown.length, all: candidates.length })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('choose.howSorted')}
      </Text>
      {shown.length === 0 && (
        <Button variant="default" onClick={() => setSearch({}, { replace: true })}>
          {t('filter.clear')}
        </Button>
      )}
      <Stack component="ul" p={0} m={0} gap="sm" style={{ listStyle: 'none' }}>
        {shown.map((candidate) => {
          const { code } = candidate.product
          const isCompared = compared.includes(code)
          return (
            <li key={code}>
              <CandidateCard
                lineId={lineId}
                candidate={candidate}
                current={current}
                isCompared={isCompared}
                mayCompare={isCompared || compared.length < mostCompared}
                onCompare={() => toggle(code)}
              />
            </li>
          )
        })}
      </Stack>
      <ComparePlans
        lineId={lineId}
        current={current}
        compared={compared.flatMap((code) => candidates.find(({ product }) => product.code === code) ?? [])}
        onClear={() => setCompared([])}
      />
    </Stack>
  )
}
