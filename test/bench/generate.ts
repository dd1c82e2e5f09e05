// Puts many signatures under a petition at once, as if they had been made here; they look like it, and open
// to nobody. Also to be used alone: DATABASE_URL=… tsx test/bench/generate.ts ROWS [SLUG]
import { randomBytes, randomFillSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openStorage, type PetitionStorage } from '../../server/storage/open.ts';
import { SLUG } from './sites.ts';

export const KEY = 32;
/** Nonce, a record filled up to two blocks, tag. */
const SEALED = 12 + 256 + 16;
/** An age file for one post-quantum recipient. */
const SEALED_DATA_KEY = 1_900;
/** As many as one data key seals. */
const BATCH = 10_000;
const DAY = '2026-01-01';

export async function generate(url: string, count: number, slug = SLUG): Promise<void> {
  const storage = await openStorage(url);
  try {
    const { db, dialect } = storage;
    const { id } = await db
      .selectFrom('petition')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    if (dialect.name === 'SQLite') await sql`pragma synchronous = off`.execute(db);
    for (let first = 0; first < count; first += BATCH) {
      await addBatch(storage, id, { first, size: Math.min(BATCH, count - first), count });
    }
    // Otherwise the database would begin to tidy up by itself while something is measured.
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

/** The database takes rows out of two long values: far quicker than to be handed each. */
async function addBatch(
  { write, dialect }: PetitionStorage,
  petitionId: number,
  { first, size, count }: { first: number; size: number; count: number },
): Promise<void> {
  const keys = sortedKeys(first, size, count);
  const sealed = randomBytes(size * SEALED);
  const dataKey = { id: randomBytes(16), made_on: DAY, sealed: randomBytes(SEALED_DATA_KEY) };
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
      select ${sql.lit(petitionId)}, ${slice(keys, KEY)}, ${sql.lit(DAY)}, null,
        cast(${dataKey.id} as ${bytes}), ${slice(sealed, SEALED)}
      from one`.execute(transaction);
    await transaction
      .updateTable('petition_count')
      .set(({ eb }) => ({ signed: eb('signed', '+', size) }))
      .where('petition_id', '=', petitionId)
      .execute();
  });
}

/** Random, but for the first six bytes, which spread them evenly and in order: a database sorts for long. */
export function sortedKeys(first: number, size: number, count: number): Buffer {
  const keys = randomFillSync(Buffer.alloc(size * KEY));
  const step = Math.floor(2 ** 48 / count);
  for (let index = 0; index < size; index++) keys.writeUIntBE((first + index) * step, index * KEY, 6);
  return keys;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rows, slug] = process.argv.slice(2);
  await generate(process.env.DATABASE_URL!, Number(rows), slug);
}
