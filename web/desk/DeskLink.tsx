import { Button } from '@mantine/core'
import { type ReactNode } from 'react'
import { Link } from 'react-router'

/** A way from one record to those that belong with it. */
export function DeskLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Button component={Link} variant="default" size="compact-sm" to={to}>
      {children}
    </Button>
  )
}

export const changesOfLine = (lineId: string): string => `/desk/changes?line=${encodeURIComponent(lineId)}`
export const inquiriesOfLine = (lineId: string): string => `/desk/inquiries?line=${encodeURIComponent(lineId)}`
