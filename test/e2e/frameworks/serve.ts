import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Site, serveSite } from '../harness.ts';

/**
 * Serves an application on its own origin: its scripts, and its page at every other path.
 *
 * @param rendered HTML that was rendered on the server
 */
export function serveApp(folder: string, rendered = ''): Promise<Site> {
  const page = `<!doctype html><html lang="en"><title>An application</title><link rel="icon" href="data:,">
    <main>${rendered}</main><script type="module" src="/app.js"></script></html>`;
  return serveSite(({ url }, response) => {
    const [script] = /^\/[\w-]+\.js$/.exec(url!) ?? [];
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? readFileSync(join(folder, script)) : page);
  });
}
