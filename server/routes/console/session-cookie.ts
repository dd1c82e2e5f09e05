import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';

/** Browsers accept the prefix only with `Secure`, which they accept on https. Passkeys also work on `http://localhost`. */
export const sessionCookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-console' : 'console';

/** Without an age: it ends with the browser, and the session on the server twelve hours after its last request. */
const attributes = (publicUrl: string) =>
  ({ path: '/', httpOnly: true, secure: publicUrl.startsWith('https:'), sameSite: 'Strict' }) as const;

export const setSessionCookie = (c: Context, publicUrl: string, token: string): void =>
  setCookie(c, sessionCookieName(publicUrl), token, attributes(publicUrl));

export const deleteSessionCookie = (c: Context, publicUrl: string): void => {
  deleteCookie(c, sessionCookieName(publicUrl), attributes(publicUrl));
};

/** The browser and system that a session's owner recognizes it by, like "Firefox on Linux". */
export function describeBrowser(userAgent: string): string {
  const first = (names: readonly [pattern: RegExp, name: string][]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1];
  // Each pretends to be those after it.
  const browser = first([
    [/\bEdgA?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
    [/\bChrome\/|\bCriOS\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ]);
  const system = first([
    [/\biPhone\b|\biPad\b/, 'iOS'],
    [/\bAndroid\b/, 'Android'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b/, 'macOS'],
    [/\bLinux\b/, 'Linux'],
  ]);
  return [browser ?? 'A browser', system && `on ${system}`].filter(Boolean).join(' ');
}
