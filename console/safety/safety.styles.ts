export const SAFETY = `
.fields { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); align-items: start; }
textarea { display: block; inline-size: 100%; min-block-size: 6rem; margin-block-start: 0.375rem; padding: 0.625rem 0.75rem; font: 1rem/1.5 ui-monospace, Menlo, Consolas, monospace; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); }
input[type=file] { padding: 0.375rem; }
input::file-selector-button { font: inherit; font-weight: 600; color: inherit; min-block-size: 2.125rem; padding: 0.25rem 0.875rem; margin-inline-end: 0.75rem; background: var(--faint); border: 0; border-radius: calc(var(--radius) * 0.75); cursor: pointer; }
`;
