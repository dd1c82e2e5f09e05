/** The screens of one petition, by the last part of their URL. */
const PETITION_SCREENS = ['growth', 'edit', 'signatures', 'comments', 'safety', 'import'] as const;
export type PetitionScreenName = (typeof PETITION_SCREENS)[number];

export interface PetitionRoute {
  screen: PetitionScreenName;
  slug: string;
}

/** What each URL shows. */
export type Route =
  | PetitionRoute
  | { screen: 'petitions' }
  | { screen: 'newPetition'; from?: string }
  | { screen: 'accounts' }
  | { screen: 'account' }
  | { screen: 'audit' }
  | { screen: 'webhooks' }
  | { screen: 'tokens' }
  | { screen: 'health' }
  | { screen: 'unknown' };

export const isPetitionScreen = (route: Route): route is PetitionRoute => 'slug' in route;

export function parseRoute(pathname: string): Route {
  const path = pathname.replace(/^\/console\/?/, '').replace(/\/$/, '');
  switch (path) {
    case '':
      return { screen: 'petitions' };
    case 'new':
      return { screen: 'newPetition' };
    case 'accounts':
    case 'account':
    case 'audit':
    case 'webhooks':
    case 'tokens':
    case 'health':
      return { screen: path };
    default:
      return parsePetitionRoute(path) ?? { screen: 'unknown' };
  }
}

function parsePetitionRoute(path: string): Route | undefined {
  const [, encoded, part = 'growth'] = /^petitions\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const screen = PETITION_SCREENS.find((name) => name === part);
  const slug = decode(encoded);
  if (slug === undefined) return undefined;
  if (part === 'duplicate') return { screen: 'newPetition', from: slug };
  return screen && { screen, slug };
}

function decode(encoded: string | undefined): string | undefined {
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Growth is what a petition's own URL shows. */
export const petitionUrl = (slug: string, screen: PetitionScreenName = 'growth'): string =>
  `/console/petitions/${encodeURIComponent(slug)}${screen === 'growth' ? '' : `/${screen}`}`;

/** Asks the console to show another URL, as a link would. */
export class NavigateEvent extends Event {
  static readonly eventName = 'console-navigate';

  /** @param replaces whether the way back skips the screen that is left */
  constructor(
    readonly path: string,
    readonly replaces = false,
  ) {
    super(NavigateEvent.eventName, { bubbles: true, composed: true });
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
