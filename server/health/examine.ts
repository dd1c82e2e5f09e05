import { dirname } from 'node:path';
import type { Config, Secrets } from '../config/config.ts';
import { type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { checkBackup } from './backup.ts';
import { checkConfiguration } from './configuration.ts';
import { checkFreeSpace, checkUpgradeCopies } from './disk.ts';
import { type Finding, ok } from './finding.ts';
import { checkKeys } from './keys.ts';
import { checkMail, checkOutbox } from './mail.ts';
import { checkOrganizers } from './organizers.ts';
import { checkReachability } from './public-url.ts';
import { checkWebhooks } from './webhooks.ts';

/** What can be checked without the database. */
export async function examineSurroundings(config: Config, secrets: Secrets): Promise<Finding[]> {
  return [...checkConfiguration(config), ...(await checkMail(config, secrets))];
}

/**
 * What can be checked with the database, without reading all of it.
 *
 * @param contentFindings of `verifyContent`, if it was asked for
 */
export async function examineDatabase(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
  contentFindings: readonly Finding[] = [],
): Promise<Finding[]> {
  const file = sqliteFile(secrets.databaseUrl);
  return [
    file === null
      ? ok('database-opens', { database: storage.dialect.name })
      : ok('database-file-opens', { database: storage.dialect.name, file }),
    ...(secrets.smtpUrl && config.confirmation === 'required' ? await checkOutbox(storage) : []),
    ...contentFindings,
    ...(file === null
      ? []
      : [
          checkFreeSpace(dirname(file)),
          ...checkUpgradeCopies(file),
          ...(await checkBackup(config, storage)),
        ]),
    ...(await checkReachability(config, secrets, storage)),
    ...(await checkKeys(config, secrets, storage)),
    ...(await checkOrganizers(config, storage)),
    ...(await checkWebhooks(storage)),
  ];
}
