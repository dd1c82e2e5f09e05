import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';

export type HeaderMap = Readonly<Record<string, string>>;

/**
 * Headers of every page and script. Hot paths set them themselves; `setSecurityHeaders` does so everywhere else.
 *
 * `Cross-Origin-Resource-Policy` must be `cross-origin`: the widget's script is made for other sites.
 */
export function securityHeaders(publicUrl: string): HeaderMap {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(publicUrl.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
}

/** Sets `securityHeaders` and none of Hono's other defaults, which are for documents or old browsers. */
export function setSecurityHeaders(
  publicUrl: string,
  crossOriginResourcePolicy: 'cross-origin' | 'same-origin' = 'cross-origin',
): MiddlewareHandler {
  const headers = securityHeaders(publicUrl);
  return secureHeaders({
    xContentTypeOptions: headers['X-Content-Type-Options']!,
    referrerPolicy: headers['Referrer-Policy']!,
    crossOriginResourcePolicy,
    strictTransportSecurity: headers['Strict-Transport-Security'] ?? false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    // Pages set `frame-ancestors` in their Content-Security-Policy.
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

/**
 * Lets pages of any origin read a response, including the `null` origin of a sandboxed frame. There are no cookies or
 * other credentials, so an origin grants no rights.
 */
export const ALLOW_ANY_ORIGIN: HeaderMap = { 'Access-Control-Allow-Origin': '*' };

/** Sets `ALLOW_ANY_ORIGIN` and responds to preflight requests. */
export const allowAnyOrigin = (): MiddlewareHandler =>
  cors({
    origin: '*',
    allowMethods: ['GET', 'HEAD', 'POST'],
    // Without `allowHeaders`, it allows the headers that a request asks for: error monitors on partner pages add theirs.
    // Seconds.
    maxAge: 86_400,
  });

/**
 * Headers of JSON for other sites. Leaves out those about documents, or about loading without CORS: each header costs
 * time on every response.
 */
export function apiHeaders(publicUrl: string): HeaderMap {
  const { 'Referrer-Policy': _, 'Cross-Origin-Resource-Policy': __, ...rest } = securityHeaders(publicUrl);
  return { ...rest, ...ALLOW_ANY_ORIGIN };
}

export function applyHeaders(response: Response, headers: HeaderMap): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
