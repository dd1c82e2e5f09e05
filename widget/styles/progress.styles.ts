import { DEFAULT_ACCENT, DEFAULT_RADIUS_PX } from '../../common/theme.ts';

/**
 * The host has a `display` and nothing else, because page rules beat `:host`, and `* { … }` reaches everything that is inherited.
 * So the base resets everything, and takes from the page only its font, text color, and color scheme. Other colors are
 * mixed from the text color, so that dark pages need nothing.
 *
 * `break-inside: avoid`: fragmenting nested grids across a page's columns takes seconds per keystroke.
 *
 * `width` and `height` are the inline and block sizes in every language of the widget; sides are logical.
 */
export const PROGRESS_CSS = /* css */ `
:host(:not([hidden])) {
  display: block;
}
* {
  box-sizing: border-box;
  color: inherit;
  font: inherit;
  margin: 0;
  padding: 0;
}
[part=base] {
  --accent: var(--petition-accent, ${DEFAULT_ACCENT});
  --radius: var(--petition-radius, ${DEFAULT_RADIUS_PX}px);
  --tint: color-mix(in srgb, currentColor 10%, transparent);
  --error: color-mix(in oklab, #d4002a 62%, currentColor);
  all: initial;
  break-inside: avoid;
  color: inherit;
  color-scheme: inherit;
  contain-intrinsic-width: min(22em, 60vw);
  container-type: inline-size;
  display: block;
  font-family: inherit;
  font-size: max(1em, 16px);
  line-height: 1.5;
  overflow-wrap: anywhere;
  visibility: inherit;
}
[part=progress] {
  display: grid;
  gap: 0.5em;
}
strong {
  font-size: 2.75em;
  font-variant-numeric: tabular-nums;
  font-weight: 700;
  line-height: 1;
  margin-inline-end: 0.1em;
}
progress {
  appearance: none;
  background: var(--tint);
  border: 0;
  border-radius: 1em;
  height: 0.875em;
  overflow: hidden;
  width: 100%;
}
::-webkit-progress-bar {
  background: none;
}
::-moz-progress-bar {
  background: linear-gradient(90deg, var(--accent), color-mix(in oklab, var(--accent) 72%, #fff));
  border-radius: 1em;
}
::-webkit-progress-value {
  background: linear-gradient(90deg, var(--accent), color-mix(in oklab, var(--accent) 72%, #fff));
  border-radius: 1em;
}
@media (prefers-reduced-motion: no-preference) {
  ::-webkit-progress-value {
    transition: width 0.8s;
  }
}
@media (forced-colors: active) {
  progress {
    border: 1px solid;
    forced-color-adjust: none;
  }
  ::-webkit-progress-value {
    background: Highlight;
  }
}
`;
