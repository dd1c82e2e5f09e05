import { open } from 'node:fs/promises';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { MAX_IMAGE_BYTES } from './prepare-image.ts';

/** @throws UserError that continues a sentence about the file, like "is a folder; …" */
export async function readImageFile(path: string): Promise<Buffer> {
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
