import { html, svg, type TemplateResult } from 'lit';
import { fill, number, words } from '../words.ts';

/** A bar per day, without a scale: it shows whether a petition grows. */
export function sparkline(days: readonly { signed: number }[]): TemplateResult {
  const max = Math.max(1, ...days.map(({ signed }) => signed));
  const label = fill(words().sparkline, { max: number(Math.max(0, ...days.map(({ signed }) => signed))) });
  return html`<svg role="img" aria-label=${label} viewBox="0 0 ${days.length * 4} 100" preserveAspectRatio="none">
    ${days.map(({ signed }, index) => {
      // A day without signatures is a mark on the ground, so that a gap is seen as one.
      const height = signed > 0 ? Math.max(6, (signed / max) * 100) : 2;
      return svg`<rect class=${signed > 0 ? '' : 'empty'} x=${index * 4 + 0.5} y=${100 - height} width="3" height=${height}></rect>`;
    })}
  </svg>`;
}
