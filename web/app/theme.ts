import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** A calm green. White on shades 6 and 7, shade 7 on white and shade 4 on the dark ground have a contrast of more than 4.5. */
const pine: MantineColorsTuple = [
  '#e9f7f1',
  '#d3ece1',
  '#a6d9c3',
  '#75c4a2',
  '#4fb387',
  '#2f9a6d',
  '#178059',
  '#0b6e4f',
  '#075a40',
  '#03402d',
]

export const theme = createTheme({
  colors: { pine },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  // Text on a filled button is black or white by what can be read on it.
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // What the customer's device has: nothing is loaded for it.
  fontFamily:
    "system-ui, -apple-system, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  // A dialog has a header; the page's is another one, and the only landmark of its kind.
  components: { Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } } } },
  headings: { fontWeight: '650', textWrap: 'balance' },
})

/** Grey text and faults, dark or light enough to be read (WCAG AA). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#57606a',
    '--mantine-color-error': '#b42318',
    '--mantine-color-placeholder': '#6b737c',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b1ba',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-placeholder': '#9aa2ab',
  },
})
