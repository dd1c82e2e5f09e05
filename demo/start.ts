import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMailServer } from './mail-server.ts';
import { partnerSites } from './partner-sites.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = Number(process.env.PORT || 3000);
const partnerPort = Number(process.env.DEMO_PORT || 3001);
const petitions = `http://localhost:${port}`;
const dataDir = mkdtempSync(join(tmpdir(), 'petitions-demo-'));

/** Receives every email. */
const mail = await startMailServer();

/** The server as in production, with a temporary database. */
function run(command: string[], stdout: 'ignore' | 'inherit'): ChildProcess {
  return spawn(process.execPath, ['dist/server/main.js', ...command], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      PUBLIC_URL: petitions,
      DATA_DIR: dataDir,
      SMTP_URL: mail.url,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', stdout, 'inherit'],
  });
}

async function isReady(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));

const [code] = await once(run(['load', 'demo/petitions.json'], 'ignore'), 'exit');
if (code !== 0) process.exit(1);

const server = run(['serve'], 'inherit');
server.on('exit', (exitCode) => process.exit(exitCode ?? 1));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));

if (await isReady(`${petitions}/readyz`, server)) {
  const partners = partnerSites(petitions, mail.emails).listen(partnerPort);
  partners.on('error', (error) => {
    console.error(`The partner sites can't start (${error.message}). Set DEMO_PORT to a free port.`);
    server.kill();
  });
  partners.on('listening', () => {
    console.log(`
  Partner sites    http://localhost:${partnerPort}/        start here
  Mailbox          http://localhost:${partnerPort}/mailbox  every email arrives here: confirm, withdraw
  Petition server  ${petitions}/p/keep-the-alder-family-home

  Everything is deleted when the demo ends. Press Ctrl-C to end it.
`);
  });
}
