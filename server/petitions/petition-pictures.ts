import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MAX_IMAGE_BYTES, type PreparedImage, prepareImage } from '../images/prepare-image.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import type { PetitionEntry } from './petition-file.ts';

/**
 * Reads and prepares the pictures that the entries name.
 *
 * @param folder that their paths are relative to
 * @returns them by slug
 * @throws UserError that lists every picture that can't be used
 */
export async function readPictures(
  entries: readonly PetitionEntry[],
  folder: string,
): Promise<Map<string, PreparedImage>> {
  const pictures = new Map<string, PreparedImage>();
  const errors: string[] = [];
  // One after the other: decoded, each takes up to 200 MB.
  for (const [index, { slug, image }] of entries.entries()) {
    if (!image) continue;
    try {
      pictures.set(slug, await prepareImage(await readPicture(resolve(folder, image.file)), 'hero'));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(`  entry ${index + 1} ("${slug}"): image.file: "${image.file}" ${error.message}`);
    }
  }
  if (errors.length > 0) {
    throw new UserError(`Invalid petition file. Nothing was written.\n${errors.join('\n')}`);
  }
  return pictures;
}

async function readPicture(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw new UserError('is a folder; name a file in it');
      if (!stats.isFile()) throw new UserError('is not a file');
      if (stats.size > MAX_IMAGE_BYTES) throw new UserError('is larger than 10 MB');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`can't be read: ${describeFsError(error)}`);
  }
}
