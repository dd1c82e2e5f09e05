import { html, raw } from 'hono/html';
import MarkdownIt, { type Token } from 'markdown-it';
import { DOCS_STYLE } from './docs-page.style.ts';
import { htmlDocument, pageHeaders } from './document.ts';

/** With tables. Without HTML, which the documentation has only in examples. */
const markdown = new MarkdownIt({ html: false, linkify: false });

/** Where the examples in the documentation are. */
const EXAMPLE_ORIGIN = 'https://petitions.example.org';

/** A page of the documentation that this server shows. */
export interface DocsPage {
  /** Its file is `docs/NAME.md`, and its path `/docs/NAME`. */
  name: string;
  title: string;
  source: string;
}

/** The documentation in English, with this server's address in its examples. */
export function docsPage({ name, title, source }: DocsPage, others: readonly DocsPage[], publicUrl: string) {
  const names = new Set([name, ...others.map((page) => page.name)]);
  // Comments mark the tables that are generated.
  const visible = source.replaceAll(/<!--.*?-->/gs, '');
  const tokens = markdown.parse(visible.replaceAll(EXAMPLE_ORIGIN, publicUrl), {});
  addAnchors(tokens);
  for (const token of tokens) for (const child of token.children ?? []) adjustLink(child, names);
  return htmlDocument({
    lang: 'en',
    title,
    head: html`<meta name="color-scheme" content="light dark">
    <style>${raw(DOCS_STYLE)}</style>`,
    body: html`<div class="page"><main class="prose docs">
      ${raw(markdown.renderer.render(tokens, markdown.options, {}))}
      <nav aria-label="Documentation">${others.map((page) => html`<p><a href="/docs/${page.name}">${page.title}</a></p>`)}</nav>
    </main></div>`,
  });
}

export const DOCS_HEADERS = pageHeaders({ css: DOCS_STYLE });

/** The anchors that links between the pages use, as in the files' own viewer. */
function addAnchors(tokens: readonly Token[]): void {
  const used = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const anchor = anchorOf(tokens[index + 1]!.content);
    let unique = anchor;
    for (let repeat = 1; used.has(unique); repeat++) unique = `${anchor}-${repeat}`;
    used.add(unique);
    token.attrSet('id', unique);
  }
}

const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Links to pages that this server shows lead there. Those for its maintainer are in its package: their links are left out. */
function adjustLink(token: Token, names: ReadonlySet<string>): void {
  if (token.type !== 'link_open') return;
  const href = token.attrGet('href')!;
  if (/^(?:https?:|#)/.test(href)) return;
  const [, name, anchor = ''] = /^([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  if (name !== undefined && names.has(name)) token.attrSet('href', `/docs/${name}${anchor}`);
  else token.attrs = token.attrs!.filter(([attribute]) => attribute !== 'href');
}
