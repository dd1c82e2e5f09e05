import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import type { Arrived } from './mail-server.ts';
import { mailboxPage } from './mailbox.ts';

const PAGES = new URL('./pages/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Headers that belong to what a page shows. */
function headersOf(name: string, petitions: string): Record<string, string> {
  switch (name) {
    case 'strict-csp':
      return {
        'Content-Security-Policy': [
          "default-src 'none'",
          `script-src ${petitions}`,
          `connect-src ${petitions}`,
          "style-src 'self'",
          "require-trusted-types-for 'script'",
          'trusted-types petition-widget',
          "base-uri 'none'",
          "form-action 'none'",
        ].join('; '),
      };
    case 'blocked':
      return { 'Content-Security-Policy': "script-src 'none'" };
    default:
      return {};
  }
}

/**
 * The sites of partner organisations, on an origin of their own.
 *
 * @param petitions origin of the petition server, put where a page says {{SERVER}}
 * @param letters what the demo's mailbox shows
 */
export function partnerSites(petitions: string, letters: readonly Arrived[] = []): Server {
  return createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://partners').pathname.slice(1) || 'index';
    if (path === 'mailbox') {
      response.writeHead(200, { 'Content-Type': TYPES['.html'] }).end(mailboxPage(letters));
      return;
    }
    const file = extname(path) ? path : `${path}.html`;
    try {
      if (!/^[a-z-]+\.(?:html|css)$/.test(file)) throw new Error('no page of ours');
      const page = await readFile(new URL(file, PAGES), 'utf8');
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)], ...headersOf(path, petitions) });
      response.end(page.replaceAll('{{SERVER}}', petitions));
    } catch {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such page in the demo.\n');
    }
  });
}
