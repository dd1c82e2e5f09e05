import { SANS, SERIF, schemeDeclarations } from '../../common/palette.ts';
import { DEFAULT_ACCENT, DEFAULT_RADIUS_PX } from '../../common/theme.ts';

/** The stylesheet of the hosted pages. It shares the widget's tokens: accent, radius, one spacing scale. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --accent: ${DEFAULT_ACCENT};
  --accent-bright: #f08030;
  --radius: ${DEFAULT_RADIUS_PX / 16}rem;
  ${schemeDeclarations('light')};
  --serif: ${SERIF};
}
@media (prefers-color-scheme: dark) {
  :root { ${schemeDeclarations('dark')}; }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; }
body {
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.6 ${SANS};
  accent-color: var(--accent);
}
body.frame { background: none; padding: 4px; }
.frame h1 { font-size: 1.5rem; margin-block-end: 1rem; }
.frame:not(.compact) h1 { display: none; }
.frame noscript .card { margin-block-start: 1rem; }
.page { max-inline-size: 70rem; margin-inline: auto; padding: 1.25rem 1.25rem 3rem; }
a { color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: 0.1em; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 0.16em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.home { grid-template-columns: minmax(0, 1fr); }
.search > .row { margin-block-start: 0; display: flex; gap: 0.625rem; max-inline-size: 34rem; }
.search .row .button { inline-size: auto; margin-block-start: 0.375rem; padding-inline: 1.5rem; }
.tags { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-block-start: 0.75rem; }
.tags a { padding-block: 0.375rem; }
.tags [aria-current] { text-decoration: none; font-weight: 700; }
.pages { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; justify-content: center; align-items: baseline; }
.pages a { padding-block: 0.625rem; }
.pages span { color: var(--soft); }
.cards { list-style: none; padding: 0; display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.cards .card { position: static; display: flex; flex-direction: column; align-self: stretch; overflow-wrap: anywhere; }
.cards .card { padding: 1.5rem; overflow: hidden; }
.cards img { display: block; inline-size: calc(100% + 3rem); max-inline-size: none; block-size: auto; margin: -1.5rem -1.5rem 0; aspect-ratio: 16 / 9; object-fit: cover; background: var(--faint); }
.cards .creator { margin-block-start: 0.5rem; }
.cards .progress { margin-block-start: auto; padding-block-start: 1rem; }
.cards .progress strong { font-size: 1.75rem; }
.hero { margin-block-end: 1.5rem; }
.hero img { display: block; inline-size: 100%; block-size: auto; aspect-ratio: 16 / 9; object-fit: cover; border-radius: calc(var(--radius) * 1.5); background: var(--faint); }
.hero figcaption { margin-block-start: 0.375rem; font-size: 0.9375rem; color: var(--soft); }
.hero { position: relative; }
.hero .badge { position: absolute; inset-block-start: 1rem; inset-inline-start: 1rem; padding: 0.25rem 1rem; border-radius: var(--radius); background: var(--accent); color: #fff; font: 700 1.375rem/1.5 var(--serif); box-shadow: 0 1px 6px rgb(0 0 0 / 40%); }
.draft { padding: 0.75rem 1rem; border-radius: var(--radius); background: var(--accent); color: #fff; font-weight: 600; }
.languages { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; justify-content: flex-end; font-size: 1rem; }
.languages > * { padding-block: 0.5rem; }
.languages span { color: var(--soft); }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem; padding-block: 1rem 3rem; }
h1 { font: 700 clamp(1.9rem, 1.3rem + 2.6vw, 3rem)/1.15 var(--serif); letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font: 700 1.375rem/1.25 var(--serif); text-wrap: balance; }
h3 { font-size: 1.0625rem; line-height: 1.3; }
.creator { color: var(--soft); margin-block-start: 0.75rem; }
.text { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1em; max-inline-size: 38rem; margin-block-start: 1.5rem; overflow-wrap: anywhere; }
.text p, .text li { white-space: pre-line; }
.text h2 { margin-block-start: 0.5em; }
.text ul, .text ol { display: grid; gap: 0.5em; padding-inline-start: 1.5em; }
.text blockquote { display: grid; gap: 1em; border-inline-start: 4px solid var(--accent); padding-inline-start: 1em; font-family: var(--serif); font-size: 1.125em; }
.target { margin-block-start: 1.5rem; font-weight: 700; overflow-wrap: anywhere; }
.target + .text { margin-block-start: 0.75rem; }
.outcome { margin-block-start: 1.5rem; padding: 1.25rem 1.5rem; border-inline-start: 6px solid var(--accent); border-radius: var(--radius); background: var(--card); }
.outcome .text { margin-block-start: 0.75rem; }
.notice { margin-block-start: 0.75rem; font-weight: 600; }
.organizer { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; padding-block-end: 0.75rem; overflow-wrap: anywhere; }
/* On white, because many logos are made for it. */
.organizer img { inline-size: auto; block-size: auto; max-inline-size: 10rem; max-block-size: 3.5rem; object-fit: contain; padding: 0.25rem; border-radius: calc(var(--radius) / 2); background: #fff; }
.organizer p { color: var(--ink); }
.organizer .links { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--soft); }
#privacy { display: grid; gap: 0.75rem; }
.card { background: var(--card); border-radius: calc(var(--radius) * 1.5); padding: 1.5rem; box-shadow: 0 1px 2px rgb(60 30 10 / 8%), 0 8px 32px rgb(60 30 10 / 8%); align-self: start; scroll-margin-block-start: 1rem; }
.card > * + *, .thanks > * + *, form > * + * { margin-block-start: 1.125rem; }
.progress strong { margin-inline-end: 0.3rem; font-size: 2.75rem; line-height: 1; font-weight: 750; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.progress span { display: inline-block; color: var(--soft); }
progress { -webkit-appearance: none; appearance: none; display: block; inline-size: 100%; block-size: 0.875rem; margin-block-start: 0.875rem; border: 0; border-radius: 1rem; overflow: hidden; background: var(--faint); }
progress::-webkit-progress-bar { background: var(--faint); }
progress::-webkit-progress-value { background: linear-gradient(to right, var(--accent), var(--accent-bright)); border-radius: 1rem; }
progress::-moz-progress-bar { background: linear-gradient(to right, var(--accent), var(--accent-bright)); border-radius: 1rem; }
.names { display: grid; gap: 1.125rem 0.875rem; grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr)); align-items: end; }
.names.has-error { grid-template-columns: minmax(0, 1fr); }
label { display: block; font-weight: 600; }
label small { font-weight: 400; font-size: inherit; color: var(--soft); }
.hint { color: var(--soft); margin-block-start: 0.375rem; font-size: 1rem; }
input:not([type=checkbox]), select, textarea { display: block; inline-size: 100%; min-block-size: 3rem; margin-block-start: 0.375rem; padding: 0.625rem 0.75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
input[aria-invalid], select[aria-invalid], textarea[aria-invalid] { border: 2px solid var(--wrong); }
/* Addresses are from left to right in any language: an @ at the end would move to the front. */
[inputmode=email] { direction: ltr; }
[dir=rtl] [inputmode=email] { text-align: right; }
.error, .alert { color: var(--wrong); font-weight: 600; }
.error { margin-block-start: 0.375rem; }
.error::before { content: "! "; font-weight: 800; }
.alert { border-inline-start: 4px solid var(--wrong); padding-inline-start: 0.875rem; }
.answers { display: flex; flex-wrap: wrap; gap: 0.625rem; margin-block-start: 0.75rem; }
.answers .button { inline-size: auto; flex: 1 1 auto; overflow-wrap: anywhere; color: var(--ink); background: var(--card); }
.link { padding: 0.5rem 0; font: inherit; color: inherit; background: none; border: 0; text-decoration: underline; text-decoration-color: var(--accent); text-decoration-thickness: 2px; text-underline-offset: 0.2em; cursor: pointer; }
.value { overflow-wrap: anywhere; margin-block-start: 0.375rem; }
.alert ul { margin: 0.25rem 0 0; padding-inline-start: 1.25rem; }
.box { display: flex; gap: 0.75rem; align-items: flex-start; font-weight: 400; min-block-size: 2.75rem; padding-block: 0.5rem; }
.box input { inline-size: 1.375rem; block-size: 1.375rem; flex: none; margin-block-start: 0.125rem; }
.box + .box { margin-block-start: 0; }
.button { display: block; inline-size: 100%; min-block-size: 3.25rem; padding: 0.75rem 1.25rem; font: inherit; font-size: 1.125rem; font-weight: 700; text-align: center; text-decoration: none; color: #fff; background: var(--accent); border: 2px solid transparent; border-radius: var(--radius); cursor: pointer; }
.default, input.honeypot { clip-path: inset(50%); inline-size: 1px; position: absolute; }
.button:hover { filter: brightness(0.88); }
.quiet:hover { filter: none; }
.quiet { color: inherit; background: transparent; border-color: var(--line); font-weight: 600; font-size: 1.0625rem; min-block-size: 3rem; padding-block: 0.5rem; }
.quiet:hover { background: var(--faint); }
.consent { font-size: 1rem; color: var(--soft); }
.thanks { overflow-wrap: anywhere; }
/* Eight links in four columns, or in two below 28rem: rows of three would leave two. */
.share { list-style: none; padding: 0; display: grid; gap: 0.625rem; grid-template-columns: repeat(auto-fit, minmax(max(20%, min(40%, (28rem - 100%) * 99)), 1fr)); }
.share .button { display: grid; place-items: center; block-size: 100%; padding-inline: 0.125rem; font-size: 1rem; }
.address { overflow-wrap: anywhere; color: var(--soft); -webkit-user-select: all; user-select: all; }
.latest { border-block-start: 1px solid var(--faint); padding-block-start: 1.25rem; }
.latest ul { list-style: none; padding: 0; display: grid; gap: 0.875rem; margin-block-start: 0.75rem; }
.latest q { display: block; white-space: pre-line; overflow-wrap: anywhere; }
footer { border-block-start: 1px solid var(--faint); padding-block-start: 1.75rem; color: var(--soft); display: grid; gap: 0.75rem; max-inline-size: 42rem; }
footer h2 { color: var(--ink); }
.numbers dl { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin-block: 1rem; }
.numbers dt { color: var(--soft); }
.numbers dd { margin: 0; font-size: 2.25rem; line-height: 1.1; font-weight: 750; font-variant-numeric: tabular-nums; }
.numbers svg { display: block; inline-size: 100%; block-size: 10rem; margin-block: 1rem; fill: var(--accent); border-block-end: 1px solid var(--line); }
.numbers summary { padding-block: 0.5rem; cursor: pointer; }
.numbers th, .numbers td { padding: 0.25rem 2rem 0.25rem 0; text-align: start; font-variant-numeric: tabular-nums; }
[dir=rtl] .numbers svg { transform: scaleX(-1); }
.lone { min-block-size: 50vh; align-content: center; }
.prose { max-inline-size: 42rem; margin-inline: auto; }
.prose h1 { font-size: clamp(1.75rem, 1.3rem + 1.8vw, 2.5rem); }
.prose p { margin-block-start: 0.5rem; }
.message { inline-size: 100%; max-inline-size: 34rem; margin-inline: auto; }
.message h1 { font-size: clamp(1.6rem, 1.3rem + 1.6vw, 2.25rem); }
@media (min-width: 56rem) {
  .jump.button { display: none; }
  .page { padding-inline: 2rem; }
  main { grid-template-columns: minmax(0, 1fr) minmax(20rem, 25rem); column-gap: 4rem; padding-block: 2rem 4rem; }
  .lone, .prose { grid-template-columns: minmax(0, 1fr); }
  .card { position: sticky; inset-block-start: 1.5rem; padding: 1.75rem; }
}
@media (max-width: 55.99rem) {
  .jump { margin-block-start: 1.5rem; }
  .card { position: relative; z-index: 1; }
}
/* It would take up too much of a low window. */
@media (max-width: 55.99rem) and (min-height: 30rem) {
  /* Its place is under the card, which slides over it: there is never a second button beside the form's. The margins take up no space but what a second line needs. */
  .jump { position: sticky; inset-block-end: 1rem; margin-block: 8rem -11.25rem; box-shadow: 0 0.75rem 0.75rem -0.75rem rgb(0 0 0 / 60%); }
  .jump:focus { z-index: 2; }
  /* What gets the focus scrolls out from under the button, even if its words need two lines. */
  html { scroll-padding-block-end: 7rem; }
}
@media (forced-colors: active) {
  progress { border: 1px solid CanvasText; }
  progress::-webkit-progress-value { background: Highlight; forced-color-adjust: none; }
  progress::-moz-progress-bar { background: Highlight; forced-color-adjust: none; }
  .card { border: 1px solid CanvasText; }
}
@media print {
  .jump, .languages, form, .share { display: none; }
  .card { box-shadow: none; border: 1px solid #999; }
}
`;
