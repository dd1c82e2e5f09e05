import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../lib/errors.ts';
import { fsyncPath } from '../lib/fs.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { SealedPage } from './exported-signature.ts';
import { sealedFileLines } from './sealed-file.ts';
import { SealedFileReader } from './sealed-file-reader.ts';
import { createSealedFileHeader, storedPages, toHex } from './stored-pages.ts';

const ALL = { partner: null, since: null };

/**
 * Writes all signatures under a petition into a new file SLUG.DAY.sealed of a folder. It is its owner's alone, and has
 * its name only once it is whole and on disk.
 *
 * @returns the file
 * @throws Mistake where it can't be written
 */
export async function writeSealedFile(
  storage: PetitionStorage,
  petition: { id: number; slug: string; partners: Record<string, string> },
  folder: string,
  day: string,
  onProgress: (signatures: number) => void = () => {},
): Promise<string> {
  const fail = (error: unknown): never => {
    throw new UserError(
      `Nothing was erased, because ${folder} can't be written to (${(error as Error).message}). Check who owns it, and the space on its disk.`,
    );
  };
  const { draft, file, handle } = await newDraft(join(folder, `${petition.slug}.${day}`)).catch(fail);
  try {
    const header = await createSealedFileHeader(storage, petition, ALL);
    const pages = reportPages(storedPages(storage.db, petition.id, ALL), onProgress);
    for await (const text of sealedFileLines(header, pages)) await handle.writeFile(text).catch(fail);
    await handle.sync().catch(fail);
    await handle.close().catch(fail);
    await rename(draft, file).catch(fail);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
  try {
    fsyncPath(folder);
  } catch (error) {
    fail(error);
  }
  return file;
}

async function* reportPages(pages: AsyncIterable<SealedPage>, onProgress: (signatures: number) => void) {
  for await (const page of pages) {
    yield page;
    onProgress(page.rows.length);
  }
}

/** Of a name that no file has yet. Whoever has the draft has the name, also where several programs look for one. */
async function newDraft(name: string): Promise<{ draft: string; file: string; handle: FileHandle }> {
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? '' : `.${number}`}.sealed`;
    const draft = `${file}.draft`;
    const handle = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!handle) continue;
    if (!existsSync(file)) return { draft, file, handle };
    await handle.close();
    await rm(draft);
  }
}

/**
 * What stands in a sealed file of a petition, once all of it was read and found whole, with the data key of each
 * signature. It is read twice rather than kept in memory, and from one open file, whatever comes to bear its name.
 *
 * @throws Mistake where the file isn't as it was written
 */
export async function* readVerified(name: string, petitionId: number): AsyncGenerator<SealedPage> {
  const handle = await open(name).catch((error) => {
    throw new UserError(unreliable(name, `it can't be opened (${error.message}).`));
  });
  try {
    const file = await SealedFileReader.open(chunksOf(handle, name), name);
    const dataKeys = new Set<string>();
    let closed = 0;
    for await (const page of file.pages()) {
      for (const { id } of page.dataKeys) dataKeys.add(toHex(id));
      closed += page.rows.filter(({ data_key_id }) => !dataKeys.has(toHex(data_key_id))).length;
    }
    const damage = file.problems();
    if (file.header.petitionId !== petitionId) damage.push('It is of another petition.');
    if (closed > 0) damage.push(`The data keys of ${closed} signatures are missing, also in the database.`);
    if (damage.length > 0) throw new UserError(unreliable(name, damage.join(' ')));
    yield* (await SealedFileReader.open(chunksOf(handle, name), name)).pages();
  } finally {
    await handle.close();
  }
}

async function* chunksOf(handle: FileHandle, name: string): AsyncGenerator<Buffer> {
  try {
    yield* handle.createReadStream({ start: 0, autoClose: false });
  } catch (error) {
    throw new UserError(unreliable(name, `it can't be read (${(error as Error).message}).`));
  }
}

const unreliable = (name: string, why: string) =>
  `Nothing was erased, because ${name} can't be relied on: ${why} Look after the disk, delete the file, and run this again.`;
