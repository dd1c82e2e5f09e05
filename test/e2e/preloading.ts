import { htmlPage, type Site, type Stage, serveSite } from './harness.ts';

/** A petition server on an origin of its own that writes down what is requested from it, and gets it from a stage. */
export async function serveRecorded(stage: Stage): Promise<Site & { requests: string[] }> {
  const requests: string[] = [];
  const site = await serveSite(async ({ url, headers }, response) => {
    requests.push(url!);
    const { 'if-none-match': etag } = headers;
    const answer = await fetch(new URL(url!, stage.petitions), {
      headers: etag ? { 'If-None-Match': etag } : {},
    });
    const passedOn = ['Access-Control-Allow-Origin', 'Cache-Control', 'Content-Type', 'ETag'];
    for (const name of passedOn) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  return { ...site, requests };
}

/** A page in a language, with a widget, and the links that preload its petition in English and the script for its details. */
export const preloadingPage = (server: string, slug: string, lang: string): string =>
  htmlPage(`<div lang="${lang}"><script type="module" async src="${server}v1/petition-widget.js"></script>
    <link rel="preload" as="fetch" crossorigin href="${server}v1/petitions/${slug}?lang=en">
    <link rel="modulepreload" href="${server}v1/petition-details.js">
    <petition-widget petition="${slug}"></petition-widget></div>`);
