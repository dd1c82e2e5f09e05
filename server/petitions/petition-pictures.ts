import { resolve } from 'node:path';
import { type ImagePurpose, type PreparedImage, prepareImage } from '../images/prepare-image.ts';
import { readImageFile } from '../images/read-image-file.ts';
import { UserError } from '../lib/errors.ts';
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
  const errors: string[] = [];
  const read = async (file: string, purpose: ImagePurpose, name: string) => {
    try {
      return await prepareImage(await readImageFile(resolve(folder, file)), purpose);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(`  ${name}: "${file}" ${error.message}`);
      return null;
    }
  };
  const pictures = new Map<string, PreparedImage>();
  const logos = new Map<string, PreparedImage>();
  // One after the other: decoded, each takes up to 200 MB.
  for (const [index, { slug, image, organizer }] of entries.entries()) {
    const entry = `entry ${index + 1} ("${slug}")`;
    const picture = image?.file ? await read(image.file, 'hero', `${entry}: image.file`) : null;
    if (picture) pictures.set(slug, picture);
    const logo = organizer?.logo ? await read(organizer.logo.file, 'logo', `${entry}: organizer.logo`) : null;
    if (logo) logos.set(slug, logo);
  }
  if (errors.length > 0) {
    throw new UserError(`Invalid petition file. Nothing was written.\n${errors.join('\n')}`);
  }
  return { pictures, logos };
}
