import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { ConsoleSession } from '../common/console.ts';
import { request } from './api.ts';
import { PasskeyError } from './passkey-error.ts';

type RegistrationOptions = PublicKeyCredentialCreationOptionsJSON;

/** Who a link invites. */
export type Invited = ConsoleSession & { options: RegistrationOptions };

export const readInvitation = (token: string) => request<Invited>('POST', '/invitation', { token });

/** Creates the first passkey, and signs in. */
export async function acceptInvitation(token: string): Promise<ConsoleSession> {
  requireSecureContext();
  // Options are valid for some minutes only, and the page may have been open for longer.
  const { options } = await readInvitation(token);
  const response = await ask(() => startRegistration({ optionsJSON: options }));
  return request('POST', '/invitation/passkey', { token, response, label: '' });
}

/** Creates another passkey for the account that is signed in. */
export async function addPasskey(): Promise<void> {
  requireSecureContext();
  const optionsJSON = await request<RegistrationOptions>('POST', '/account/passkeys/options');
  const response = await ask(() => startRegistration({ optionsJSON }));
  await request('POST', '/account/passkeys', { response, label: '' });
}

export async function signIn(): Promise<ConsoleSession> {
  return request('POST', '/sign-in', { response: await answerWithPasskey() });
}

/** Asks for a passkey, and returns its answer to the server's question. */
export async function answerWithPasskey() {
  requireSecureContext();
  const optionsJSON = await request<PublicKeyCredentialRequestOptionsJSON>('POST', '/sign-in/options');
  return ask(() => startAuthentication({ optionsJSON }));
}

/** Browsers have no passkeys on `http:`, except for this computer, and don't say why. */
function requireSecureContext(): void {
  if (!window.isSecureContext) throw new PasskeyError('InsecureContext');
  if (typeof PublicKeyCredential === 'undefined') throw new PasskeyError('NotSupportedError');
}

async function ask<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    throw new PasskeyError(error instanceof Error ? error.name : '');
  }
}
