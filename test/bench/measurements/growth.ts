import { join } from 'node:path';
import { openStorage } from '../../../server/storage/open.ts';
import { signaturePages } from '../../../server/storage/signature-pages.ts';
import { median, type Row, ratio, seconds, told, whole } from '../figures.ts';
import { generate } from '../generate.ts';
import { inTurns, side, signing } from '../press.ts';
import type { Scope } from '../scope.ts';
import { serve } from '../servers.ts';
import { assertStored, command, type DatabaseName, newSite, type Site } from '../sites.ts';

const MANY = Number(process.env.BENCH_ROWS ?? 10_000_000);
const FEW = 10_000;
const PAGE = 1_000;
const PAGES = 200;

/** What changes where ten million have signed. */
export const growthOn =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<Row[]> => {
    const small = await newSite(scope, database);
    const large = await newSite(scope, database);
    // Makes the keys, without which nothing can have been signed.
    for (const site of [small, large]) await (await serve(scope, site)).stop();
    await generate(small.env.DATABASE_URL, FEW);
    const begun = performance.now();
    await generate(large.env.DATABASE_URL, MANY);
    const generating = performance.now() - begun;

    const loads = await inTurns({
      few: side(signing, () => serve(scope, small)),
      many: side(signing, () => serve(scope, large)),
    });
    await assertStored(small, FEW + loads.few.acknowledged);
    await assertStored(large, MANY + loads.many.acknowledged);

    const at = `with ${whole(MANY)} on ${database}`;
    const rows = [
      ratio(
        `Signing ${at}`,
        loads.many.rate,
        { name: `with ${whole(FEW)} at first`, value: loads.few.rate },
        0.9,
      ),
      told(
        `Counting exactly ${at} (\`doctor --verify\`, which reads all)`,
        seconds(await command(large, 'doctor', '--verify')),
      ),
      told(`Going through them ${at}, ${PAGE} a page`, `${whole(await paging(large))} rows/s`),
      told(`Ready to sign ${at}`, seconds(await coldStart(scope, large))),
    ];
    // Of PostgreSQL, copies are `pg_dump`'s.
    if (database === 'SQLite') {
      const took = await command(large, 'backup', join(large.env.DATA_DIR, 'backup.db'));
      rows.push(told(`Backing up ${at}`, seconds(took)));
    }
    rows.push(told(`Generating ${whole(MANY)} on ${database}`, seconds(generating)));
    return rows;
  };

/** Rows a second, somewhere in the middle. */
async function paging({ env }: Site): Promise<number> {
  const { db, close } = await openStorage(env.DATABASE_URL);
  try {
    const { id } = await db.selectFrom('petition').select('id').executeTakeFirstOrThrow();
    const begun = performance.now();
    let read = 0;
    for await (const page of signaturePages(db, id, Buffer.alloc(32, 0x60))) {
      read += page.length;
      if (read >= PAGES * PAGE) break;
    }
    return (read / (performance.now() - begun)) * 1000;
  } finally {
    await close();
  }
}

async function coldStart(scope: Scope, site: Site): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < 3; start++) {
    const server = await serve(scope, site);
    times.push(server.readyAfter);
    await server.stop();
  }
  return median(times);
}
