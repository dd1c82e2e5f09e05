import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { atLeast, atMost, megabytes, perSecond, type Row, told, whole } from '../figures.ts';
import { generateSealed } from '../generate-sealed.ts';
import type { Scope } from '../scope.ts';
import { type DatabaseName, MAIN, newSite, SLUG } from '../sites.ts';

const SIGNATURES = Number(process.env.BENCH_EXPORTED ?? 1_000_000);

/** Handing a million signatures over, from the start of the command to its end. */
export const exportOn =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<Row[]> => {
    const site = await newSite(scope, database);
    const identity = await generateHybridIdentity();
    const identityFile = join(site.env.DATA_DIR, 'organiser');
    const sealedFile = join(site.env.DATA_DIR, 'sealed');
    writeFileSync(identityFile, identity);
    await generateSealed(site.env.DATABASE_URL, SIGNATURES, await identityToRecipient(identity));

    const byIdentity = ['--identity', identityFile];
    const exported = await run(site.env, ['export', SLUG, ...byIdentity], join(site.env.DATA_DIR, 'csv'));
    const sealed = await run(site.env, ['export', SLUG, '--sealed'], sealedFile);
    const opened = await run({}, ['open', sealedFile, ...byIdentity], join(site.env.DATA_DIR, 'csv'));
    const of = `${whole(SIGNATURES)} signatures on ${database}`;
    return [
      atLeast(`Exporting ${of} to CSV`, exported.rate, 20_000, perSecond),
      atMost('Memory at its highest meanwhile', exported.megabytes, 200, megabytes),
      told(`Exporting ${of}, sealed`, `${perSecond(sealed.rate)}, ${megabytes(sealed.megabytes)}`),
      told('Opening that elsewhere', `${perSecond(opened.rate)}, ${megabytes(opened.megabytes)}`),
    ];
  };

async function run(env: Record<string, string>, args: string[], output: string) {
  const descriptor = openSync(output, 'w');
  const begun = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', descriptor, 'pipe'],
  });
  closeSync(descriptor);
  const told = text(child.stderr!);
  let highest = 0;
  // Asked while it lives: what the system remembers of a process ends with it.
  const watch = setInterval(() => {
    highest = Math.max(highest, highestMemory(child.pid!));
  }, 20);
  const [code] = await once(child, 'exit');
  const took = performance.now() - begun;
  clearInterval(watch);
  const stderr = await told;
  if (code !== 0 || !stderr.startsWith(`${SIGNATURES.toLocaleString('en')} signatures of ${SLUG}`)) {
    throw new Error(`${args[0]} ended with ${code}: ${stderr}`);
  }
  return { rate: (SIGNATURES / took) * 1000, megabytes: highest };
}

/** In MiB, 0 where the process has ended. */
function highestMemory(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+) kB/m)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
