export const HEALTH = `
.numbers { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
.numbers dt { color: var(--soft); }
.numbers dd { font-size: 1.25rem; font-weight: 700; line-height: 1.3; overflow-wrap: anywhere; }
.numbers small { display: block; font-size: 1rem; font-weight: 400; color: var(--soft); }
.items > li { justify-content: flex-start; align-items: flex-start; flex-wrap: nowrap; }
.items > li > .badge { flex: none; min-inline-size: 0; }
.items > li > :first-child { flex: none; min-inline-size: 0; inline-size: 9rem; text-align: center; }
.error .badge, .badge.error { border-color: var(--wrong); color: var(--wrong); }
.badge.error::before { content: none; }
.badge.warning { border-color: var(--accent); border-width: 2px; }
.badge.ok { color: var(--soft); }
.text { overflow-wrap: anywhere; min-inline-size: 0; }
blockquote { margin-inline: 0; padding-inline-start: 0.875rem; border-inline-start: 4px solid var(--line); overflow-wrap: anywhere; }
@media (max-width: 34rem) { .items > li { flex-direction: column; } }
`;
