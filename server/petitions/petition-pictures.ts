import { resolve } from 'node:path';
import { type ImagePurpose, type PreparedImage, prepareImage } from '../images/prepare-image.ts';
import { readImageFile } from '../images/read-image-file.ts';
import { UserError } from '../lib/errors.ts';
import { type EntryError, InvalidEntriesError } from './entry-errors.ts';
import type { PetitionEntry } from './petition-file.ts';

/** By slug. */
export interface PetitionPictures {
  pictures: ReadonlyMap<string, PreparedImage>;
  logos: ReadonlyMap<string, PreparedImage>;
}

/**
 * Reads and prepares the pictures and logos that the entries name.
 *
 * @param folder that their paths are relative to
 * @throws UserError that lists every one that can't be used
 */
export async function readPictures(
  entries: readonly PetitionEntry[],
  folder: string,
): Promise<PetitionPictures> {
  const errors: EntryError[] = [];
  const read = async (file: string, purpose: ImagePurpose, entry: Omit<EntryError, 'message'>) => {
    try {
      return await prepareImage(await readImageFile(resolve(folder, file)), purpose);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push({ ...entry, message: `"${file}" ${error.message}` });
      return null;
    }
  };
  const pictures = new Map<string, PreparedImage>();
  const logos = new Map<string, PreparedImage>();
  // One after the other: decoded, each takes up to 200 MB.
  for (const [index, { slug, image, organizer }] of entries.entries()) {
    if (image && 'file' in image && image.file !== undefined) {
      const picture = await read(image.file, 'hero', { index, slug, path: 'image.file' });
      if (picture) pictures.set(slug, picture);
    }
    if (organizer?.logo && 'file' in organizer.logo) {
      const logo = await read(organizer.logo.file, 'logo', { index, slug, path: 'organizer.logo' });
      if (logo) logos.set(slug, logo);
    }
  }
  if (errors.length > 0) throw new InvalidEntriesError(errors);
  return { pictures, logos };
}
