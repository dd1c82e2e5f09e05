/** The service that `petitions init` writes, started as it says, under a real systemd. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SLUG } from '../faults/environment.ts';
import { Ledger, SigningLoad, sign, signNew } from '../faults/load.ts';
import { waitUntil } from '../faults/server.ts';
import { petitions } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { PERSON, PETITIONS } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { cannotBoot, Machine } from './machine.ts';

const FOLDER = '/etc/petitions';
const SETTINGS = `${FOLDER}/petitions.env`;
/** What `init` prints for the proxy and for the person who runs the server isn't needed here. */
const STEPS =
  /^ *sudo ((?:useradd|chown|chmod) .*|cp .*\.service .*|systemctl (?:daemon-reload|enable .*))$/gm;
const TIMEOUT_MS = 60_000;
const RESTARTS = 3;

describe('the service of `petitions init` under systemd', { skip: cannotBoot }, () => {
  const folder = temporaryFolder();
  const identity = join(folder, 'identity.txt');
  const ledger = new Ledger();
  let machine: Machine;
  let origin: string;

  const asUser = (...args: string[]) => ['runuser', '-u', 'petitions', '--', 'petitions', ...args];
  const propertyOf = async (name: string) =>
    (await machine.run('systemctl', 'show', 'petitions', '--value', `--property=${name}`)).toString().trim();
  const mainProcess = async () => Number(await propertyOf('MainPID'));
  /** Everything that was acknowledged, opened with the key that isn't on the machine. */
  async function assertNothingLost(): Promise<void> {
    const acknowledged = [...ledger.acknowledged];
    const sealed = join(folder, 'signatures.sealed');
    writeFileSync(sealed, await machine.run(...asUser('export', SLUG, '--sealed', '--env-file', SETTINGS)));
    const { code, stdout, stderr } = await petitions(
      ['decrypt', sealed, '--identity', identity, '--format', 'ndjson'],
      {},
    );
    assert.equal(code, 0, stderr);
    const stored = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).email);
    assert.deepEqual(
      acknowledged.filter((email) => !stored.includes(email)),
      [],
    );
    assert.equal(new Set(stored).size, stored.length);
  }

  before(async () => {
    machine = new Machine();
    await machine.boot();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const init = ['init', FOLDER, '--host', 'petitions.example.org', '--port', String(port)];
    const steps = (await machine.run('petitions', ...init)).toString();
    const recipient = await petitions(['keygen', identity], {});
    writeFileSync(join(machine.root, FOLDER, 'recipient.txt'), recipient.stdout);
    // Everybody in this test has the same address.
    appendFileSync(join(machine.root, SETTINGS), 'LIMITS=off\n');
    const commands = Array.from(steps.matchAll(STEPS), ([, command]) => command!);
    assert.equal(commands.length, 6, steps);
    for (const command of commands) await machine.run('sh', '-c', command);
  });
  after(() => machine.remove());

  it('has started once `systemctl start` returns', async () => {
    const ready = await fetch(`${origin}/readyz`);
    assert.equal(ready.status, 200);
    assert.deepEqual(await Promise.all(['Type', 'SubState', 'User'].map(propertyOf)), [
      'notify',
      'running',
      'petitions',
    ]);
    await machine.runWithInput(JSON.stringify(PETITIONS), ...asUser('load', '-', '--env-file', SETTINGS));
    await waitUntil('the petition is published', TIMEOUT_MS, async () => {
      return (await fetch(`${origin}/v1/petitions/${SLUG}`)).ok;
    });
    assert.ok(await signNew(origin, ledger));
  });

  it('has no privileges, sees no homes, and writes to its own folder only', async () => {
    const pid = await mainProcess();
    const status = (await machine.run('cat', `/proc/${pid}/status`)).toString();
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.match(status, /^CapBnd:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.match(status, /^Seccomp:\s+2$/m);
    // With root's rights in the folders that the service sees.
    const inService = (script: string) =>
      machine.run('nsenter', '--target', String(pid), '--mount', 'sh', '-c', script);
    for (const path of ['/etc/x', '/usr/x', '/opt/x', '/var/x', '/var/lib/x']) {
      await assert.rejects(inService(`touch ${path}`), /Read-only file system/, path);
    }
    assert.equal((await inService('ls -A /home /root')).toString(), '/home:\n\n/root:\n');
    await inService('touch /var/lib/petitions/x && rm /var/lib/petitions/x');
  });

  it('loses no signature while it is restarted, killed, and started with the machine', async () => {
    for (let restart = 1; restart <= RESTARTS; restart++) {
      const load = new SigningLoad(origin, ledger, { connections: 8, pauseMs: 10 });
      const moreThan = async (count: number) => {
        const goal = ledger.acknowledged.length + count;
        await waitUntil('more signatures', TIMEOUT_MS, () => ledger.acknowledged.length > goal);
      };
      try {
        await moreThan(50);
        await machine.run('systemctl', 'restart', 'petitions');
        await moreThan(50);
        assert.equal(load.truncated, 0, 'requests in progress are answered');
        const killed = await mainProcess();
        await machine.run('kill', '-KILL', String(killed));
        await waitUntil('systemd starts it again', TIMEOUT_MS, async () => {
          return ![0, killed].includes(await mainProcess());
        });
        await moreThan(50);
      } finally {
        await load.stop();
      }
    }
    await machine.powerOff();
    await machine.boot();
    await waitUntil('it is started with the machine', TIMEOUT_MS, async () => {
      return (await propertyOf('ActiveState')) === 'active';
    });
    assert.ok(await signNew(origin, ledger));
    await assertNothingLost();
  });

  it('is started again until it works, however long that takes', async () => {
    const recipient = `${FOLDER}/recipient.txt`;
    await machine.run('mv', recipient, `${recipient}.away`);
    await machine.run('systemctl', 'restart', '--no-block', 'petitions');
    // By itself, systemd gives up after five.
    await waitUntil('seven attempts', TIMEOUT_MS, async () => Number(await propertyOf('NRestarts')) > 6);
    await machine.run('mv', `${recipient}.away`, recipient);
    await waitUntil('it serves again', TIMEOUT_MS, () => signNew(origin, ledger));
  });

  it('names nobody in the journal', async () => {
    await sign(origin, SLUG, PERSON.email);
    const journal = (await machine.run('journalctl', '--unit=petitions', '--output=json')).toString();
    assert.match(journal, /Started petitions\.service - Petition server/);
    for (const word of [PERSON.email, 'supporter-', 'example.org"']) assert.ok(!journal.includes(word), word);
  });

  it('ends when it is told to', async () => {
    await machine.run('systemctl', 'stop', 'petitions');
    assert.equal(await propertyOf('Result'), 'success');
    await assert.rejects(fetch(`${origin}/readyz`));
    await assertNothingLost();
    assert.ok(readFileSync(join(machine.root, 'var/lib/petitions/petitions.db')).length > 0);
  });
});
