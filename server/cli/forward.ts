import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { formatSignatureCount } from '../archive/skipped-report.ts';
import { readValue } from '../config/environment.ts';
import { readIdentities } from '../crypto/identities.ts';
import { ACTION_NETWORK_URL, ActionNetwork } from '../forward/action-network.ts';
import { type ForwardTotals, forwardSignatures } from '../forward/forward-signatures.ts';
import { NdjsonOutput, ReaderGoneError } from '../forward/ndjson.ts';
import { type RetryOptions, systemClock } from '../forward/retry.ts';
import { FileSource, ServerSource, type Source } from '../forward/source.ts';
import type { Target } from '../forward/target.ts';
import { Webhook } from '../forward/webhook.ts';
import { UsageError, UserError } from '../lib/errors.ts';
import { MINUTE_MS } from '../lib/time.ts';
import { identityOption, sinceOption } from './command.ts';
import { printError, startProgress } from './output.ts';

interface Options {
  identity: string;
  to: string;
  since?: string;
  state?: string;
  watch?: boolean;
  includeWithoutConsent?: boolean;
}

const WATCH_INTERVAL_MS = 5 * MINUTE_MS;

export const forward = new Command('forward')
  .summary('Send signatures to a CRM or another tool')
  .description(
    "Send the signatures of people who agreed to be contacted to another tool, on a machine that has the identity. Run it again at any time: it goes on where it stopped, and sends only what is new. A state file remembers what was sent, as keyed hashes that name nobody. Credentials are read from the environment, or from the file that NAME_FILE names: PETITIONS_TOKEN of a server, ACTION_NETWORK_KEY, WEBHOOK_SECRET. If some signatures can't be sent, they are counted by reason, and the exit code is 1.",
  )
  .argument('<SOURCE>', 'sealed file, or address of the server, whose token is in PETITIONS_TOKEN')
  .addOption(identityOption().makeOptionMandatory())
  .requiredOption(
    '--to <TARGET>',
    'action-network:PETITION_ID, webhook:URL (Standard Webhooks), or ndjson:- for standard output',
  )
  .addOption(
    new Option(
      '--only-contact',
      'only people who agreed to be contacted; that is so without it, too',
    ).conflicts('includeWithoutConsent'),
  )
  .option(
    '--include-without-consent',
    'also people who did not agree to be contacted; Action Network gets them as unsubscribed',
  )
  .addOption(sinceOption())
  .option('--state <FILE>', 'state file; without it, one in the current folder for this petition and target')
  .option('--watch', 'go on, and look for new signatures every five minutes, until Ctrl+C')
  .action(async (name: string, options: Options) => {
    const identities = await readIdentities(options.identity);
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const progress = new Progress();
    const retrying: RetryOptions = {
      clock: systemClock(stop.signal),
      isPatient: options.watch ?? false,
      report: (line) => progress.interrupt(() => printError(line)),
    };
    const target = createTarget(options.to, retrying);
    const isServer = /^https?:/i.test(name);
    const source = isServer ? createServerSource(name, options, retrying) : new FileSource(name);
    const runRound = async (totals: ForwardTotals) => {
      try {
        await forwardSignatures(
          {
            source,
            target,
            identities,
            includeWithoutConsent: options.includeWithoutConsent ?? false,
            // A server sends nothing earlier.
            since: isServer ? null : (options.since ?? null),
            stateFile: options.state,
            progress,
            signal: stop.signal,
          },
          totals,
        );
      } finally {
        if (!options.watch || totals.forwarded > 0) printSummary(totals, target);
      }
      process.exitCode = totals.problems.length > 0 ? 1 : 0;
    };
    try {
      await target.prepare();
      do {
        if (await source.refresh()) await runRound(emptyTotals());
        if (options.watch) await retrying.clock.sleep(WATCH_INTERVAL_MS);
      } while (options.watch && !stop.signal.aborted);
    } catch (error) {
      if (!(error instanceof ReaderGoneError || stop.signal.aborted)) throw error;
    } finally {
      source.close();
    }
  });

/** @throws UsageError, or UserError if a credential is missing or wrong */
function createTarget(text: string, retrying: RetryOptions): Target {
  const [kind, rest] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  switch (kind) {
    case 'action-network': {
      const url = process.env.ACTION_NETWORK_URL?.trim() || ACTION_NETWORK_URL;
      return new ActionNetwork(rest, readCredential('ACTION_NETWORK_KEY'), retrying, url);
    }
    case 'webhook':
      return new Webhook(rest, readCredential('WEBHOOK_SECRET'), retrying);
    case 'ndjson':
      if (rest === '-') return new NdjsonOutput();
  }
  throw new UsageError('--to takes action-network:PETITION_ID, webhook:URL, or ndjson:-.');
}

function createServerSource(name: string, { to, since = '' }: Options, retrying: RetryOptions): Source {
  const token = readCredential('PETITIONS_TOKEN');
  // The same each time, so that a process that was killed leaves no more than one.
  const hash = createHash('sha256')
    .update(JSON.stringify([name, to, token]))
    .digest('hex')
    .slice(0, 8);
  return new ServerSource(name, token, resolve(`forward-${hash}.sealed`), since, retrying);
}

/** Not from the command line, which other users of the machine can see. @throws UserError */
function readCredential(name: string): string {
  const value = process.env[name]?.trim();
  const file = process.env[`${name}_FILE`]?.trim();
  if (value && file) throw new UserError(`${name} and ${name}_FILE are both set; keep one of them.`);
  if (value) return value;
  if (!file) throw new UserError(`Set ${name}, or set ${name}_FILE to a file that contains it.`);
  const content = readValue(resolve(file));
  if ('error' in content) throw new UserError(`${name}_FILE ${content.error}`);
  return content.value;
}

const emptyTotals = (): ForwardTotals => ({
  slug: '',
  forwarded: 0,
  before: 0,
  withoutConsent: 0,
  problems: [],
  state: '',
});

function printSummary(totals: ForwardTotals, target: Target): void {
  const { slug, forwarded, before, withoutConsent, problems, state } = totals;
  // It failed before anything was read.
  if (state === '') return;
  const lines = [
    `${formatSignatureCount(forwarded)} of ${slug} forwarded: ${target.name}.`,
    ...(before > 0 ? [`Forwarded before: ${before.toLocaleString('en')}.`] : []),
    ...(withoutConsent > 0
      ? [`Left out, because they did not agree to be contacted: ${withoutConsent.toLocaleString('en')}.`]
      : []),
    ...problems,
    `State: ${state}`,
  ];
  // Standard output may be where the signatures go.
  for (const line of lines) printError(line);
}

/** The progress bar, which makes room for messages. */
class Progress {
  #bar: Awaited<ReturnType<typeof startProgress>> | undefined;
  #total = 0;
  #done = 0;

  async start(total: number): Promise<void> {
    this.#total = total;
    this.#done = 0;
    await this.#show();
  }

  advance(): void {
    this.#done += 1;
    this.#bar?.set(this.#done);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  interrupt(print: () => void): void {
    const isShown = this.#bar !== undefined;
    this.stop();
    print();
    if (isShown) void this.#show();
  }

  async #show(): Promise<void> {
    this.#bar = await startProgress('Forwarding', () => this.#total);
    this.#bar.set(this.#done);
  }
}
