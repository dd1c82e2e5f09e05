import { type Row, ratio } from '../figures.ts';
import { inTurns, reading, side } from '../press.ts';
import type { Scope } from '../scope.ts';
import { baseline, serve } from '../servers.ts';
import { newSite, SLUG } from '../sites.ts';

/** Each against a server that answers with the same bytes whatever it is asked. */
export async function reads(scope: Scope): Promise<Row[]> {
  const site = await newSite(scope, 'SQLite');
  const rows: Row[] = [];
  for (const [what, path] of [
    ['the count', `/v1/petitions/${SLUG}/count`],
    ['a petition', `/v1/petitions/${SLUG}`],
  ] as const) {
    const subject = await serve(scope, site);
    const body = await (await fetch(subject.origin + path)).text();
    await subject.stop();
    const read = (origin: string) => reading(origin, path);
    const loads = await inTurns({
      constant: side(read, () => baseline(scope, 'constant', { BODY: body })),
      subject: side(read, () => serve(scope, site)),
    });
    const name = `Hono answering the same ${Buffer.byteLength(body)} bytes`;
    rows.push(ratio(`Reading ${what}`, loads.subject.rate, { name, value: loads.constant.rate }, 0.85));
  }
  return rows;
}
