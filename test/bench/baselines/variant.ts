// The real server, run from source, with one part replaced by a simpler one.
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createApp } from '../../../server/app.ts';
import { readConfig } from '../../../server/config/config.ts';
import { createContext } from '../../../server/context.ts';
import { loadKeys } from '../../../server/crypto/keys.ts';
import { Sealer } from '../../../server/crypto/sealer.ts';
import { createLogger } from '../../../server/http/request-metrics.ts';
import { BatchWriter } from '../../../server/signatures/batch-writer.ts';
import { sealBatch, type UnsealedSignature } from '../../../server/signatures/sign.ts';
import { SignerKeys } from '../../../server/signatures/signer-key.ts';
import type { Batch } from '../../../server/storage/schema.ts';

const { config, secrets } = readConfig(process.env);
const log = createLogger(config.logLevel);
const context = await createContext(config, secrets, log);
const { storage } = context;
const { secret, recipients } = await loadKeys(config, secrets, storage);
const signerKeys = new SignerKeys(secret);
const sealer = new Sealer(recipients);
const logFailure = (error: unknown) => log.error({ err: error }, 'batch not stored');
const variant = process.argv[2];
if (variant === 'transaction-per-signature') {
  const limits = { maxQueueLength: 10_000, maxBatchSize: 1, minBatchSize: 1, concurrency: 2 };
  const seal = (signatures: readonly UnsealedSignature[]) =>
    sealBatch(signatures, signerKeys, { forPetition: () => sealer }, null);
  context.writer = new BatchWriter<UnsealedSignature>(storage, seal, logFailure, undefined, limits);
} else if (variant === 'unsealed') {
  // Stores as many bytes per signature, but in plain text.
  const copy = async (unsealed: readonly UnsealedSignature[]): Promise<Batch> => {
    const signatures = unsealed.map(({ petition, canonicalEmail, record, partner, signedOn }) => {
      const sealed = Buffer.alloc(508, ' ');
      sealed.write(JSON.stringify(record));
      return {
        petition_id: petition.id,
        signer_key: signerKeys.derive(canonicalEmail, petition),
        signed_on: signedOn,
        partner,
        data_key_id: Buffer.alloc(16),
        sealed,
      };
    });
    return { signatures, requests: [] };
  };
  context.writer = new BatchWriter<UnsealedSignature>(storage, copy, logFailure);
} else if (variant !== 'unchanged') throw new Error(`unknown variant "${variant}"`);

const app = createApp(context);
const server = serve({
  fetch: app.fetch,
  ...(config.host !== undefined && { hostname: config.host }),
  port: config.port,
}) as Server;
context.petitions.start((error) => log.error({ err: error }, 'counts not refreshed'));
context.mailer?.start();
process.once('SIGTERM', () => {
  server.close(() => context.dispose());
  server.closeIdleConnections();
});
