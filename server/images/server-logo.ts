import { UserError } from '../lib/errors.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type PreparedImage, prepareImage } from './prepare-image.ts';
import { readImageFile } from './read-image-file.ts';
import { markUnusedImages, type ServerLogo, storeImage, writeServerLogo } from './stored-images.ts';

/**
 * Stores the logo of the server's own organizer, and an icon made of it. Call once at the start.
 *
 * @param file null if it has none
 * @throws UserError if the file can't be used
 */
export async function storeServerLogo(
  storage: PetitionStorage,
  file: string | null,
): Promise<ServerLogo | null> {
  const prepared = file === null ? null : await prepare(file);
  return storage.write(async (transaction) => {
    let stored: ServerLogo | null = null;
    if (prepared) {
      const { hash, width } = await storeImage(transaction, prepared.icon);
      // The organizer's name is always beside it.
      stored = {
        logo: { ...(await storeImage(transaction, prepared.logo)), alt: '' },
        icon: { hash, width },
      };
    }
    await writeServerLogo(transaction, stored);
    await markUnusedImages(transaction);
    return stored;
  });
}

async function prepare(file: string): Promise<{ logo: PreparedImage; icon: PreparedImage }> {
  try {
    const bytes = await readImageFile(file);
    return { logo: await prepareImage(bytes, 'logo'), icon: await prepareImage(bytes, 'icon') };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`ORGANIZER_LOGO: "${file}" ${error.message}.`);
  }
}
