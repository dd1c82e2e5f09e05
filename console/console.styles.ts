import { SANS, SERIF, schemeDeclarations } from '../common/palette.ts';
import { DEFAULT_ACCENT, DEFAULT_RADIUS_PX } from '../common/theme.ts';

/** For the document: tokens, which elements inherit, and what is outside of them. */
export const DOCUMENT = `
:root {
  color-scheme: light dark;
  --accent: ${DEFAULT_ACCENT};
  --accent-bright: #f08030;
  --accent-text: ${DEFAULT_ACCENT};
  --radius: ${DEFAULT_RADIUS_PX / 16}rem;
  ${schemeDeclarations('light')};
  --serif: ${SERIF};
  --series-0: ${DEFAULT_ACCENT}; --series-1: #1d6f8a; --series-2: #8f6400; --series-3: #6250ab; --series-4: #3d7a3b; --series-5: #a83668; --series-none: #918780;
}
@media (prefers-color-scheme: dark) {
  :root {
    ${schemeDeclarations('dark')};
    --accent-text: #f08030;
    --series-0: #f08030; --series-1: #5db7d3; --series-2: #e3c26b; --series-3: #a99be6; --series-4: #86c383; --series-5: #ee8ab4; --series-none: #857b74;
  }
}
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 ${SANS}; accent-color: var(--accent); }
noscript { display: block; padding: 1.25rem; }
`;

/** For every element of the console. */
export const BASE = `
* { box-sizing: border-box; margin: 0; }
:host { display: block; }
[hidden] { display: none !important; }
a { color: inherit; text-decoration-color: var(--accent); text-decoration-thickness: 0.1em; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 0.16em; }
:focus-visible { outline: 3px solid var(--accent-text); outline-offset: 2px; }
h1 { font: 700 clamp(1.75rem, 1.3rem + 1.8vw, 2.5rem)/1.15 var(--serif); letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font: 700 1.375rem/1.25 var(--serif); text-wrap: balance; overflow-wrap: anywhere; }
h3 { font-size: 1.0625rem; line-height: 1.3; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.stack > * + * { margin-block-start: 1rem; }
.wide > * + * { margin-block-start: 2rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.625rem 1rem; align-items: center; }
.between { justify-content: space-between; }
.card { background: var(--card); border-radius: calc(var(--radius) * 1.5); padding: 1.5rem; box-shadow: 0 1px 2px rgb(60 30 10 / 8%), 0 8px 32px rgb(60 30 10 / 8%); min-inline-size: 0; }
.narrow { max-inline-size: 34rem; margin-inline: auto; }
label, legend { display: block; font-weight: 600; padding: 0; }
.hint { color: var(--soft); font-size: 1rem; }
input:not([type=radio], [type=checkbox], [type=range]), select, textarea { display: block; inline-size: 100%; min-block-size: 3rem; margin-block-start: 0.375rem; padding: 0.625rem 0.75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
input[aria-invalid=true], select[aria-invalid=true], textarea[aria-invalid=true] { border: 2px solid var(--wrong); }
textarea { resize: vertical; line-height: 1.5; }
input[type=range] { display: block; inline-size: 100%; min-block-size: 2.75rem; }
fieldset { border: 0; padding: 0; min-inline-size: 0; }
.choice { display: flex; gap: 0.75rem; align-items: flex-start; font-weight: 400; min-block-size: 2.75rem; padding-block: 0.5rem; }
.choice input { inline-size: 1.375rem; block-size: 1.375rem; flex: none; margin-block-start: 0.125rem; }
.choice span { display: block; }
.error, .alert { color: var(--wrong); font-weight: 600; }
.error::before { content: "! "; font-weight: 800; }
.alert { border-inline-start: 4px solid var(--wrong); padding-inline-start: 0.875rem; }
.note { border-inline-start: 4px solid var(--accent); padding-inline-start: 0.875rem; }
button, .button { display: inline-block; min-block-size: 2.75rem; padding: 0.5rem 1.25rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: inherit; background: transparent; border: 2px solid var(--line); border-radius: var(--radius); cursor: pointer; }
button:hover, .button:hover { background: var(--faint); }
button.primary { color: #fff; background: var(--accent); border-color: transparent; font-weight: 700; min-block-size: 3.25rem; font-size: 1.125rem; }
button.primary:hover { background: var(--accent); box-shadow: inset 0 0 0 10rem rgb(0 0 0 / 12%); }
button[aria-disabled=true] { opacity: 0.65; cursor: progress; }
button.full { inline-size: 100%; }
code, pre { font: 0.9375rem/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; padding: 0.875rem 1rem; border-radius: var(--radius); background: var(--faint); direction: ltr; text-align: left; }
ul.plain { list-style: none; padding: 0; }
ul.plain.card { padding: 0.75rem 1.5rem; }
.items > li { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; justify-content: space-between; align-items: center; padding-block: 0.875rem; border-block-start: 1px solid var(--faint); }
.items > li:first-child { border-block-start: 0; }
.items > li > :first-child { min-inline-size: min(14rem, 100%); flex: 1; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 0.625rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.9375rem; font-weight: 600; }
.badge.victory { background: var(--accent); border-color: var(--accent); color: #fff; }
progress { -webkit-appearance: none; appearance: none; display: block; inline-size: 100%; block-size: 0.75rem; border: 0; border-radius: 1rem; overflow: hidden; background: var(--faint); }
progress::-webkit-progress-bar { background: var(--faint); }
progress::-webkit-progress-value { background: linear-gradient(to right, var(--accent), var(--accent-bright)); border-radius: 1rem; }
progress::-moz-progress-bar { background: linear-gradient(to right, var(--accent), var(--accent-bright)); border-radius: 1rem; }
/* A shadow at an edge behind which there is more. At the end, what is in front of it has scrolled over it. */
.scroll { overflow-x: auto; background: linear-gradient(to right, var(--card) 40%, transparent) left, linear-gradient(to left, var(--card) 40%, transparent) right, linear-gradient(to right, var(--line), transparent) left, linear-gradient(to left, var(--line), transparent) right; background-size: 2.5rem 100%, 2.5rem 100%, 0.625rem 100%, 0.625rem 100%; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll; }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.5rem 0.75rem; text-align: start; vertical-align: top; border-block-start: 1px solid var(--faint); }
th[scope=row] { overflow-wrap: anywhere; min-inline-size: 7rem; }
thead th { border: 0; color: var(--soft); font-weight: 600; }
.number { text-align: end; }
dialog { margin: auto; max-inline-size: min(32rem, calc(100vw - 2rem)); inline-size: 100%; padding: 1.75rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: calc(var(--radius) * 1.5); }
dialog::backdrop { background: rgb(20 12 6 / 55%); }
summary { cursor: pointer; font-weight: 600; padding-block: 0.5rem; }
.hidden { clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; position: absolute; white-space: nowrap; }
@media (forced-colors: active) {
  .card, dialog { border: 1px solid CanvasText; }
  progress { border: 1px solid CanvasText; }
  progress::-webkit-progress-value { background: Highlight; forced-color-adjust: none; }
  progress::-moz-progress-bar { background: Highlight; forced-color-adjust: none; }
}
`;

export const SHELL = `
.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -10rem; padding: 0.5rem 1rem; background: var(--card); z-index: 1; }
.skip:focus { inset-block-start: 0.5rem; }
.page { max-inline-size: 70rem; margin-inline: auto; padding: 1.25rem 1.25rem 3rem; min-block-size: 100vh; display: flex; flex-direction: column; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: center; justify-content: flex-end; border-block-end: 1px solid var(--faint); }
header:not(:has(nav)) { padding-block-end: 0.75rem; }
.title { font: 700 1.25rem/1.3 var(--serif); margin-inline-end: auto; }
nav { display: flex; flex: 1 0 100%; flex-wrap: wrap; gap: 0 1.5rem; }
nav a { flex: none; padding-block: 0.625rem; text-decoration: none; }
nav a:hover { text-decoration: underline; text-decoration-color: var(--accent); text-decoration-thickness: 0.16em; }
nav a[aria-current] { font-weight: 700; box-shadow: inset 0 -3px var(--accent); }
.who { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; overflow-wrap: anywhere; }
main { flex: 1; padding-block: 2rem 3rem; }
main:focus { outline: none; }
footer { border-block-start: 1px solid var(--faint); padding-block-start: 1.25rem; color: var(--soft); }
footer label { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; font-weight: 400; }
footer select { inline-size: auto; margin: 0; }
@media (min-width: 40rem) { .page { padding-inline: 2rem; } }
@media (max-width: 59.99rem) {
  .who { flex-wrap: nowrap; }
  .who span { max-inline-size: 16rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
}
@media (max-width: 29.99rem) { .who span { clip-path: inset(50%); position: absolute; inline-size: 1px; } }
@media (forced-colors: active) { nav a[aria-current] { border-block-end: 3px solid Highlight; } }
`;

/** Links to the screens of one petition. */
export const FRAME = `
nav { display: flex; flex-wrap: wrap; gap: 0 1.5rem; border-block-end: 1px solid var(--faint); }
nav a { flex: none; padding-block: 0.625rem; text-decoration: none; }
nav a:hover { text-decoration: underline; text-decoration-color: var(--accent); text-decoration-thickness: 0.16em; }
nav a[aria-current] { font-weight: 700; box-shadow: inset 0 -3px var(--accent); }
@media (forced-colors: active) { nav a[aria-current] { border-block-end: 3px solid Highlight; } }
`;

export const PETITIONS = `
.search { max-inline-size: 24rem; }
.list { display: grid; gap: 1rem; margin-block-start: 1rem; }
article { display: grid; gap: 0.75rem 2rem; grid-template-columns: minmax(0, 1fr); }
.numbers { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; }
.numbers dt { color: var(--soft); font-size: 0.9375rem; }
.numbers dd { font-size: 1.375rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.count { display: flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: baseline; margin-block-end: 0.5rem; }
.count strong { font-size: 2rem; line-height: 1.1; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
svg { display: block; inline-size: 100%; block-size: 3.25rem; }
svg rect { fill: var(--series-0); }
svg rect.empty { fill: var(--faint); }
h3 { font: 700 1.25rem/1.25 var(--serif); }
@media (min-width: 48rem) {
  article { grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr); align-items: center; }
}
@media (forced-colors: active) { svg rect { fill: CanvasText; } svg rect.empty { fill: GrayText; } }
`;

export const CHART = `
.frame { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 0.625rem; direction: ltr; margin-block-start: 1rem; }
.scale { display: flex; flex-direction: column; justify-content: space-between; text-align: end; font-size: 0.875rem; line-height: 1; color: var(--soft); font-variant-numeric: tabular-nums; margin-block: -0.4375rem; }
.plot { position: relative; block-size: 15rem; }
.plot svg { display: block; inline-size: 100%; block-size: 100%; overflow: visible; }
.plotted .plot { grid-column: 1 / -1; block-size: 18rem; }
.plotted .plot > * { block-size: 100%; }
.plotted .scale, .plotted .ends { display: none; }
.ends { grid-column: 2; display: flex; justify-content: space-between; gap: 1rem; font-size: 0.875rem; color: var(--soft); }
.grid { stroke: var(--faint); stroke-width: 1; vector-effect: non-scaling-stroke; }
.line { fill: none; stroke: var(--series-0); stroke-width: 3; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.area { fill: var(--series-0); opacity: 0.14; }
.goal { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 6 5; vector-effect: non-scaling-stroke; }
.here { fill: var(--ink); opacity: 0.12; }
h2 { margin-block-end: 0.375rem; }
.plot rect:not(.here) { stroke: var(--card); stroke-width: 1; vector-effect: non-scaling-stroke; }
.series-0 { fill: var(--series-0); } .series-1 { fill: var(--series-1); } .series-2 { fill: var(--series-2); } .series-3 { fill: var(--series-3); } .series-4 { fill: var(--series-4); } .series-5 { fill: var(--series-5); } .series-none { fill: var(--series-none); }
output { display: block; min-block-size: 1.6em; margin-block-start: 0.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; list-style: none; margin-block-start: 0.75rem; }
.legend button { display: flex; gap: 0.5rem; align-items: center; min-block-size: 2.75rem; padding: 0.25rem 0.875rem; font-weight: 400; overflow-wrap: anywhere; text-align: start; border-width: 1px; }
.legend button[aria-pressed=true] { font-weight: 700; box-shadow: inset 0 0 0 2px var(--ink); }
.legend svg { inline-size: 0.875rem; block-size: 0.875rem; flex: none; }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; justify-content: space-between; align-items: flex-start; margin-block-start: 0.75rem; }
details { flex: 1 1 16rem; min-inline-size: 0; }
details .scroll { max-block-size: 24rem; overflow: auto; }
thead th { position: sticky; inset-block-start: 0; background: var(--card); }
@media (forced-colors: active) {
  .plot svg, .legend svg { forced-color-adjust: none; }
  .line, .goal { stroke: CanvasText; }
  .area { fill: Highlight; }
  .grid { stroke: GrayText; }
  .here { fill: Highlight; opacity: 0.4; }
}
@media print { .tools, .legend button { border: 0; } }
`;

export const GROWTH = `
.numbers { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
.numbers dt { color: var(--soft); }
.numbers dd { font-size: 1.75rem; font-weight: 750; line-height: 1.15; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.numbers small { display: block; font-size: 1rem; font-weight: 400; letter-spacing: 0; color: var(--soft); }
.charts { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
`;
