import { CompiledQuery, type Kysely } from 'kysely';
import { utcHour } from '../lib/time.ts';
import { type CountedSignature, groupByDay } from './count-change.ts';
import { postgres } from './dialect.ts';
import type { Batch, Database, NewRequest, SignatureRow } from './schema.ts';

/** Stores a batch of people who sign. */
export async function storeBatch(
  transaction: Kysely<Database>,
  { dataKeys = [], signatures, requests }: Batch,
): Promise<void> {
  if (dataKeys.length > 0) await postgres.holdDataKeys(transaction, dataKeys);
  const inserted = signatures.length === 0 ? [] : await insertSignatures(transaction, signatures);
  if (requests.length > 0) await storeRequests(transaction, requests);
  // Last, because everyone else who signs waits for these rows. A repeated signer adds 0, which takes as long as
  // adding 1.
  for (const change of groupByDay(inserted, signatures)) {
    await postgres.changeCount(transaction, change, utcHour());
  }
}

/**
 * Stores a batch of an import in one statement, which is a transaction of its own: once it has the count's row, people who sign wait
 * until it ends, and for nothing that this process does.
 */
export async function storeImport(db: Kysely<Database>, { dataKeys = [], signatures }: Batch): Promise<void> {
  const { bytes, cuts } = packBytes(signatures, ['signer_key', 'data_key_id', 'sealed']);
  // Each part reads the one before, so that they run in this order: first the data keys are locked, so that they stay, and last the
  // count's row.
  await db.executeQuery(
    CompiledQuery.raw(
      `with held as (
        insert into data_key (id, made_on, used_on, sealed_to, sealed, partner_sealed)
        select * from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
        on conflict (id) do update set used_on = greatest(data_key.used_on, excluded.used_on), unused = 0
          where data_key.unused <> 0 or data_key.used_on is null or data_key.used_on < excluded.used_on
        returning id
      ), sent as (
        select petition_id, signed_on, partner, substring($7::bytea from a1 for l1) as signer_key,
          substring($7::bytea from a2 for l2) as data_key_id, substring($7::bytea from a3 for l3) as sealed
        from unnest($8::integer[], $9::text[], $10::text[], $11::integer[], $12::integer[], $13::integer[],
          $14::integer[], $15::integer[], $16::integer[])
          as each(petition_id, signed_on, partner, a1, l1, a2, l2, a3, l3)
      ), inserted as (
        insert into signature (petition_id, signed_on, partner, signer_key, data_key_id, sealed)
        select * from sent where (select count(*) from held) >= 0
        on conflict (petition_id, signer_key) do nothing returning petition_id, signed_on, partner
      ), counted as (
        update petition_count set signed = signed + (select count(*) from inserted)
        where petition_id = (select min(petition_id) from sent) returning petition_id
      )
      insert into signed_day (petition_id, day, partner, signed)
      select counted.petition_id, day, partner, sum(added) from counted, (
        select signed_on as day, coalesce(partner, '') as partner, 0 as added from sent
        union all select signed_on, coalesce(partner, ''), 1 from inserted
      ) as each
      group by counted.petition_id, day, partner order by day, partner
      on conflict (petition_id, day, partner) do update set signed = signed_day.signed + excluded.signed`,
      [
        dataKeys.map((row) => row.id),
        dataKeys.map((row) => row.made_on),
        dataKeys.map((row) => row.used_on),
        dataKeys.map((row) => row.sealed_to),
        dataKeys.map((row) => row.sealed),
        dataKeys.map((row) => row.partner_sealed),
        bytes,
        signatures.map((row) => row.petition_id),
        signatures.map((row) => row.signed_on),
        signatures.map((row) => row.partner),
        ...cuts,
      ],
    ),
  );
}

/** Returns how many signers are new, by petition, day, and partner. */
async function insertSignatures(
  transaction: Kysely<Database>,
  signatures: readonly SignatureRow[],
): Promise<CountedSignature[]> {
  const { bytes, cuts } = packBytes(signatures, ['signer_key', 'data_key_id', 'sealed']);
  // One statement with the same text for any number of rows.
  const { rows } = await transaction.executeQuery<CountedSignature>(
    CompiledQuery.raw(
      `with inserted as (
        insert into signature (petition_id, signed_on, partner, signer_key, data_key_id, sealed)
        select petition_id, signed_on, partner, substring($1::bytea from a1 for l1),
          substring($1::bytea from a2 for l2), substring($1::bytea from a3 for l3)
        from unnest($2::integer[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[],
          $8::integer[], $9::integer[], $10::integer[])
          as each(petition_id, signed_on, partner, a1, l1, a2, l2, a3, l3)
        on conflict (petition_id, signer_key) do nothing returning petition_id, signed_on, partner
      )
      select petition_id, signed_on, partner, count(*) as difference from inserted
      group by petition_id, signed_on, partner`,
      [
        bytes,
        signatures.map((row) => row.petition_id),
        signatures.map((row) => row.signed_on),
        signatures.map((row) => row.partner),
        ...cuts,
      ],
    ),
  );
  return rows;
}

async function storeRequests(transaction: Kysely<Database>, requests: readonly NewRequest[]): Promise<void> {
  const { bytes, cuts } = packBytes(requests, ['id', 'request_id', 'request', 'letter', 'tag']);
  await transaction.executeQuery(
    CompiledQuery.raw(
      `insert into outbox (petition_id, signed_on, partner, expires_at, id, request_id, request, letter, tag)
      select petition_id, signed_on, partner, expires_at,
        substring($1::bytea from a1 for l1), substring($1::bytea from a2 for l2),
        substring($1::bytea from a3 for l3), substring($1::bytea from a4 for l4),
        substring($1::bytea from a5 for l5)
      from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::integer[],
        $9::integer[], $10::integer[], $11::integer[], $12::integer[], $13::integer[], $14::integer[],
        $15::integer[])
        as each(petition_id, signed_on, partner, expires_at, a1, l1, a2, l2, a3, l3, a4, l4, a5, l5)`,
      [
        bytes,
        requests.map((row) => row.petition_id),
        requests.map((row) => row.signed_on),
        requests.map((row) => row.partner),
        requests.map((row) => row.expires_at),
        ...cuts,
      ],
    ),
  );
}

/**
 * All bytes of some columns as one value, which the database cuts into pieces. In arrays, bytes would be written in hex
 * and take 1.5 times as long.
 *
 * @returns `cuts` is the start and then the length of each row's piece, for one column after the other
 */
function packBytes<Column extends string>(
  rows: readonly Record<Column, Uint8Array>[],
  columns: readonly Column[],
): { bytes: Buffer; cuts: number[][] } {
  const bytes: Uint8Array[] = [];
  // SQL counts from 1.
  let end = 1;
  const cuts = columns.flatMap((column) => {
    const starts: number[] = [];
    const lengths: number[] = [];
    for (const row of rows) {
      bytes.push(row[column]);
      starts.push(end);
      lengths.push(row[column].length);
      end += row[column].length;
    }
    return [starts, lengths];
  });
  return { bytes: Buffer.concat(bytes), cuts };
}
