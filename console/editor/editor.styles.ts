export const EDITOR = `
:host { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); }
.sections { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
.columns { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); align-items: start; }
.columns > div > .between { min-block-size: 3rem; }
.rules { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
.segments { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.375rem; }
.segments label { position: relative; font-weight: 400; }
.segments input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: pointer; }
.segments span { display: block; min-block-size: 2.75rem; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: var(--radius); }
.segments input:checked + span { font-weight: 700; border-color: transparent; box-shadow: inset 0 0 0 2px var(--ink); }
.segments input:focus-visible + span { outline: 3px solid var(--accent-text); outline-offset: 2px; }
.partner { display: grid; gap: 0.75rem 1rem; grid-template-columns: minmax(0, 1fr); align-items: end; padding-block-end: 1rem; border-block-end: 1px solid var(--faint); }
.partner > .error { grid-column: 1 / -1; }
.quiet { border-color: transparent; text-decoration: underline; text-decoration-color: var(--accent); padding-inline: 0.5rem; font-weight: 400; }
.bar { position: sticky; inset-block-end: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.625rem 1rem; align-items: center; padding: 0.875rem 1.25rem; background: var(--card); border: 1px solid var(--faint); border-radius: calc(var(--radius) * 1.5); box-shadow: 0 -4px 24px rgb(60 30 10 / 12%); }
.bar [role=status] { margin-inline-start: auto; color: var(--soft); }
.bar .primary { min-block-size: 2.75rem; font-size: 1.0625rem; }
.summary { border: 2px solid var(--wrong); }
.summary ul { padding-inline-start: 1.25rem; }
.summary:focus { outline: none; }
dialog { max-inline-size: min(40rem, calc(100vw - 2rem)); }
@media (min-width: 40rem) {
  .partner { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto; }
  .recipient { grid-column: 1 / 3; }
}
@media (min-width: 64rem) {
  .to-preview { display: none; }
  :host { grid-template-columns: minmax(0, 1fr) 23.5rem; }
  console-preview-panel { position: sticky; inset-block-start: 1rem; align-self: start; max-block-size: calc(100vh - 2rem); overflow-y: auto; }
}
@media (forced-colors: active) { .segments input:checked + span { outline: 3px solid Highlight; } }
`;

export const PICTURE = `
img { display: block; max-inline-size: 100%; block-size: auto; border-radius: var(--radius); }
img.hero { max-block-size: 18rem; }
img.logo { max-block-size: 4rem; }
canvas { display: block; max-inline-size: 100%; max-block-size: 45vh; margin-inline: auto; border-radius: var(--radius); background: var(--faint); }
dialog { max-inline-size: min(44rem, calc(100vw - 2rem)); }
label.button { position: relative; }
label.button:focus-within { outline: 3px solid var(--accent-text); outline-offset: 2px; }
`;

export const PREVIEW = `
.frame { overflow: hidden; border: 1px solid var(--line); border-radius: var(--radius); max-inline-size: 100%; }
iframe { display: block; border: 0; transform-origin: 0 0; background: var(--paper); }
button[aria-pressed=true] { box-shadow: inset 0 0 0 2px var(--ink); border-color: transparent; font-weight: 700; }
button { border-width: 1px; font-weight: 400; }
.frame { direction: ltr; }
`;

export const TEXT_TOOLS = `
.tool { inline-size: 2.75rem; padding: 0; border-width: 1px; font-family: var(--serif); font-size: 1.125rem; }
.row { gap: 0.5rem; }
.bold { font-weight: 800; } .italic { font-style: italic; font-weight: 400; } .heading { font-size: 1.375rem; }
`;

export const LANGUAGE_ADDER = `
select, input:not([type=radio]) { display: inline-block; inline-size: auto; max-inline-size: 100%; margin: 0; }
`;
