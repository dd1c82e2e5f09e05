/** Colors and typefaces of the pages that this server shows: the hosted page and the console. */

/** The colors of each scheme. No `light-dark()`: browsers of before 2024 would drop every declaration that uses them. */
const SCHEMES = {
  light: {
    ink: '#221d1a',
    soft: '#685f59',
    paper: '#fbf8f4',
    card: '#ffffff',
    line: '#918780',
    faint: '#ebe4dd',
    wrong: '#a8001f',
  },
  dark: {
    ink: '#f3eee9',
    soft: '#b5aba3',
    paper: '#191614',
    card: '#24201d',
    line: '#857b74',
    faint: '#3a3430',
    wrong: '#ff9aa5',
  },
};

export const schemeDeclarations = (scheme: 'light' | 'dark'): string =>
  Object.entries(SCHEMES[scheme])
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');

export const SERIF =
  'ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif';
export const SANS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
