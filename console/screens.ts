import { html, type TemplateResult } from 'lit';
import type { ConsoleSession } from '../common/console.ts';
import './petition-frame.ts';
import { isPetitionScreen, type Route } from './router.ts';
import type { Words } from './words.ts';

/** Each screen is a file of its own, loaded when it is shown first. */
const SCREENS = {
  signIn: () => import('./screens/sign-in-screen.ts'),
  invitation: () => import('./screens/invitation-screen.ts'),
  petitions: () => import('./screens/petitions-screen.ts'),
  growth: () => import('./screens/growth-screen.ts'),
  edit: () => import('./screens/edit-screen.ts'),
  signatures: () => import('./screens/signatures-screen.ts'),
  comments: () => import('./screens/comments-screen.ts'),
  safety: () => import('./screens/safety-screen.ts'),
  import: () => import('./screens/import-screen.ts'),
  newPetition: () => import('./screens/edit-screen.ts'),
  accounts: () => import('./screens/accounts-screen.ts'),
  account: () => import('./screens/account-screen.ts'),
  audit: () => import('./screens/audit-screen.ts'),
  webhooks: () => import('./webhooks/webhooks-screen.ts'),
  tokens: () => import('./tokens/tokens-screen.ts'),
  health: () => import('./screens/health-screen.ts'),
};
export type ScreenName = keyof typeof SCREENS;

export const SCREEN_TITLES: Record<ScreenName, keyof Words> = {
  signIn: 'signIn',
  invitation: 'createPasskey',
  petitions: 'petitions',
  growth: 'growth',
  edit: 'edit',
  signatures: 'signatures',
  comments: 'comments',
  safety: 'safety',
  import: 'importTitle',
  newPetition: 'newPetition',
  accounts: 'people',
  account: 'yourAccount',
  audit: 'history',
  webhooks: 'webhooks',
  tokens: 'tokens',
  health: 'health',
};

const FOR_ORGANIZERS: readonly string[] = [
  'edit',
  'comments',
  'safety',
  'import',
  'newPetition',
  'accounts',
  'audit',
  'webhooks',
  'tokens',
  'health',
];

export const isForOrganizers = (screen: Route['screen']): boolean => FOR_ORGANIZERS.includes(screen);

export const loadScreen = (name: ScreenName): Promise<unknown> => SCREENS[name]();

/** The element of a screen, whose file is loaded. */
export function renderScreen(
  name: ScreenName,
  route: Route,
  session: ConsoleSession | null,
  invitation: string | undefined,
): TemplateResult {
  if (name === 'invitation') return html`<console-invitation .token=${invitation!}></console-invitation>`;
  if (session === null) return html`<console-sign-in class="narrow"></console-sign-in>`;
  if (isPetitionScreen(route)) {
    return html`<console-petition-frame
      .session=${session}
      .slug=${route.slug}
      .screen=${route.screen}
    ></console-petition-frame>`;
  }
  switch (name) {
    case 'newPetition':
      return html`<console-edit .from=${'from' in route ? route.from : undefined}></console-edit>`;
    case 'accounts':
      return html`<console-accounts .session=${session}></console-accounts>`;
    case 'account':
      return html`<console-account></console-account>`;
    case 'audit':
      return html`<console-audit></console-audit>`;
    case 'webhooks':
      return html`<console-webhooks></console-webhooks>`;
    case 'tokens':
      return html`<console-tokens></console-tokens>`;
    case 'health':
      return html`<console-health></console-health>`;
    default:
      return html`<console-petitions .session=${session}></console-petitions>`;
  }
}
