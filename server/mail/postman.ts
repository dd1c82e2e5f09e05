import { sql } from 'kysely';
import type { Logger } from 'pino';
import { type Catalogue, textIn } from '../petitions/catalogue.ts';
import { confirmToken, withdrawToken } from '../signing/confirm.ts';
import type { LetterContent, LetterSeal } from '../signing/letter-seal.ts';
import type { Tokens } from '../signing/tokens.ts';
import type { Storage } from '../storage/open.ts';
import type { LetterRow } from '../storage/schema.ts';
import { composeLetter, type LetterKind } from './letter.ts';
import { CONNECTIONS, type Transport } from './transport.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How many letters one server takes out of the box at a time. */
const ARMFUL = 50;
/** For so long nobody else takes them: longer than the mail server is waited for. */
const LEASE = 5 * MINUTE;
/** Between two letters to one mailbox under one petition, whoever asks for them. */
const QUIET = 10 * MINUTE;
/** As many letters a mailbox gets under a petition in the days that a link works. */
const LETTERS = 5;
const LONGEST_WAIT = 4 * HOUR;
/** How long those at hand may still take when the server stops. */
const GRACE = 5 * SECOND;

export interface PostOffice {
  storage: Storage;
  catalogue: Catalogue;
  tokens: Tokens;
  letterSeal: LetterSeal;
  transport: Transport;
  from: string;
  publicUrl: string;
  log: Logger;
}

/**
 * Delivers what lies in the outbox. A letter leaves the box once the mail server has taken it, and is tried again, ever more rarely,
 * until it is 72 hours old; a server that is killed in between leaves it to the next, so at worst it comes twice.
 */
export class Postman {
  readonly #office: PostOffice;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopping = false;
  /** Rejects once those at hand are waited for no longer. */
  readonly #late: Promise<never>;
  #giveUp: (error: Error) => void = () => {};

  constructor(office: PostOffice, clock = Date.now) {
    this.#office = office;
    this.#clock = clock;
    this.#late = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    // Heard by those who wait.
    this.#late.catch(() => {});
  }

  /** Looks into the outbox every second from now on. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#round ??= this.deliver()
        .catch((error) => this.#office.log.error({ err: error }, 'the outbox was not emptied'))
        .finally(() => {
          this.#round = undefined;
        });
    }, SECOND);
  }

  /** Takes no more letters out; waits a little for those at hand. What isn't taken by then goes back into the box. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    const grace = setTimeout(() => this.#giveUp(new Error('the server stops')), GRACE);
    await this.#round;
    clearTimeout(grace);
    this.#office.transport.close();
  }

  /** Delivers everything that is due. */
  async deliver(): Promise<void> {
    while (!this.#stopping) {
      const letters = await this.#takeOut();
      if (letters.length === 0) return;
      const queue = letters[Symbol.iterator]();
      const carry = async () => {
        for (const letter of queue) await this.#carry(letter);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, carry));
    }
  }

  /** Those that are due, and nobody else's for as long as the lease lasts. */
  #takeOut(): Promise<LetterRow[]> {
    const { storage } = this.#office;
    const now = new Date(this.#clock()).toISOString();
    const lease = new Date(this.#clock() + LEASE).toISOString();
    return storage.write(async (transaction) => {
      const { rows } = await sql<LetterRow>`
        update outbox set due_at = ${lease}, attempts = attempts + 1 where id in (
          select id from outbox where due_at <= ${now} order by due_at limit ${ARMFUL}
          ${sql.raw(storage.dialect.words.skipLocked)}
        ) returning *
      `.execute(transaction);
      return rows;
    });
  }

  async #carry(row: LetterRow): Promise<void> {
    const { log } = this.#office;
    if (row.expires_at <= new Date(this.#clock()).toISOString()) {
      await this.#takeAway(row);
      log.warn('a letter could not be delivered for 72 hours and was given up');
      return;
    }
    try {
      const content = this.#office.letterSeal.open(row);
      const kind = await this.#fitting(row, content);
      if (kind === 'later') return;
      if (kind !== 'none') await this.#send(row, content, kind);
      await this.#takeAway(row);
    } catch (error) {
      // Never the error itself: mail servers repeat the address.
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      log.warn({ code, responseCode, attempts: row.attempts }, 'a letter was not taken and is tried again');
      await this.#putOff(row, this.#clock() + Math.min(LONGEST_WAIT, 2 ** (row.attempts - 1) * MINUTE));
    }
  }

  /**
   * Which letter it must be now that it is about to go: it may have been withdrawn, confirmed by another
   * letter, or be one too many. What is decided here nobody on the web gets to see.
   */
  #fitting(row: LetterRow, content: LetterContent): Promise<LetterKind | 'later' | 'none'> {
    const { storage } = this.#office;
    const now = new Date(this.#clock()).toISOString();
    const own = Buffer.from(content.pending, 'hex');
    return storage.write(async (transaction) => {
      // Locked, so that of two servers with a letter each for one mailbox the second sees what the first did.
      const { rows } = await sql<{ id: Uint8Array; state: string; quiet_until: string | null }>`
        select id, state, quiet_until from pending_signature
        where petition_id = ${row.petition_id} and signer_key = ${row.signer_key}
        ${sql.raw(storage.dialect.words.forUpdate)}
      `.execute(transaction);
      if (!rows.some(({ id }) => own.equals(id))) return 'none';
      const others = rows.filter(({ id, state }) => !own.equals(id) && state !== 'waiting');
      if (others.length >= LETTERS) {
        await transaction.deleteFrom('pending_signature').where('id', '=', own).execute();
        return 'none';
      }
      const quiet =
        others
          .map(({ quiet_until }) => quiet_until ?? '')
          .sort()
          .at(-1) ?? '';
      if (quiet > now) {
        await transaction
          .updateTable('outbox')
          .set({ due_at: quiet, attempts: row.attempts - 1 })
          .where('id', '=', row.id)
          .execute();
        return 'later';
      }
      await transaction
        .updateTable('pending_signature')
        .set({ state: 'sent', quiet_until: new Date(this.#clock() + QUIET).toISOString() })
        .where('id', '=', own)
        .where('state', '=', 'waiting')
        .execute();
      const signed = await transaction
        .selectFrom('signature')
        .select('petition_id')
        .where('petition_id', '=', row.petition_id)
        .where('signer_key', '=', row.signer_key)
        .executeTakeFirst();
      return signed ? 'already' : 'confirm';
    });
  }

  async #send(row: LetterRow, { to, lang, pending }: LetterContent, kind: LetterKind): Promise<void> {
    const { catalogue, tokens, transport, from, publicUrl } = this.#office;
    const petition = catalogue.byId(row.petition_id);
    if (!petition) throw new Error('the petition of a letter is not published yet');
    const { title, lang: titleLang } = textIn(petition, [lang]);
    const link = (path: string) => `${publicUrl}${path}?lang=${lang}`;
    const withdrawUrl = link(`/withdraw/${withdrawToken(tokens, row)}`);
    const confirmUrl = link(`/confirm/${confirmToken(tokens, { id: Buffer.from(pending, 'hex') })}`);
    const letter = composeLetter(kind, {
      lang,
      title,
      titleLang,
      withdrawUrl,
      ...(kind === 'confirm' && { confirmUrl }),
    });
    const sent = transport.sendMail({
      from,
      to: { name: '', address: to },
      ...letter,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        // One press in the mail program takes an unwanted request away. Not where a signature counts already:
        // it would be withdrawn by somebody who only wants fewer letters.
        ...(kind === 'confirm' && {
          'List-Unsubscribe': `<${withdrawUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
      },
    });
    await Promise.race([sent, this.#late]);
  }

  async #takeAway({ id }: LetterRow): Promise<void> {
    await this.#office.storage.write((transaction) =>
      transaction.deleteFrom('outbox').where('id', '=', id).execute(),
    );
  }

  async #putOff({ id }: LetterRow, until: number): Promise<void> {
    await this.#office.storage.write((transaction) =>
      transaction
        .updateTable('outbox')
        .set({ due_at: new Date(until).toISOString() })
        .where('id', '=', id)
        .execute(),
    );
  }
}
