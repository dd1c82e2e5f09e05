import type { Http2Bindings, HttpBindings } from '@hono/node-server';

/** A name or an IPv4 address, or an IPv6 address in brackets, with or without a port. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

type Fetch = (request: Request, env: HttpBindings | Http2Bindings) => Response | Promise<Response>;

/**
 * Refuses requests whose `Host` has characters that no host has. The adapter writes it before the path and parses both as
 * one URL, so a slash or a question mark in it would lead to another route than the one that a proxy in front has checked.
 */
export function refuseInvalidHosts(fetch: Fetch): Fetch {
  return (request, env) => {
    const { host } = env.incoming.headers;
    return host === undefined || HOST.test(host) ? fetch(request, env) : badRequest();
  };
}

const badRequest = () => {
  const document = {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The Host header is not valid.',
  };
  return new Response(JSON.stringify(document), {
    status: 400,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
};
