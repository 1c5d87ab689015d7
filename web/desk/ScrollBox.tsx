import { type ReactNode } from 'react'
import classes from './ScrollBox.module.css'

/** What may be wider or longer than its place: it scrolls for itself, by keyboard too. */
export function ScrollBox({ label, maxHeight, children }: { label: string; maxHeight?: number; children: ReactNode }) {
  return (
    // A region that scrolls can only be scrolled by keyboard when it takes the focus.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <div role="group" aria-label={label} tabIndex={0} className={classes['box']} style={{ maxHeight }}>
      {children}
    </div>
  )
}
