import { Anchor, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { Screen } from '../app/Screen.js'
import { useCustomer } from '../session/SessionProvider.js'
import { CancelChange } from './CancelChange.js'
import { ChangeFacts } from './ChangeFacts.js'
import { ChangeSteps } from './ChangeSteps.js'
import { isCancellable } from './changeStory.js'
import { Ending } from './Ending.js'
import { useChange } from './useChange.js'

/** One change, as it goes on and as it ended. Its address is good on every device of the customer. */
export function ResultScreen() {
  const { changeId = '' } = useParams()
  return <Result key={changeId} changeId={changeId} />
}

function Result({ changeId }: { changeId: string }) {
  const { t } = useTranslation('productChange')
  const { permissions } = useCustomer()
  const { story, error, isMissing, isAsking, askAgain } = useChange(changeId)
  const { change, happenings, percent } = story
  return (
    <Screen title={t('result.title')}>
      <Stack gap="lg" maw="44rem">
        {isMissing && <Problem error={{ code: 'NOT_FOUND' }} />}
        {error && <Problem error={error} onRetry={askAgain} retriesBySelf isAsking={isAsking} />}
        {!change && !error && !isMissing && <LoadingBlock height={240} />}
        {change && (
          <>
            <Ending change={change} percent={percent} latest={happenings.at(-1)} />
            <ChangeFacts change={change} />
            {isCancellable(change.status) && permissions.includes('PRODUCT_CHANGE') && (
              <CancelChange change={change} onTold={askAgain} />
            )}
            <ChangeSteps happenings={happenings} change={change} />
            <Group gap="lg">
              <Anchor component={Link} to="/change">
                {t('result.toMenu')}
              </Anchor>
              <Anchor component={Link} to="/">
                {t('toHome', { ns: 'app' })}
              </Anchor>
            </Group>
          </>
        )}
      </Stack>
    </Screen>
  )
}
