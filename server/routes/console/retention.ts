import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Handler } from 'hono';
import { MovedFileDeletion, type Retention, RetentionMove } from '../../../common/console-care.ts';
import { recordAudit } from '../../accounts/audit.ts';
import { eraseRelated, findErasable, moveSignatures } from '../../archive/retention.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { UserError } from '../../lib/errors.ts';
import { ensurePrivateDir, fsyncPath } from '../../lib/fs.ts';
import { DAY_MS, utcDay } from '../../lib/time.ts';
import type { PublishedPetition } from '../../petitions/read-petitions.ts';
import { requirePasskey, requireSlug } from './confirmation.ts';
import { type ConsoleEnv, requireOrganizer } from './guard.ts';
import { findConsolePetition } from './petitions.ts';
import { readBody } from './read-body.ts';
import { MAX_ROWS } from './safety.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

/** By ID, because a petition can be renamed. */
const folderOf = ({ config }: AppContext, { id }: PublishedPetition) =>
  join(config.dataDir, 'moved', String(id));

/** What can be moved into a sealed file, and which files are on this server. */
export function getRetention(context: AppContext): Handler<ConsoleEnv> {
  return async function getRetention(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    return c.json(await readRetention(context, petition));
  };
}

/**
 * Moves the signatures of a closed petition into a sealed file on this server, as `petitions retention` does. Takes a passkey,
 * because nothing brings them back.
 */
export function postRetention(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  const { storage } = context;
  return async function postRetention(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const { confirm, passkey } = await readBody(c, RetentionMove);
    requireSlug(petition, confirm);
    const { stored } = await readRetention(context, petition);
    if (stored > MAX_ROWS) {
      throw new HttpProblem(
        409,
        'This petition is too large to be moved here. Run on the server: petitions retention --days 1 --erase-into FOLDER',
      );
    }
    const closedBy = utcDay(Date.now() - DAY_MS);
    const due = (await findErasable(storage, closedBy)).find(({ id }) => id === petition.id);
    if (!due) {
      throw new HttpProblem(
        409,
        'There is nothing to move. The petition must have been closed for a day, and have signatures.',
      );
    }
    await requirePasskey(context, limiter, c, passkey);
    // Before anything is erased: each batch is a transaction of its own.
    await storage.write((transaction) =>
      recordAudit(transaction, {
        account: c.get('account').name,
        action: 'signatures.move',
        petition: petition.slug,
      }),
    );
    const folder = folderOf(context, petition);
    ensurePrivateDir(folder);
    try {
      if (due.signatures > 0) await moveSignatures(folder, storage, due, closedBy);
      await eraseRelated(storage, due, closedBy);
    } catch (error) {
      if (error instanceof UserError) throw new HttpProblem(409, error.message);
      throw error;
    }
    await context.petitions.refresh();
    return c.json(await readRetention(context, findConsolePetition(context, c)));
  };
}

/** A sealed file with signatures that were moved. */
export function getMovedFile(context: AppContext): Handler<ConsoleEnv> {
  return async function getMovedFile(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const { path, name, bytes } = await findMovedFile(context, petition, c.req.param('file')!);
    await context.storage.write((transaction) =>
      recordAudit(transaction, {
        account: c.get('account').name,
        action: 'signatures.download',
        petition: petition.slug,
      }),
    );
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
      headers: {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Length': String(bytes),
        'Cache-Control': 'no-store',
      },
    });
  };
}

/** Deletes a sealed file from the server, for those who have a whole copy of it. */
export function postMovedFileDeletion(context: AppContext, limiter: SignInLimiter): Handler<ConsoleEnv> {
  return async function postMovedFileDeletion(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const { name, digest, passkey } = await readBody(c, MovedFileDeletion);
    const { path } = await findMovedFile(context, petition, name);
    if ((await digestOf(path)) !== digest) {
      throw new HttpProblem(409, 'The copy is not the same as the file on the server. Download it again.');
    }
    await requirePasskey(context, limiter, c, passkey);
    await context.storage.write((transaction) =>
      recordAudit(transaction, {
        account: c.get('account').name,
        action: 'moved-file.delete',
        petition: petition.slug,
        detail: name,
      }),
    );
    await rm(path, { force: true });
    fsyncPath(folderOf(context, petition));
    return c.json(await readRetention(context, petition));
  };
}

async function readRetention(context: AppContext, petition: PublishedPetition): Promise<Retention> {
  const { id, status } = petition;
  const stored = await context.storage.db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select(['closed_on', 'signed', 'erased'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const closedOn = status === 'closed' ? stored.closed_on : null;
  // What was published last may be older than the closing. Of an open petition nobody learns more than that.
  const { signed, erased } = closedOn === null ? petition : stored;
  return {
    closedOn,
    stored: signed - erased,
    erased,
    dueOn: closedOn === null ? null : utcDay(Date.parse(closedOn) + DAY_MS),
    files: await listMovedFiles(context, petition),
  };
}

/** Only complete ones: a file that is being written has another name. */
async function listMovedFiles(context: AppContext, petition: PublishedPetition): Promise<Retention['files']> {
  const folder = folderOf(context, petition);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(
    names
      .filter((name) => name.endsWith('.sealed'))
      .sort()
      .map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
  );
}

/** Compared with the folder's listing, so that no name from a request becomes a path. @throws HttpProblem 404 */
async function findMovedFile(
  context: AppContext,
  petition: PublishedPetition,
  name: string,
): Promise<Retention['files'][number] & { path: string }> {
  const files = await listMovedFiles(context, petition);
  const file = files.find((listed) => listed.name === name);
  if (!file) {
    throw new HttpProblem(404, 'This file is not on the server. It may have been deleted.');
  }
  return { ...file, path: join(folderOf(context, petition), name) };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
