// Stores many signatures directly in the database. They look like real ones, but nobody can decrypt them.
// Also a command: DATABASE_URL=… tsx test/bench/generate-signatures.ts COUNT [SLUG]
import { randomBytes, randomFillSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openStorage, type PetitionStorage } from '../../server/storage/open.ts';
import { SLUG } from './deployment.ts';

export const KEY_BYTES = 32;
/** Nonce, a record padded to two blocks, and tag. */
const SEALED_BYTES = 12 + 256 + 16;
/** An age file for one post-quantum recipient. */
const SEALED_DATA_KEY_BYTES = 1_900;
/** Number of signatures that one data key seals. */
const BATCH_SIZE = 10_000;
const DAY = '2026-01-01';

export async function generateSignatures(url: string, count: number, slug = SLUG): Promise<void> {
  const storage = await openStorage(url);
  try {
    const { db, dialect } = storage;
    const { id } = await db
      .selectFrom('petition')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    if (dialect.name === 'SQLite') await sql`pragma synchronous = off`.execute(db);
    for (let first = 0; first < count; first += BATCH_SIZE) {
      await insertBatch(storage, id, { first, size: Math.min(BATCH_SIZE, count - first), count });
    }
    // Otherwise, the database would start its maintenance during a measurement.
    if (dialect.name === 'PostgreSQL') {
      await sql`vacuum (analyze) signature`.execute(db);
      await sql`checkpoint`.execute(db);
    } else {
      await sql`pragma synchronous = full`.execute(db);
      await sql`pragma wal_checkpoint(truncate)`.execute(db);
    }
  } finally {
    await storage.close();
  }
}

/** Sends two long values, which the database cuts into rows. That is far faster than sending each row. */
async function insertBatch(
  { write, dialect }: PetitionStorage,
  petitionId: number,
  { first, size, count }: { first: number; size: number; count: number },
): Promise<void> {
  const keys = sortedKeys(first, size, count);
  const sealed = randomBytes(size * SEALED_BYTES);
  const dataKey = { id: randomBytes(16), made_on: DAY, sealed: randomBytes(SEALED_DATA_KEY_BYTES) };
  const bytes = sql.raw(dialect.syntax.bytes);
  const slice = (all: Buffer, length: number) =>
    sql`substr(cast(${all} as ${bytes}), one.i * ${sql.lit(length)} + 1, ${sql.lit(length)})`;
  await write(async (transaction) => {
    await transaction.insertInto('data_key').values(dataKey).execute();
    await sql`
      insert into signature (petition_id, signer_key, signed_on, partner, data_key_id, sealed)
      with recursive one (i) as (
        select 0 union all select i + 1 from one where i + 1 < ${sql.lit(size)}
      )
      select ${sql.lit(petitionId)}, ${slice(keys, KEY_BYTES)}, ${sql.lit(DAY)}, null,
        cast(${dataKey.id} as ${bytes}), ${slice(sealed, SEALED_BYTES)}
      from one`.execute(transaction);
    await transaction
      .updateTable('petition_count')
      .set(({ eb }) => ({ signed: eb('signed', '+', size) }))
      .where('petition_id', '=', petitionId)
      .execute();
    await transaction
      .insertInto('signed_day')
      .values({ petition_id: petitionId, day: DAY, partner: '', signed: size })
      .onConflict((conflict) =>
        conflict
          .columns(['petition_id', 'day', 'partner'])
          .doUpdateSet(({ eb }) => ({ signed: eb('signed_day.signed', '+', size) })),
      )
      .execute();
  });
}

/**
 * Random signer keys whose first six bytes are evenly spread and ascending: inserting in random order would take the
 * database far longer.
 */
export function sortedKeys(first: number, size: number, count: number): Buffer {
  const keys = randomFillSync(Buffer.alloc(size * KEY_BYTES));
  const step = Math.floor(2 ** 48 / count);
  for (let index = 0; index < size; index++) keys.writeUIntBE((first + index) * step, index * KEY_BYTES, 6);
  return keys;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, slug] = process.argv.slice(2);
  await generateSignatures(process.env.DATABASE_URL!, Number(count), slug);
}
