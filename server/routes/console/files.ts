import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Handler } from 'hono';
import type { AppContext } from '../../context.ts';
import { acceptedCoding, CompressibleBody } from '../../http/compression.ts';
import { notFound } from './guard.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const PAGE = 'index.html';
const PREVIEW = 'preview-index.html';

/** Nothing from elsewhere, no inline script, and no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of the editor's preview: the widget as on other sites, which shows pictures that are not saved yet. */
const PREVIEW_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  'worker-src blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

interface ConsoleFile {
  body: CompressibleBody;
  type: string;
}

/** A worker has a policy of its own: with the opened signatures in it, it can load scripts of the console, and reach nothing else. */
const FILE_POLICY = "default-src 'none'; script-src 'self'";

/** The one page of the console. Its scripts decide by the URL what it shows. */
export function getConsolePage({ consoleDir }: AppContext): Handler {
  const page = readFileSync(join(consoleDir, PAGE), 'utf8');
  return function getConsolePage(c) {
    return c.html(page, 200, {
      'Content-Security-Policy': POLICY,
      'Cache-Control': 'no-cache',
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
  };
}

/** The page in the editor's frame. It holds nothing: the editor sends what to show. */
export function getPreviewPage({ consoleDir }: AppContext): Handler {
  const page = readFileSync(join(consoleDir, PREVIEW), 'utf8');
  return function getPreviewPage(c) {
    return c.html(page, 200, { 'Content-Security-Policy': PREVIEW_POLICY, 'Cache-Control': 'no-cache' });
  };
}

/** A script or stylesheet, whose name has a hash of its content. */
export function getConsoleFile({ consoleDir }: AppContext): Handler {
  const files = new Map<string, ConsoleFile>();
  for (const name of readdirSync(consoleDir).filter((file) => !file.endsWith('.html'))) {
    const body = new CompressibleBody(readFileSync(join(consoleDir, name)), 'best');
    files.set(name, { body, type: CONTENT_TYPES[extname(name)]! });
  }
  return async function getConsoleFile(c) {
    const file = files.get(c.req.param('file')!);
    if (!file) throw notFound();
    const coding = acceptedCoding(c);
    return new Response(coding ? await file.body.compress(coding) : file.body.bytes, {
      headers: {
        'Content-Type': file.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Content-Security-Policy': FILE_POLICY,
        Vary: 'Accept-Encoding',
        ...(coding && { 'Content-Encoding': coding }),
      },
    });
  };
}
