import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ImportBatch, ImportBatchResult, ImportSettings } from '../../../../common/console-import.ts';
import { guessColumns, type UsedField } from '../../../../common/import/columns.ts';
import { findDateOrder } from '../../../../common/import/date-order.ts';
import { REJECTIONS, type Rejection } from '../../../../common/import/rejections.ts';
import { FileBatches, type RejectedRow } from '../../../../console/import/batches.ts';
import { ImportSource } from '../../../../console/import/source.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { type Importing, SLUG, startImporting } from '../../import/importing.ts';

export const PATH = `/petitions/${SLUG}/import`;
export const SETTINGS: ImportSettings = { source: 'Elsewhere', dates: null, timeZone: 'UTC' };

/** The totals of an import in the console, in the shape of those of the command line. */
export interface ConsoleTotals {
  present: number;
  leftOut: Record<string, number>;
  withoutEmail: number;
  rejected: Record<string, number>;
}

export interface ConsoleImporting extends Importing {
  client: ReturnType<typeof createConsoleClient>;
  /** A passkey's answer. */
  passkeyOf(client?: ConsoleImporting['client']): Promise<object>;
  /** Confirms an import, and returns its token. */
  startImport(settings?: ImportSettings): Promise<string>;
  /** Sends one batch. */
  send(batch: Partial<ImportBatch>): Promise<Response>;
  /** Imports a file as the console's page does. */
  importFile(content: string | Buffer, options?: { isDryRun?: boolean }): Promise<ConsoleTotals>;
}

/** Starts a server with a petition and an organizer, who imports in the console. */
export async function startConsoleImporting(t: TestContext): Promise<ConsoleImporting> {
  const importing = await startImporting(t);
  const client = createConsoleClient(importing.server);
  await client.signUp('Irena');
  const passkeyOf = async (from = client) => {
    const options = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
    return from.passkey.signIn(options);
  };
  const startImport = async (settings = SETTINGS) => {
    const body = { ...settings, confirm: SLUG, passkey: await passkeyOf() };
    const response = await client.post(`${PATH}/start`, body);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as { token: string }).token;
  };
  const send = (batch: Partial<ImportBatch>) =>
    client.post(PATH, { ...SETTINGS, token: null, columns: [], rows: [], ...batch });
  return {
    ...importing,
    client,
    passkeyOf,
    startImport,
    send,
    async importFile(content, { isDryRun = false } = {}) {
      const bytes = Uint8Array.from(typeof content === 'string' ? Buffer.from(content) : content);
      const source = await ImportSource.open(new Blob([bytes]), () => {});
      const { header } = source.layout;
      const { mapping } = guessColumns(header.map((name) => name.trim()));
      const order =
        mapping.signedOn === undefined ? null : await findDateOrder(source.pages(), mapping.signedOn);
      assert.ok(order === null || 'order' in order);
      const settings = { ...SETTINGS, dates: order?.order ?? null };
      const token = isDryRun ? null : await startImport(settings);
      const used = Object.entries(mapping) as [UsedField, number][];
      const columns = used.map(([field, index]) => ({ field, header: header[index]!.trim() }));
      const reasons = Object.fromEntries(REJECTIONS.map((reason) => [reason, reason])) as Record<
        Rejection,
        string
      >;
      const batches = new FileBatches(
        source,
        used.map(([, index]) => index),
        { header: 'why', reasons },
      );
      const totals: ConsoleTotals = { present: 0, leftOut: {}, withoutEmail: 0, rejected: {} };
      const count = (counts: Record<string, number>, key: string, by: number) => {
        if (by > 0) counts[key] = (counts[key] ?? 0) + by;
      };
      let rejected: readonly RejectedRow[] = [];
      for (let batch = await batches.next([]); batch !== null; batch = await batches.next(rejected)) {
        const response = await send({ ...settings, token, columns, rows: batch.rows });
        assert.equal(response.status, 200, await response.clone().text());
        const result = (await response.json()) as ImportBatchResult;
        totals.present += result.present;
        totals.withoutEmail += result.withoutEmail;
        for (const [reason, rows] of Object.entries(result.leftOut)) count(totals.leftOut, reason, rows);
        for (const { reason } of result.rejected) count(totals.rejected, reason, 1);
        count(totals.rejected, 'extra-cells', batch.extraCells);
        rejected = result.rejected;
      }
      if (token !== null) {
        const { digest } = source;
        const body = { ...settings, token, digest, withoutEmail: totals.withoutEmail };
        assert.equal((await client.post(`${PATH}/finish`, body)).status, 204);
      }
      return totals;
    },
  };
}
