import type { Context, Handler } from 'hono';
import type { Kysely } from 'kysely';
import {
  Closing,
  type EditablePetition,
  type Preview,
  PreviewRequest,
  Upload,
  type UploadedImage,
} from '../../../common/editing.ts';
import { changedRecipients, hasNewRecipient, PASSKEY_HEADER } from '../../../common/recipients.ts';
import { type AuditAction, recordAudit } from '../../accounts/audit.ts';
import type { AppContext } from '../../context.ts';
import { readJson } from '../../http/body.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { MAX_IMAGE_BYTES, prepareImage } from '../../images/prepare-image.ts';
import { countUnusedImages, storeUpload } from '../../images/stored-images.ts';
import { UserError } from '../../lib/errors.ts';
import { EntryConflictError, InvalidEntriesError } from '../../petitions/entry-errors.ts';
import { readEntry, type StoredEntry, writeEntry } from '../../petitions/petition-entry.ts';
import { type PetitionEntry, parseEntries } from '../../petitions/petition-file.ts';
import { readPetitions } from '../../petitions/read-petitions.ts';
import { writeClosing, writeDeletion } from '../../petitions/repository.ts';
import type { Database } from '../../storage/schema.ts';
import { bumpRevision } from '../../storage/settings.ts';
import { toPetitionResponse } from '../petitions.ts';
import { hasPasskey } from './confirmation.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

/** Texts of 20,000 characters in many languages. */
const MAX_ENTRY_BYTES = 4 * 1024 * 1024;
/** In base64, with some JSON around it. */
const MAX_UPLOAD_BYTES = Math.ceil((MAX_IMAGE_BYTES * 4) / 3) + 1024;
/** How many pictures may wait for a petition to use them. Each takes up to 500 kB in the database for two days. */
const MAX_UNUSED_IMAGES = 100;

/** A petition as an entry for `petitions load`. Its `ETag` is required to change it. */
export function getEntry({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getEntry(c) {
    requireOrganizer(c);
    return sendEntry(c, await readEntry(storage.db, c.req.param('slug')!));
  };
}

/** Creates a petition from an entry for `petitions load`. Takes a passkey if partners have a recipient. */
export function postPetition(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  const { storage, config, petitions } = context;
  return async function postPetition(c) {
    requireOrganizer(c);
    const entry = await readEntryBody(c);
    const isConfirmed = await hasPasskey(context, limiter, c);
    const stored = await withFieldErrors(() =>
      storage.write(async (transaction) => {
        await writeEntry(transaction, null, entry, config.timeZone);
        const after = await readEntry(transaction, entry.slug);
        if (!isConfirmed) assertNoNewRecipient({}, after!.entry.partners);
        const changes: Change[] = [
          { action: entry.status === 'draft' ? 'petition.create' : 'petition.publish' },
          ...describeRecipients({}, after!.entry.partners),
        ];
        for (const change of changes) {
          await recordAudit(transaction, {
            account: c.get('account').name,
            petition: entry.slug,
            ...change,
          });
        }
        return after;
      }),
    );
    await petitions.publishChanges();
    return sendEntry(c, stored, 201);
  };
}

/** Changes a petition, unless somebody else has changed it since it was read. Takes a passkey if a partner's recipient is new. */
export function putPetition(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  const { storage, config, petitions } = context;
  return async function putPetition(c) {
    requireOrganizer(c);
    const slug = c.req.param('slug')!;
    const entry = await readEntryBody(c);
    const isConfirmed = await hasPasskey(context, limiter, c);
    const stored = await withFieldErrors(() =>
      storage.write(async (transaction) => {
        const before = await requireUnchanged(c, transaction, slug);
        await writeEntry(transaction, slug, entry, config.timeZone);
        const after = await readEntry(transaction, entry.slug);
        if (!isConfirmed) assertNoNewRecipient(before.entry.partners, after!.entry.partners);
        for (const change of describeChanges(before.entry, after!.entry)) {
          await recordAudit(transaction, {
            account: c.get('account').name,
            petition: entry.slug,
            ...change,
          });
        }
        return after;
      }),
    );
    await petitions.publishChanges();
    return sendEntry(c, stored);
  };
}

/** Deletes a petition that nobody has signed. */
export function deletePetition({ storage, petitions }: AppContext): Handler<ConsoleEnv> {
  return async function deletePetition(c) {
    requireOrganizer(c);
    const slug = c.req.param('slug')!;
    await storage
      .write(async (transaction) => {
        await requireUnchanged(c, transaction, slug);
        await writeDeletion(transaction, slug);
        await recordAudit(transaction, {
          account: c.get('account').name,
          action: 'petition.delete',
          petition: slug,
        });
      })
      .catch(refuse);
    await petitions.publishChanges();
    return c.body(null, 204);
  };
}

/** How a petition ended, by language, as it was entered. */
export function getClosing({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function getClosing(c) {
    requireOrganizer(c);
    const rows = await storage.db
      .selectFrom('petition')
      .innerJoin('petition_text', 'petition_text.petition_id', 'petition.id')
      .select(['lang', 'outcome', 'victory'])
      .where('slug', '=', c.req.param('slug')!)
      .orderBy('position')
      .execute();
    if (rows.length === 0) throw notFound();
    const outcomes = rows.flatMap(({ lang, outcome }) => (outcome === null ? [] : [[lang, outcome]]));
    const closing: Closing = { outcome: Object.fromEntries(outcomes), victory: rows[0]!.victory === 1 };
    return c.json(closing);
  };
}

/** Closes a petition, or changes the outcome of one that is closed. */
export function postClosing({ storage, petitions }: AppContext): Handler<ConsoleEnv> {
  return async function postClosing(c) {
    requireOrganizer(c);
    const slug = c.req.param('slug')!;
    const { outcome, victory } = await readBody(c, Closing, MAX_ENTRY_BYTES);
    const stored = await storage
      .write(async (transaction) => {
        await requireUnchanged(c, transaction, slug);
        const outcomes: [string | null, string | null][] =
          typeof outcome === 'object' && outcome !== null
            ? Object.entries(outcome).map(([lang, text]) => [lang, text.trim()])
            : [[null, outcome?.trim() ?? null]];
        for (const [lang, text] of outcomes) {
          await writeClosing(transaction, slug, text, { lang, victory });
        }
        await recordAudit(transaction, {
          account: c.get('account').name,
          action: 'petition.close',
          petition: slug,
        });
        return readEntry(transaction, slug);
      })
      .catch(refuse);
    await petitions.publishChanges();
    return sendEntry(c, stored);
  };
}

/** What the widget would get for an entry. Found out by writing it, and taking that back. */
export function postPreview({ storage, config, petitions }: AppContext): Handler<ConsoleEnv> {
  return async function postPreview(c) {
    requireOrganizer(c);
    const { petition: slug, entry: candidate, lang } = await readBody(c, PreviewRequest, MAX_ENTRY_BYTES);
    const preview = await withFieldErrors(async () => {
      const [entry] = parseEntries([candidate]);
      const petition = await rehearse(storage, async (transaction) => {
        await writeEntry(transaction, slug, entry!, config.timeZone);
        const [written] = await readPetitions(transaction, {
          slug: entry!.slug,
          organizer: petitions.organizer,
          showsSigners: config.confirmation === 'required',
        });
        return written!;
      });
      return { petition: toPetitionResponse(petition, lang, config) } satisfies Preview;
    });
    return c.json(preview);
  };
}

/** Stores a picture for an entry that is saved later. */
export function postImage({ storage }: AppContext): Handler<ConsoleEnv> {
  return async function postImage(c) {
    requireOrganizer(c);
    const { purpose, data } = await readBody(c, Upload, MAX_UPLOAD_BYTES);
    if ((await countUnusedImages(storage.db)) >= MAX_UNUSED_IMAGES) {
      throw new HttpProblem(
        429,
        'Too many pictures were uploaded that no petition uses. They are deleted after two days.',
      );
    }
    const image = await prepareImage(Buffer.from(data, 'base64'), purpose).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw invalid([{ field: 'data', code: 'invalid', message: error.message }]);
    });
    await storage.write(async (transaction) => {
      await storeUpload(transaction, image);
      await recordAudit(transaction, { account: c.get('account').name, action: 'image.upload' });
    });
    const { width, height, type } = image.variants.at(-1)!;
    const uploaded: UploadedImage = {
      upload: image.hash,
      src: `/images/${image.hash}-${width}.${type === 'image/png' ? 'png' : 'jpg'}`,
      width,
      height,
    };
    return c.json(uploaded, 201);
  };
}

/** @throws HttpProblem 403 if a stolen session could let somebody else open signatures */
function assertNoNewRecipient(
  before: EditablePetition['partners'],
  after: EditablePetition['partners'],
): void {
  if (!hasNewRecipient(before, after)) return;
  throw new HttpProblem(
    403,
    `A new recipient takes a passkey: send its answer to \`/sign-in/options\` in ${PASSKEY_HEADER}.`,
  );
}

async function readEntryBody(c: Context): Promise<PetitionEntry> {
  const body = await readJson(c, MAX_ENTRY_BYTES);
  const [entry] = await withFieldErrors(async () => parseEntries([body]));
  return entry!;
}

function sendEntry(c: Context, stored: StoredEntry | null, status: 200 | 201 = 200) {
  if (!stored) throw notFound();
  return c.json(stored.entry, status, { ETag: `"${stored.revision}"` });
}

/** @throws HttpProblem 404, 428, or 412 if it isn't as the client has read it */
async function requireUnchanged(
  c: Context,
  transaction: Kysely<Database>,
  slug: string,
): Promise<StoredEntry> {
  // Before reading: others who save at the same moment wait here until this transaction ends.
  await bumpRevision(transaction);
  const stored = await readEntry(transaction, slug);
  if (!stored) throw notFound();
  const expected = c.req.header('If-Match');
  if (expected === undefined) {
    throw new HttpProblem(428, 'Send the ETag of the petition as you have read it, in If-Match.');
  }
  if (expected !== `"${stored.revision}"`) {
    throw new HttpProblem(412, 'Somebody else has changed this petition. Read it again, then change that.');
  }
  return stored;
}

/** Turns what is wrong with an entry into a problem with its fields. */
async function withFieldErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidEntriesError) {
      throw invalid(
        error.errors.map(({ path, message }) => ({ field: path || null, code: 'invalid', message })),
      );
    }
    if (error instanceof EntryConflictError) {
      throw invalid([{ field: error.field, code: 'invalid', message: error.message }]);
    }
    throw error;
  }
}

const invalid = (errors: NonNullable<HttpProblem['options']['errors']>) =>
  new HttpProblem(422, 'Some fields are invalid. `errors` lists them.', { errors });

/** What an organizer can't do, in the words of the command. */
function refuse(error: unknown): never {
  if (error instanceof UserError) throw new HttpProblem(409, error.message);
  throw error;
}

class Rehearsed<T> {
  constructor(readonly result: T) {}
}

/** Does the work in a transaction that is rolled back, so that it stores nothing. */
async function rehearse<T>(
  storage: AppContext['storage'],
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  try {
    return await storage.write(async (transaction) => {
      throw new Rehearsed(await work(transaction));
    });
  } catch (thrown) {
    if (thrown instanceof Rehearsed) return thrown.result;
    throw thrown;
  }
}

interface Change {
  action: AuditAction;
  detail?: string;
}

function describeChanges(before: EditablePetition, after: EditablePetition): Change[] {
  const changes: Change[] = [];
  if (before.slug !== after.slug) changes.push({ action: 'petition.rename', detail: before.slug });
  if (before.status !== after.status) {
    const publishes = before.status === 'draft' && after.status === 'open';
    if (publishes) changes.push({ action: 'petition.publish' });
    else if (after.status === 'open') changes.push({ action: 'petition.reopen' });
    else if (after.status === 'closed') changes.push({ action: 'petition.close' });
  }
  const changed = (Object.keys(after) as (keyof EditablePetition)[]).filter(
    (key) =>
      key !== 'slug' && key !== 'status' && spell(before[key], key, after) !== spell(after[key], key, after),
  );
  if (changed.length > 0) changes.push({ action: 'petition.update', detail: changed.join(', ') });
  return [...changes, ...describeRecipients(before.partners, after.partners)];
}

/** One text for all languages is the same as the same text for each. */
function spell(
  value: EditablePetition[keyof EditablePetition],
  key: keyof EditablePetition,
  { texts }: EditablePetition,
): string {
  const isForAll = typeof value === 'string' && (key === 'target' || key === 'shareText');
  return JSON.stringify(
    isForAll ? Object.fromEntries(Object.keys(texts).map((lang) => [lang, value])) : value,
  );
}

function describeRecipients(
  before: EditablePetition['partners'],
  after: EditablePetition['partners'],
): Change[] {
  const codes = changedRecipients(before, after);
  return codes.length > 0 ? [{ action: 'petition.recipients', detail: codes.join(', ') }] : [];
}
