import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import type { ReceivedEmail } from './mail-server.ts';
import { mailboxPage } from './mailbox.ts';

const PAGES = new URL('./pages/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Headers that a page needs for what it demonstrates. */
function headersFor(name: string, petitions: string): Record<string, string> {
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
 * The sites of partner organizations, on their own origin.
 *
 * @param petitions origin of the petition server, inserted for {{SERVER}}
 * @param emails what the demo's mailbox shows
 */
export function partnerSites(petitions: string, emails: readonly ReceivedEmail[] = []): Server {
  return createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://partners').pathname.slice(1) || 'index';
    if (path === 'mailbox') {
      response.writeHead(200, { 'Content-Type': TYPES['.html'] }).end(mailboxPage(emails));
      return;
    }
    const file = extname(path) ? path : `${path}.html`;
    try {
      if (!/^[a-z-]+\.(?:html|css)$/.test(file)) throw new Error('not a demo page');
      const page = await readFile(new URL(file, PAGES), 'utf8');
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)], ...headersFor(path, petitions) });
      response.end(page.replaceAll('{{SERVER}}', petitions));
    } catch {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Page not found in the demo.\n');
    }
  });
}
