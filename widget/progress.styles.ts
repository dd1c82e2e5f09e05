/**
 * The host has a `display` and nothing more: page rules beat `:host`, and `* { … }` reaches what is
 * inherited. So the base starts anew, and takes from the page its font, text colour and colour scheme.
 * Other colours are mixed from the text colour, so that dark pages need nothing.
 *
 * It isn't broken between the columns of a page: grids within grids take a browser seconds to break, at every letter typed.
 *
 * Widths and heights stand for inline and block sizes, which are the same in every language the widget
 * speaks; sides are logical.
 */
export const CSS = /* css */ `
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
  [part='base'] {
    --accent: var(--petition-accent, #c7400a);
    --radius: var(--petition-radius, 0.75em);
    --tint: color-mix(in srgb, currentColor 10%, transparent);
    --wrong: color-mix(in oklab, #d4002a 62%, currentColor);
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
  [part='progress'] {
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
    transition: width 0.8s;
  }
  @media (prefers-reduced-motion) {
    ::-webkit-progress-value {
      transition: none;
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
