/** What each URL shows. */
export type Route =
  | { screen: 'petitions' }
  | { screen: 'petition'; slug: string }
  | { screen: 'accounts' }
  | { screen: 'account' }
  | { screen: 'audit' }
  | { screen: 'unknown' };

export function parseRoute(pathname: string): Route {
  const path = pathname.replace(/^\/console\/?/, '').replace(/\/$/, '');
  if (path === '') return { screen: 'petitions' };
  if (path === 'accounts' || path === 'account' || path === 'audit') return { screen: path };
  const slug = /^petitions\/([^/]+)$/.exec(path)?.[1];
  if (slug === undefined) return { screen: 'unknown' };
  try {
    return { screen: 'petition', slug: decodeURIComponent(slug) };
  } catch {
    return { screen: 'unknown' };
  }
}

/** The URL inside the console that a click leads to in this tab. Undefined for all other clicks, which are the browser's. */
export function clickedUrl(event: MouseEvent): URL | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  return url.origin === location.origin && /^\/console(?:\/|$)/.test(url.pathname) ? url : undefined;
}
