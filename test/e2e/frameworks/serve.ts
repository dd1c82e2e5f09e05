import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * Serves an application on an origin of its own: its scripts, and at every other address its page.
 *
 * @param drawn what of the page was drawn on the server
 */
export async function serveApp(built: string, drawn = ''): Promise<{ url: string; close(): void }> {
  const page = `<!doctype html><html lang="en"><title>An application</title><link rel="icon" href="data:,">
    <main>${drawn}</main><script type="module" src="/app.js"></script></html>`;
  const server = createServer(({ url }, response) => {
    const [script] = /^\/[\w-]+\.js$/.exec(url!) ?? [];
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? readFileSync(join(built, script)) : page);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
