/** For the documentation, in addition to the stylesheet of all pages. */
export const DOCS_STYLE = `
.docs { display: block; overflow-wrap: anywhere; }
.docs h2 { margin-block-start: 2.5rem; }
.docs h3 { margin-block-start: 1.75rem; }
.docs p, .docs ul, .docs ol, .docs table, .docs pre { margin-block-start: 1rem; }
.docs ul, .docs ol { padding-inline-start: 1.5em; }
.docs code { font: 0.9375em/1.5 ui-monospace, "Liberation Mono", monospace; background: var(--faint); border-radius: 0.25rem; padding: 0.125em 0.25em; }
.docs pre { padding: 1rem; background: var(--card); border: 1px solid var(--faint); border-radius: var(--radius); overflow-x: auto; overflow-wrap: normal; }
.docs pre code { background: none; padding: 0; }
.docs table { display: block; overflow-x: auto; border-collapse: collapse; overflow-wrap: break-word; }
.docs th, .docs td { padding: 0.5rem 0.75rem; border-block-end: 1px solid var(--faint); text-align: start; vertical-align: top; min-inline-size: 6rem; }
.docs nav { margin-block-start: 3rem; }
`;
