import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { identityToRecipient } from 'age-encryption';
import {
  type ImportOptions,
  type ImportTotals,
  type PlannedImport,
  planImport,
} from '../../../server/import/import-signatures.ts';
import { openSource } from '../../../server/import/source-file.ts';
import { recount } from '../../../server/signatures/recount.ts';
import { SECRET, start, type TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const SLUG = 'keep-the-library';

const FIELDS = {
  familyName: 'optional',
  postalCode: 'optional',
  country: 'optional',
  comment: 'optional',
  contact: 'optional',
};
export const PETITION = {
  slug: SLUG,
  creator: 'Ilse V.',
  fields: FIELDS,
  partners: { 'harbour-aid': 'Harbour Aid' },
  texts: { en: { title: 'Keep the library open', text: 'It is warm there.' } },
};

export interface Importing {
  server: TestServer;
  folder: string;
  plan(content: string | Buffer, options?: Partial<ImportOptions>): Promise<PlannedImport>;
  /** Imports a file with this content. */
  run(content: string | Buffer, options?: Partial<ImportOptions>): Promise<ImportTotals>;
  /** Numbers per day, those of 0 left out. */
  days(): Promise<Record<string, number>>;
  /** What `doctor --verify` compares. */
  recount(): ReturnType<typeof recount>;
}

/** Starts a server with a petition, and imports into its database while it runs. */
export async function startImporting(t?: TestContext): Promise<Importing> {
  const server = await start(t, { petitions: [PETITION] });
  const folder = temporaryFolder(t);
  const { storage, config, petitions } = server.context;
  const recipients = [await identityToRecipient(server.identity)];
  const settings = { config, secrets: { databaseUrl: server.databaseUrl, secret: SECRET, recipients } };
  let files = 0;
  const { id } = petitions.get(SLUG)!;
  async function withPlan<T>(
    content: string | Buffer,
    options: Partial<ImportOptions>,
    work: (plan: PlannedImport) => Promise<T>,
  ): Promise<T> {
    files += 1;
    const path = join(folder, `file-${files}.csv`);
    writeFileSync(path, content);
    const file = await openSource(path, () => {});
    try {
      const plan = await planImport(storage, settings as never, SLUG, file, {
        dryRun: false,
        maps: [],
        dates: null,
        timeZone: 'UTC',
        source: 'Elsewhere',
        rejects: null,
        countWithoutEmail: false,
        ...options,
      });
      return await work(plan);
    } finally {
      await file.close();
    }
  }
  return {
    server,
    folder,
    plan: (content, options = {}) => withPlan(content, options, async (plan) => plan),
    run: (content, options = {}) => withPlan(content, options, (plan) => plan.run(() => {})),
    async days() {
      const rows = await storage.db
        .selectFrom('signed_day')
        .select(['day', 'signed'])
        .where('petition_id', '=', id)
        .where('signed', '>', 0)
        .orderBy('day')
        .execute();
      return Object.fromEntries(rows.map(({ day, signed }) => [day, signed]));
    },
    recount: () => recount(storage, id),
  };
}
