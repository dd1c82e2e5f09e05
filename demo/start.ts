import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../server/config/config.ts';
import { startMailServer } from './mail-server.ts';
import { partnerSites } from './partner-sites.ts';
import { signForWeeks } from './sample-growth.ts';
import { OUTCOMES, SAMPLE_PETITIONS, VICTORY, writePetitionFile } from './sample-petitions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = readPort('PORT', 3000);
const partnerPort = readPort('DEMO_PORT', 3001);
const petitions = `http://localhost:${port}`;
const dataDir = mkdtempSync(join(tmpdir(), 'petitions-demo-'));

const mail = await startMailServer();

function readPort(name: string, fallback: number): number {
  const value = process.env[name];
  if (!value) return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  console.error(`${name} must be a port number, such as ${fallback}, not "${value}".`);
  process.exit(1);
}

const env = {
  ...process.env,
  PORT: String(port),
  PUBLIC_URL: petitions,
  DATA_DIR: dataDir,
  SMTP_URL: mail.url,
  // It would warn, as JSON, that the identity is on the server. The demo says so in words.
  LOG_LEVEL: 'error',
  // For trying a receiver on this computer.
  WEBHOOK_ALLOW_HOSTS: 'localhost,127.0.0.1',
};

/** Runs a `petitions` command as in production, with a temporary database. */
function run(command: string[], stdout: 'ignore' | 'inherit' | 'pipe'): ChildProcess {
  return spawn(process.execPath, ['dist/server/main.js', ...command], {
    cwd: root,
    env,
    stdio: ['ignore', stdout, 'inherit'],
  });
}

/** Waits until the server is ready. Returns false if it exits first. */
async function waitUntilReady(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));

/** Runs a command to its end, and returns its output. Ends the demo if it fails. */
async function runToEnd(...command: string[]): Promise<string> {
  const started = run(command, 'pipe');
  let output = '';
  started.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const [code] = await once(started, 'close');
  if (code !== 0) process.exit(1);
  return output;
}

await runToEnd('load', await writePetitionFile(join(dataDir, 'demo')));
const { config, secrets } = readConfig(env);
await signForWeeks(config, secrets, {
  slugs: SAMPLE_PETITIONS.filter(({ status }) => status !== 'draft').map(({ slug }) => slug),
  widgetDir: join(root, 'dist/widget'),
});
for (const [slug, outcome] of Object.entries(OUTCOMES)) {
  await runToEnd('close', slug, '--outcome', outcome, ...(slug === VICTORY ? ['--victory'] : []));
}

const invitation = await runToEnd('invite', 'Organizer');
const [invitationLink] = /http\S+#invitation=\S+/.exec(invitation) ?? [];

const server = run(['serve'], 'inherit');
let failed = false;
server.on('exit', (exitCode) => process.exit(failed ? 1 : (exitCode ?? 1)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));

if (await waitUntilReady(`${petitions}/readyz`, server)) {
  const partners = partnerSites(petitions, mail.emails).listen(partnerPort);
  partners.on('error', (error) => {
    console.error(`The partner sites can't start (${error.message}). Set DEMO_PORT to a free port.`);
    failed = true;
    server.kill();
  });
  partners.on('listening', () => {
    console.log(`
  Partner sites    http://localhost:${partnerPort}/        start here
  Mailbox          http://localhost:${partnerPort}/mailbox  every email arrives here: confirm, withdraw
  Petition server  ${petitions}/   every petition has a page of its own
  Console          ${invitationLink}
                   works once: creates a passkey, then shows how the petitions grow
  Identity         ${join(dataDir, 'identity')}
                   opens the signatures, in the console or with \`petitions decrypt\`;
                   here for trying it, but never keep it on a real server

  Everything is deleted when the demo ends. Press Ctrl-C to end it.
`);
  });
}
