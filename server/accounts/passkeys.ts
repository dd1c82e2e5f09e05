import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  WebAuthnCredential,
} from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { type Account, hashToken, selectAccounts, toAccount } from './accounts.ts';
import { recordAudit } from './audit.ts';
import type { Challenges } from './challenges.ts';

/** Loaded when somebody uses the console: it brings parsers for certificates, which nothing else needs. */
const loadWebAuthn = () => import('@simplewebauthn/server');

/** A passkey as its owner sees it. */
export interface ListedPasskey {
  id: string;
  label: string;
  createdOn: string;
  usedOn: string | null;
}

/**
 * Registers passkeys, and recognizes accounts by them. A passkey belongs to the host name in `PUBLIC_URL`: under another one,
 * accounts must be invited again.
 */
export class Passkeys {
  readonly #storage: PetitionStorage;
  readonly #challenges: Challenges;
  readonly #origin: string;
  /** Relying party ID. */
  readonly #host: string;

  constructor(storage: PetitionStorage, challenges: Challenges, publicUrl: string) {
    this.#storage = storage;
    this.#challenges = challenges;
    this.#origin = new URL(publicUrl).origin;
    this.#host = new URL(publicUrl).hostname;
  }

  /** What the browser needs to create a passkey. */
  async registrationOptions(account: Account) {
    const existing = await listPasskeys(this.#storage.db, account.id);
    const { generateRegistrationOptions } = await loadWebAuthn();
    return generateRegistrationOptions({
      rpName: this.#host,
      rpID: this.#host,
      userName: account.name,
      userDisplayName: account.name,
      userID: Uint8Array.from(Buffer.from(account.id, 'hex')),
      challenge: this.#challenges.create('register'),
      excludeCredentials: existing.map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  }

  /**
   * Stores a new passkey of an account.
   *
   * @param invitation token that this uses up, if the account isn't signed in
   * @returns false if the response isn't valid, or the invitation has been used in the meantime
   */
  async register(
    account: Account,
    response: RegistrationResponseJSON,
    { label, invitation, now = Date.now() }: { label: string; invitation?: string; now?: number },
  ): Promise<boolean> {
    const credential = await this.#verifyRegistration(response);
    if (!credential) return false;
    return this.#storage.write(async (transaction) => {
      if (invitation !== undefined) {
        const { numDeletedRows } = await transaction
          .deleteFrom('invitation')
          .where('hash', '=', hashToken(invitation))
          .where('expires_at', '>', new Date(now).toISOString())
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
      }
      await transaction
        .insertInto('passkey')
        .values({
          id: credential.id,
          account_id: account.id,
          public_key: Buffer.from(credential.publicKey),
          counter: String(credential.counter),
          label,
          created_on: utcDay(now),
          used_on: null,
        })
        .execute();
      await recordAudit(transaction, { account: account.name, action: 'passkey.add', detail: label }, now);
      return true;
    });
  }

  /** What the browser needs to find a passkey. The same for everybody: nobody says first who they are. */
  async signInOptions() {
    const { generateAuthenticationOptions } = await loadWebAuthn();
    return generateAuthenticationOptions({
      rpID: this.#host,
      challenge: this.#challenges.create('sign-in'),
      userVerification: 'required',
    });
  }

  /** @returns the account of a passkey. Null if the response isn't valid, or the passkey was removed */
  async signIn(response: AuthenticationResponseJSON, now = Date.now()): Promise<Account | null> {
    const { db } = this.#storage;
    const passkey = await db
      .selectFrom('passkey')
      .selectAll()
      .where('id', '=', String(response.id))
      .executeTakeFirst();
    if (!passkey) return null;
    const counter = await this.#verifySignIn(response, {
      id: passkey.id,
      publicKey: Uint8Array.from(passkey.public_key),
      counter: Number(passkey.counter),
    });
    if (counter === null) return null;
    await this.#storage.write((transaction) =>
      transaction
        .updateTable('passkey')
        .set({ counter: String(counter), used_on: utcDay(now) })
        .where('id', '=', passkey.id)
        .execute(),
    );
    const account = await selectAccounts(db).where('account.id', '=', passkey.account_id).executeTakeFirst();
    return account ? toAccount(account) : null;
  }

  async #verifyRegistration(response: RegistrationResponseJSON) {
    const { verifyRegistrationResponse } = await loadWebAuthn();
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => this.#challenges.use('register', challenge),
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
      });
      return verified ? registrationInfo.credential : null;
    } catch {
      // The package throws whatever is wrong with a response.
      return null;
    }
  }

  async #verifySignIn(
    response: AuthenticationResponseJSON,
    credential: WebAuthnCredential,
  ): Promise<number | null> {
    const { verifyAuthenticationResponse } = await loadWebAuthn();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.#challenges.use('sign-in', challenge),
        expectedOrigin: this.#origin,
        expectedRPID: this.#host,
        credential,
      });
      return verified ? authenticationInfo.newCounter : null;
    } catch {
      return null;
    }
  }
}

export async function listPasskeys(db: Kysely<Database>, accountId: string): Promise<ListedPasskey[]> {
  const rows = await db
    .selectFrom('passkey')
    .select(['id', 'label', 'created_on', 'used_on'])
    .where('account_id', '=', accountId)
    .orderBy('created_on')
    .orderBy('id')
    .execute();
  return rows.map(({ id, label, created_on, used_on }) => ({
    id,
    label,
    createdOn: created_on,
    usedOn: used_on,
  }));
}

/**
 * Removes a passkey of an account.
 *
 * @returns `last` if it is the only one, without which nobody could sign in; `unknown` if the account has no such passkey
 */
export async function removePasskey(
  storage: PetitionStorage,
  account: Account,
  id: string,
): Promise<'removed' | 'last' | 'unknown'> {
  return storage.write(async (transaction) => {
    const passkeys = await listPasskeys(transaction, account.id);
    const passkey = passkeys.find((listed) => listed.id === id);
    if (!passkey) return 'unknown';
    if (passkeys.length === 1) return 'last';
    await transaction.deleteFrom('passkey').where('id', '=', id).execute();
    await recordAudit(transaction, {
      account: account.name,
      action: 'passkey.remove',
      detail: passkey.label,
    });
    return 'removed';
  });
}
