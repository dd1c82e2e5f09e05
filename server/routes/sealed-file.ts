import type { Context } from 'hono';
import type { ExportFilter } from '../archive/export-filter.ts';
import { sealedFileLines } from '../archive/sealed-file.ts';
import { createSealedExport } from '../archive/stored-pages.ts';
import type { AppContext } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { isValidDay } from '../lib/time.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';

/**
 * The first day of the signatures that are asked for, or null for all.
 *
 * @throws HttpProblem 400
 */
export function readSince(c: Context): string | null {
  const since = c.req.query('since') ?? null;
  if (since !== null && !isValidDay(since)) {
    throw new HttpProblem(400, '`since` must be a day that exists, like 2027-05-31.');
  }
  return since;
}

/**
 * Sends signatures as `petitions export --sealed` writes them: nobody can read them without the identity. Those of a partner
 * with a recipient are those that its own identity opens.
 *
 * @param options.onlyPartner the only code in the file's header
 */
export async function sendSealedFile(
  { storage }: AppContext,
  petition: PublishedPetition,
  filter: ExportFilter,
  {
    headers = {},
    onlyPartner = null,
  }: { headers?: Record<string, string>; onlyPartner?: string | null } = {},
): Promise<Response> {
  const { header, pages, forPartner } = await createSealedExport(storage, petition, filter);
  // A partner learns nothing of the others, not even who they are.
  if (onlyPartner !== null) header.partners = [onlyPartner];
  const lines = sealedFileLines(header, pages);
  return new Response(ReadableStream.from(encode(lines)), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${[petition.slug, ...(forPartner === null ? [] : [forPartner])].join('.')}.sealed"`,
      'Cache-Control': 'no-store',
      ...headers,
    },
  });
}

async function* encode(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(line);
}
