// The real server from its sources, with one part replaced by a simpler one.
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createApp } from '../../../server/app.ts';
import { readConfig } from '../../../server/config/config.ts';
import { createContext } from '../../../server/context.ts';
import { openKeys } from '../../../server/crypto/keys.ts';
import { Sealer } from '../../../server/crypto/sealer.ts';
import { createLog } from '../../../server/http/request-metrics.ts';
import { utcDay } from '../../../server/lib/time.ts';
import { Writer } from '../../../server/signatures/batch-writer.ts';
import { type Draft, finish } from '../../../server/signatures/sign.ts';
import { SignerKeys } from '../../../server/signatures/signer-key.ts';
import type { Batch } from '../../../server/storage/schema.ts';

const { config, secrets } = readConfig(process.env);
const log = createLog(config.logLevel);
const context = await createContext(config, secrets, log);
const { storage } = context;
const { secret, recipients } = await openKeys(config, secrets, storage);
const signerKeys = new SignerKeys(secret);
const sealer = new Sealer(recipients, async ({ id, sealed }) => {
  const row = { id, sealed, made_on: utcDay() };
  await storage.write((transaction) => transaction.insertInto('data_key').values(row).execute());
});
const tell = (error: unknown) => log.error({ err: error }, 'a batch was not stored');
const variant = process.argv[2];
if (variant === 'one-transaction-each') {
  const limits = { longestQueue: 10_000, largestBatch: 1, smallestHalf: 1, lanes: 2 };
  const finished = (drafts: readonly Draft[]) => finish(drafts, signerKeys, { of: () => sealer }, null);
  context.writer = new Writer<Draft>(storage, finished, tell, limits);
} else if (variant === 'unsealed') {
  // Stores as many bytes, and hides nothing.
  const unsealed = async (drafts: readonly Draft[]): Promise<Batch> => {
    const signatures = drafts.map(({ petition, mailboxKey, record, partner, signedOn }) => {
      const sealed = Buffer.alloc(284, ' ');
      sealed.write(JSON.stringify(record));
      return {
        petition_id: petition.id,
        signer_key: signerKeys.keyOf(mailboxKey, petition),
        signed_on: signedOn,
        partner,
        data_key_id: Buffer.alloc(16),
        sealed,
      };
    });
    return { signatures, requests: [] };
  };
  context.writer = new Writer<Draft>(storage, unsealed, tell);
} else if (variant !== 'as-it-is') throw new Error(`there is no variant "${variant}"`);

const app = createApp(context);
const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port }) as Server;
context.catalogue.start((error) => log.error({ err: error }, 'the counts were not refreshed'));
context.postman?.start();
process.once('SIGTERM', () => {
  server.close(() => context.dispose());
  server.closeIdleConnections();
});
