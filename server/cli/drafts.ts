import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { PreviewLinks } from '../petitions/preview-links.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import type { PetitionStorage } from '../storage/open.ts';

/** Preview links by slug. Needs the secret only if there is a draft. */
export async function previewUrls(
  storage: PetitionStorage,
  drafts: readonly PublishedPetition[],
): Promise<Map<string, string>> {
  if (drafts.length === 0) return new Map();
  const { config, secrets } = readConfig(process.env);
  const links = new PreviewLinks(await loadSecret(config, secrets, storage));
  return new Map(drafts.map((draft) => [draft.slug, links.url(config.publicUrl, draft)]));
}
