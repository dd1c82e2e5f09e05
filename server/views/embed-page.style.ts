/** What the embed page adds to the stylesheet of the hosted pages. */
export const EMBED_STYLE = `
header > p:last-child { margin-block-start: 0.75rem; max-inline-size: 38rem; }
header h1 { font-size: clamp(1.75rem, 1.3rem + 1.8vw, 2.5rem); }
.embed { align-items: start; }
.choices > * + * { margin-block-start: 1.25rem; }
.box + .hint { margin-block-start: -0.25rem; margin-inline-start: 2.125rem; }
.hint .error { margin: 0; }
fieldset { border: 0; padding: 0; min-inline-size: 0; }
legend { font-weight: 600; padding: 0; }
.choice { display: flex; position: relative; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.375rem; }
.choice label { flex: 1 1 auto; font-weight: 400; }
.choices .choice label:first-child { flex-basis: 100%; }
.choice input { position: absolute; clip-path: inset(50%); inline-size: 1px; min-block-size: 0; }
.choice span { display: grid; place-items: center; min-block-size: 2.75rem; padding: 0.375rem 0.875rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
.choice span:hover { background: var(--faint); }
.choice :checked + span { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.choice :focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
input[type=color] { padding: 0.25rem; cursor: pointer; }
input[type=range] { padding: 0; border: 0; background: none; }
#contrast .error { font-weight: 400; }
.swatch { display: inline-block; padding-block: 0.625rem; }
.result, .snippets, .previews { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
.result { gap: 2.5rem; }
.further p { padding-block: 0.375rem; }
.snippet { background: var(--card); border-radius: calc(var(--radius) * 1.5); padding: 1.25rem; box-shadow: 0 1px 2px rgb(60 30 10 / 8%), 0 8px 32px rgb(60 30 10 / 8%); display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
.snippet p { color: var(--soft); max-inline-size: 42rem; }
.snippet dl { display: grid; gap: 0.25rem; }
.snippet dd { margin: 0; color: var(--soft); max-inline-size: 42rem; }
.snippet dd + dt { margin-block-start: 0.375rem; }
pre { background: var(--paper); border: 1px solid var(--faint); border-radius: var(--radius); padding: 0.875rem; white-space: pre-wrap; overflow-wrap: anywhere; -webkit-user-select: all; user-select: all; font: 0.9375rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; text-align: left; }
.copy { inline-size: auto; justify-self: start; padding-inline: 1.5rem; }
.preview { border: 1px solid var(--faint); border-radius: calc(var(--radius) * 1.5); padding: clamp(1rem, 3vw, 2rem); max-block-size: 36rem; overflow: auto; }
.preview.white, .preview.narrow { background: #fff; color: #1d1d1f; color-scheme: light; }
.preview.dark { background: #16181d; color: #eceef2; color-scheme: dark; }
.preview.narrow { max-inline-size: 22rem; }
.previews:has([value=white]:checked) .preview:not(.white),
.previews:has([value=dark]:checked) .preview:not(.dark),
.previews:has([value=narrow]:checked) .preview:not(.narrow) { display: none; }
html:not(.live) :is(.copy, .previews) { display: none; }
html.live .choices > .button { display: none; }
@media (min-width: 56rem) {
  .embed { grid-template-columns: minmax(18rem, 22rem) minmax(0, 1fr); column-gap: 3rem; }
}
@media (min-width: 56rem) and (max-height: 63rem) {
  .choices { position: static; }
}
`;
