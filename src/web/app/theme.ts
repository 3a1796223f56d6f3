import { createTheme, rem } from '@mantine/core';

/** Calm and spacious: one green, quiet greys, large radii, hardly any shadow. Contrast is checked by the browser tests. */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: 7,
  colors: {
    brand: [
      '#effaf7',
      '#d9f2ec',
      '#b2e4d9',
      '#84d2c2',
      '#5cc2ae',
      '#3fb19b',
      '#21917d',
      '#0f766e',
      '#0b5f59',
      '#084a46',
    ],
    dark: [
      '#dfe6e8',
      '#b7c2c6',
      '#98a5aa',
      '#6b787d',
      '#3b464b',
      '#2b3539',
      '#222a2e',
      '#181e21',
      '#101517',
      '#0b0f10',
    ],
  },
  // Components do not wait for the end of what the style sheet does not begin.
  respectReducedMotion: true,
  defaultRadius: 'md',
  radius: { sm: rem(6), md: rem(10), lg: rem(16), xl: rem(28) },
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: {
    fontWeight: '680',
    sizes: {
      h1: { fontSize: rem(30), lineHeight: '1.2' },
      h2: { fontSize: rem(22), lineHeight: '1.3' },
      h3: { fontSize: rem(17), lineHeight: '1.4' },
    },
  },
  // By name: importing them here would put them all into the first load.
  components: {
    Badge: {
      defaultProps: { variant: 'light', radius: 'xl' },
      styles: { label: { textTransform: 'none', fontWeight: 600 } },
    },
    // Amounts of any length have to be readable on phones: labels break instead of being cut.
    Button: {
      styles: {
        root: {
          display: 'inline-flex',
          alignItems: 'center',
          justifyContent: 'center',
          height: 'auto',
          minHeight: 'var(--button-height)',
        },
        label: { whiteSpace: 'normal', overflow: 'visible', paddingBlock: 4, lineHeight: 1.3 },
      },
    },
    Card: { defaultProps: { radius: 'lg', withBorder: true, padding: 'lg' } },
    Paper: { defaultProps: { radius: 'lg' } },
    Modal: {
      defaultProps: { radius: 'lg', padding: 'xl' },
      styles: { title: { fontWeight: 680, fontSize: rem(19) } },
    },
    Skeleton: { defaultProps: { radius: 'md' } },
    ThemeIcon: { defaultProps: { variant: 'light' } },
  },
});
