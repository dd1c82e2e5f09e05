import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../lib/bytes.ts';
import { UserError } from '../lib/errors.ts';
import { fsyncPath } from '../lib/fs.ts';
import { sealedFileLines } from './sealed-file.ts';
import { SealedFileReader } from './sealed-file-reader.ts';
import type { SealedPage } from './sealed-page.ts';
import type { SealedExport } from './stored-pages.ts';

/**
 * Writes a sealed export to a new file in a folder: SLUG.DAY.sealed, or SLUG.PARTNER.DAY.sealed for a partner. Only the owner
 * can read it, and it has this name only once it is complete and on disk.
 *
 * @returns the path of the file
 * @throws UserError if it can't be written
 */
export async function writeSealedFile(
  { header, pages, forPartner }: SealedExport,
  folder: string,
  day: string,
  onProgress: (signatures: number) => void = () => {},
): Promise<string> {
  const fail = (error: unknown): never => {
    throw new UserError(
      `Nothing was erased, because ${folder} can't be written to (${(error as Error).message}). Check who owns it and whether its disk is full.`,
    );
  };
  const name = join(folder, [header.slug, ...(forPartner === null ? [] : [forPartner]), day].join('.'));
  const { temporary, file, handle } = await createTemporaryFile(name).catch(fail);
  try {
    for await (const text of sealedFileLines(header, reportPages(pages, onProgress))) {
      await handle.writeFile(text).catch(fail);
    }
    await handle.sync().catch(fail);
    await handle.close().catch(fail);
    await rename(temporary, file).catch(fail);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  try {
    fsyncPath(folder);
  } catch (error) {
    fail(error);
  }
  return file;
}

/** Picks an unused name. If several processes look for one, the one that creates the temporary file gets the name. */
async function createTemporaryFile(
  name: string,
): Promise<{ temporary: string; file: string; handle: FileHandle }> {
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? '' : `.${number}`}.sealed`;
    const temporary = `${file}.draft`;
    const handle = await open(temporary, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!handle) continue;
    if (!existsSync(file)) return { temporary, file, handle };
    await handle.close();
    await rm(temporary);
  }
}

/**
 * Verifies a sealed file of a petition, with the data key of each signature, then yields its content. Reads the file
 * twice instead of keeping it in memory, both times through the same handle, in case the file is replaced in between.
 *
 * @throws UserError if the file is not as it was written
 */
export async function* readVerified(path: string, petitionId: number): AsyncGenerator<SealedPage> {
  const handle = await openForReading(path);
  try {
    await verify(handle, path, petitionId);
    yield* (await SealedFileReader.open(chunksOf(handle, path), path)).pages();
  } finally {
    await handle.close();
  }
}

/** @throws UserError if the file is not as it was written */
export async function verifyFile(path: string, petitionId: number): Promise<void> {
  const handle = await openForReading(path);
  try {
    await verify(handle, path, petitionId);
  } finally {
    await handle.close();
  }
}

function openForReading(path: string): Promise<FileHandle> {
  return open(path).catch((error) => {
    throw new UserError(describeUnverified(path, `it can't be opened (${error.message}).`));
  });
}

async function verify(handle: FileHandle, path: string, petitionId: number): Promise<void> {
  const reader = await SealedFileReader.open(chunksOf(handle, path), path);
  const dataKeys = new Set<string>();
  let withoutKey = 0;
  for await (const page of reader.pages()) {
    for (const { id } of page.dataKeys) dataKeys.add(toHex(id));
    withoutKey += page.rows.filter(({ data_key_id }) => !dataKeys.has(toHex(data_key_id))).length;
  }
  const problems = reader.problems();
  if (reader.header.petitionId !== petitionId) problems.push('It belongs to another petition.');
  if (withoutKey > 0) {
    problems.push(`The data keys of ${withoutKey} signatures are missing, in the database too.`);
  }
  if (problems.length > 0) throw new UserError(describeUnverified(path, problems.join(' ')));
}

async function* chunksOf(handle: FileHandle, path: string): AsyncGenerator<Buffer> {
  try {
    yield* handle.createReadStream({ start: 0, autoClose: false });
  } catch (error) {
    throw new UserError(describeUnverified(path, `it can't be read (${(error as Error).message}).`));
  }
}

const describeUnverified = (path: string, why: string) =>
  `Nothing was erased, because ${path} failed verification: ${why} Check the disk, delete the file, and run this again.`;

async function* reportPages(pages: AsyncIterable<SealedPage>, onProgress: (signatures: number) => void) {
  for await (const page of pages) {
    yield page;
    onProgress(page.rows.length);
  }
}
