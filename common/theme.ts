/** Design tokens that the widget and the hosted pages share, and how a URL's query changes them. */

export const DEFAULT_ACCENT = '#c7400a';
export const DEFAULT_RADIUS_PX = 12;
const MAX_RADIUS_PX = 40;

export interface Appearance {
  /** `#` and six hexadecimal digits. */
  accent?: string;
  /** Radius of corners in pixels. */
  radius?: number;
  scheme?: 'light' | 'dark';
  /** Only count, bar, and a button that opens the form. */
  compact: boolean;
  /** No title and no text. */
  hideText: boolean;
  /** The petition's picture above the title. */
  showImage: boolean;
}

type GetParameter = (name: string) => string | null | undefined;

/**
 * Reads an appearance from a URL's query, as in `?accent=%230b6e4f&radius=4px&scheme=dark&compact`. Invalid values are
 * ignored.
 *
 * @param getParameter returns null or undefined if the URL has no parameter of that name
 */
export function parseAppearance(getParameter: GetParameter): Appearance {
  const accent = /^#?([0-9a-f]{6})$/i.exec(getParameter('accent') ?? '')?.[1];
  const radius = Number(/^(0|[1-9]\d?)(?:px)?$/.exec(getParameter('radius') ?? '')?.[1]);
  const scheme = getParameter('scheme');
  return {
    ...(accent && { accent: `#${accent.toLowerCase()}` }),
    // NaN (no radius) also fails this comparison.
    ...(radius <= MAX_RADIUS_PX && { radius }),
    ...((scheme === 'light' || scheme === 'dark') && { scheme }),
    // Named like the widget's boolean attributes, whose presence counts.
    compact: isPresent(getParameter('compact')),
    hideText: isPresent(getParameter('hide-text')),
    showImage: isPresent(getParameter('show-image')),
  };
}

const isPresent = (value: string | null | undefined) => typeof value === 'string';

/** The inverse of `parseAppearance`. */
export function appearanceParameters(appearance: Appearance): [name: string, value: string][] {
  const { accent, radius, scheme, compact, hideText, showImage } = appearance;
  const parameters: [string, string][] = [];
  if (compact) parameters.push(['compact', '']);
  if (hideText) parameters.push(['hide-text', '']);
  if (showImage) parameters.push(['show-image', '']);
  if (accent) parameters.push(['accent', accent]);
  if (radius !== undefined) parameters.push(['radius', `${radius}px`]);
  if (scheme) parameters.push(['scheme', scheme]);
  return parameters;
}
