import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'

/** On the way: the addresses of the pages that were gone through to come here, first page first. */
interface PagingState {
  pages?: readonly string[]
}

/** To the pages around this one, each at its own address. A page that was opened by its address knows of no page before it but the first. */
export function Paging({ first, next }: { first: string | null; next: string | null }) {
  const { t } = useTranslation('desk')
  const { search, ...cameFrom } = useLocation()
  const pages = (cameFrom.state as PagingState | null)?.pages ?? []
  const previous = pages.at(-1)
  if (first === null && next === null) return null
  return (
    <nav aria-label={t('paging.label')}>
      <Group gap="sm">
        {first !== null && (
          <Button component={Link} to={first} variant="default" size="sm">
            {t('paging.first')}
          </Button>
        )}
        {previous !== undefined && (
          <Button
            component={Link}
            to={{ search: previous }}
            state={{ pages: pages.slice(0, -1) }}
            variant="default"
            size="sm"
          >
            {t('paging.previous')}
          </Button>
        )}
        {next !== null && (
          <Button component={Link} to={next} state={{ pages: [...pages, search] }} variant="default" size="sm">
            {t('paging.next')}
          </Button>
        )}
      </Group>
    </nav>
  )
}
