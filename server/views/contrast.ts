/** Contrast as WCAG 2.2 measures it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Colors are `#` and six hex digits. */

/** Minimum for non-text at level AA: bars, buttons, focus rings (1.4.11). */
export const MIN_NON_TEXT_CONTRAST = 3;

export function contrastRatio(one: string, other: string): number {
  const [darker, lighter] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The closest color, mixed with black or white, that contrasts enough with a background. */
export function adjustForContrast(color: string, background: string, least = MIN_NON_TEXT_CONTRAST): string {
  const target = luminanceOf(background) > 0.18 ? 0 : 255;
  for (let percent = 0; percent <= 100; percent++) {
    const mixed = channelsOf(color).map((value) => Math.round(value + ((target - value) * percent) / 100));
    const hex = `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    if (contrastRatio(hex, background) >= least) return hex;
  }
  throw new RangeError(`nothing has a contrast of ${least} with ${background}`);
}

/** Red, green, blue, each 0 to 255. */
const channelsOf = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** 0 (black) to 1 (white). */
function luminanceOf(color: string): number {
  const [red, green, blue] = channelsOf(color)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
