import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { createDeployment, type DatabaseName, MAIN, SLUG } from '../deployment.ts';
import { generateSealedSignatures } from '../generate-sealed-signatures.ts';
import { readPeakMebibytes } from '../machine.ts';
import {
  formatInteger,
  formatMebibytes,
  formatRate,
  infoRow,
  maximumRow,
  minimumRow,
  type ResultRow,
} from '../results.ts';
import type { Scope } from '../scope.ts';

const SIGNATURES = Number(process.env.BENCH_EXPORTED ?? 1_000_000);

/** Exporting a million signatures, from the start of the command to its end. */
export const measureExport =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const { env } = await createDeployment(scope, database);
    const identity = await generateHybridIdentity();
    const identityFile = join(env.DATA_DIR, 'organizer');
    const sealedFile = join(env.DATA_DIR, 'sealed');
    const csvFile = join(env.DATA_DIR, 'csv');
    writeFileSync(identityFile, identity);
    await generateSealedSignatures(env.DATABASE_URL, SIGNATURES, await identityToRecipient(identity));

    const exported = await runCommand(env, ['export', SLUG, '--identity', identityFile], csvFile);
    const sealed = await runCommand(env, ['export', SLUG, '--sealed'], sealedFile);
    const decrypted = await runCommand({}, ['decrypt', sealedFile, '--identity', identityFile], csvFile);
    const signatures = `${formatInteger(SIGNATURES)} signatures on ${database}`;
    const describe = ({ rate, peakMebibytes }: CommandRun) =>
      `${formatRate(rate)}, ${formatMebibytes(peakMebibytes)}`;
    return [
      minimumRow(`Exporting ${signatures} to CSV`, exported.rate, 20_000, formatRate),
      maximumRow('Peak memory of that export', exported.peakMebibytes, 200, formatMebibytes),
      infoRow(`Exporting ${signatures}, sealed`, describe(sealed)),
      infoRow('Decrypting that file elsewhere', describe(decrypted)),
    ];
  };

interface CommandRun {
  /** Signatures per second. */
  rate: number;
  peakMebibytes: number;
}

async function runCommand(
  env: Record<string, string>,
  args: string[],
  outputFile: string,
): Promise<CommandRun> {
  const descriptor = openSync(outputFile, 'w');
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', descriptor, 'pipe'],
  });
  closeSync(descriptor);
  const stderrText = text(child.stderr!);
  let peakMebibytes = 0;
  // Polled while the process runs, because its peak can't be read after it ended.
  const timer = setInterval(() => {
    peakMebibytes = Math.max(peakMebibytes, readPeakMebibytes(child.pid!));
  }, 20);
  const [code] = await once(child, 'exit');
  const durationMs = performance.now() - start;
  clearInterval(timer);
  const stderr = await stderrText;
  if (code !== 0 || !stderr.startsWith(`${SIGNATURES.toLocaleString('en')} signatures of ${SLUG}`)) {
    throw new Error(`${args[0]} exited with ${code}: ${stderr}`);
  }
  return { rate: (SIGNATURES / durationMs) * 1000, peakMebibytes };
}
