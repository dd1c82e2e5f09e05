export const COMMENTS = `
.items > li { align-items: flex-start; padding-block: 1.25rem; }
.items > li:focus { outline: 3px solid var(--accent-text); outline-offset: 6px; border-radius: var(--radius); }
.public q { display: block; white-space: pre-line; overflow-wrap: anywhere; margin-block-start: 0.25rem; }
.public.kept q { color: var(--soft); text-decoration: line-through; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; inline-size: 100%; }
.actions button { flex: 1 1 auto; }
kbd { display: inline-block; min-inline-size: 1.75rem; padding: 0.0625rem 0.4375rem; border: 1px solid var(--line); border-radius: 0.375rem; font: 600 0.9375rem/1.4 inherit; font-family: inherit; text-align: center; }
.keys { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5rem 1rem; margin-block-start: 0.75rem; }
.keys dd { margin: 0; }
@media (min-width: 64rem) { .items > li { flex-wrap: nowrap; } .actions { flex: none; inline-size: auto; } }
@media (forced-colors: active) { kbd { border-color: CanvasText; } }
`;
