/** Beside what every screen has. */
export const OPENING = `
label :is(input:not([type=radio]), select, textarea) { font-weight: 400; }
input[type=file] { padding: 0.5rem; cursor: pointer; }
input[type=checkbox] { display: inline-block; min-block-size: 0; padding: 0; }
textarea { display: block; inline-size: 100%; min-block-size: 5.5rem; margin-block-start: 0.375rem; padding: 0.625rem 0.75rem; font: 0.9375rem/1.5 ui-monospace, Menlo, Consolas, monospace; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); resize: vertical; direction: ltr; }
input::file-selector-button { font: inherit; font-weight: 600; color: inherit; background: var(--faint); border: 0; border-radius: var(--radius); padding: 0.375rem 0.875rem; margin-inline-end: 0.75rem; }
.steps { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: 0 1.5rem; }
.big { font-size: 2rem; font-weight: 750; line-height: 1.15; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.filters { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); align-items: end; }
.done::before { content: "✓ "; font-weight: 800; color: var(--accent-text); }
.preview td, .preview th { white-space: nowrap; max-inline-size: 20rem; overflow: hidden; text-overflow: ellipsis; }
`;

/** A list on paper. It stands in the document beside the console, which is hidden while it is printed. */
export const PRINTED = `
.printed-list { display: none; }
@media print {
  @page { size: auto; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt ui-sans-serif, system-ui, sans-serif; color: #555; } }
  @page cover { @bottom-center { content: none; } }
  html:has(.printed-list) { color-scheme: light; }
  body:has(.printed-list) { background: #fff; color: #111; }
  body:has(.printed-list) > petition-console { display: none; }
  .printed-list { display: block; font: 10.5pt/1.4 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
  .printed-list .cover { page: cover; break-after: page; min-block-size: 88vh; display: flex; flex-direction: column; justify-content: center; gap: 9mm; border-block-start: 3mm solid var(--accent); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .printed-list h1 { margin: 0; font: 700 32pt/1.15 var(--serif); overflow-wrap: anywhere; text-wrap: balance; }
  .printed-list .cover p { margin: 0; font-size: 15pt; overflow-wrap: anywhere; }
  .printed-list .cover .total { font-size: 22pt; font-weight: 700; font-variant-numeric: tabular-nums; }
  .printed-list table { inline-size: 100%; border-collapse: collapse; }
  .printed-list thead { display: table-header-group; }
  .printed-list tr { break-inside: avoid; }
  .printed-list th, .printed-list td { padding: 1.6mm 2.5mm; text-align: start; vertical-align: top; border-block-end: 0.2mm solid #bbb; overflow-wrap: anywhere; }
  .printed-list thead th { font-weight: 700; border-block-end: 0.5mm solid #111; }
  .printed-list .place { inline-size: 14mm; text-align: end; color: #555; font-weight: 400; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
}
`;
