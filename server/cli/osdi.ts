import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { Command, InvalidArgumentError, Option } from 'commander';
import { formatSignatureCount } from '../archive/skipped-report.ts';
import { readIdentities } from '../crypto/identities.ts';
import { FileSource } from '../forward/source.ts';
import { UserError } from '../lib/errors.ts';
import { createLocalOsdi, OSDI_PATH } from '../osdi/local-app.ts';
import { openForOsdi } from '../osdi/opened-file.ts';
import { identityOption } from './command.ts';
import { print, printError } from './output.ts';

interface Options {
  identity: string;
  port: number;
  title?: string;
  includeWithoutConsent?: boolean;
}

const HOST = '127.0.0.1';
const KEY_BYTES = 24;

export const osdi = new Command('osdi')
  .summary('Serve signatures to programs on this machine, as OSDI')
  .description(
    'Serve the signatures in a sealed file to programs on this machine that read the API of Action Network (OSDI), until Ctrl+C. Prints the address and a key, which is another one each time. Only people who agreed to be contacted are in it. The whole file is decrypted into memory; nothing is written to disk.',
  )
  .argument('<FILE>', 'sealed file')
  .addOption(identityOption().makeOptionMandatory())
  .addOption(
    new Option('--port <PORT>', 'port on the loopback address; 0 chooses a free one')
      .argParser(parsePort)
      .default(8125),
  )
  .option(
    '--title <TEXT>',
    'title of the petition, which the file does not have; without it, programs see its slug only',
  )
  .option('--include-without-consent', 'also people who did not agree to be contacted, as unsubscribed')
  .action(async (name: string, { identity, port, title, includeWithoutConsent = false }: Options) => {
    const identities = await readIdentities(identity);
    const file = await new FileSource(name).open();
    const chosen = port === 0 ? await freePort() : port;
    const origin = `http://${HOST}:${chosen}`;
    const opened = await openForOsdi(file, identities, {
      base: `${origin}${OSDI_PATH}`,
      includeWithoutConsent,
    });
    const key = randomBytes(KEY_BYTES).toString('base64url');
    const { fetch } = createLocalOsdi(opened, { origin, key, title });
    const server = serve({ fetch, port: chosen, hostname: HOST });
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'is in use. Choose another with --port'
          : `can't be used: ${error.message}`;
      throw new UserError(`Port ${chosen} ${reason}.`);
    });
    for (const line of opened.problems) printError(line);
    if (opened.withoutConsent > 0) {
      printError(
        `Left out, because they did not agree to be contacted: ${opened.withoutConsent.toLocaleString('en')}.`,
      );
    }
    print(
      `${formatSignatureCount(opened.signatures.length)} of ${opened.slug}, for programs on this machine:`,
    );
    print(`\n  Address: ${origin}${OSDI_PATH}/\n  Key:     ${key}\n`);
    print('Send the key in the header OSDI-API-Token. Ctrl+C ends this.');
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    process.exitCode = opened.problems.length > 0 ? 1 : 0;
  });

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Write a number from 0 to 65535.');
  return port;
}

/** Links contain the port, so it must be known before. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
