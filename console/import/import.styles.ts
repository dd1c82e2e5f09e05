/** Beside what every screen has. */
export const IMPORT = `
.steps { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
.fields { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); align-items: start; }
.big { font-size: 1.5rem; font-weight: 750; line-height: 1.2; font-variant-numeric: tabular-nums; }
.done::before { content: "✓ "; font-weight: 800; color: var(--accent-text); }
[tabindex="-1"]:focus { outline: none; }
.dropping { outline: 3px dashed var(--accent-text); outline-offset: -3px; }
.choice input { display: inline-block; min-block-size: 0; padding: 0; }
input[type=file] { padding: 0.5rem; cursor: pointer; }
input::file-selector-button { font: inherit; font-weight: 600; color: inherit; background: var(--faint); border: 0; border-radius: var(--radius); padding: 0.375rem 0.875rem; margin-inline-end: 0.75rem; }
td ul { max-inline-size: 22rem; }
td li { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-block-size: 1.6em; color: var(--soft); }
td select { min-inline-size: 13rem; margin-block-start: 0; }
table { table-layout: auto; }
@media (max-width: 44rem) {
  table, tbody, tr, th, td { display: block; }
  thead { clip-path: inset(50%); position: absolute; }
  tr { padding-block: 0.75rem; border-block-start: 1px solid var(--faint); }
  th, td { padding: 0.125rem 0; border: 0; }
  td ul { max-inline-size: 100%; }
  td select { inline-size: 100%; }
}
`;
