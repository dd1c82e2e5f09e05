import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Site, serveSite } from '../harness.ts';

/**
 * Serves an application on an origin of its own: its scripts, and at every other address its page.
 *
 * @param drawn what of the page was drawn on the server
 */
export function serveApp(built: string, drawn = ''): Promise<Site> {
  const page = `<!doctype html><html lang="en"><title>An application</title><link rel="icon" href="data:,">
    <main>${drawn}</main><script type="module" src="/app.js"></script></html>`;
  return serveSite(({ url }, response) => {
    const [script] = /^\/[\w-]+\.js$/.exec(url!) ?? [];
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? readFileSync(join(built, script)) : page);
  });
}
