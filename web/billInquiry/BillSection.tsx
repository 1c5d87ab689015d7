import { Paper, Stack, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './BillSection.module.css'

/** A part of a bill under its own heading. */
export function BillSection({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId()
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={heading} className={classes['section'] ?? ''}>
      <Stack gap="sm">
        <Title order={2} size="h4" id={heading}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
