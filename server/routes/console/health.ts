import type { Handler } from 'hono';
import { cleanInput } from '../../../common/clean-input.ts';
import { TestEmail, type TestEmailResult } from '../../../common/console-care.ts';
import { recordAudit } from '../../accounts/audit.ts';
import { TokenBuckets } from '../../bot-protection/token-buckets.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/time.ts';
import { parseEmailAddress } from '../../signatures/email-address.ts';
import { type ConsoleEnv, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';

/** For all accounts together, or a stolen session could make more of them. */
const TEST_EMAILS = { burst: 5, refillMs: 2 * MINUTE_MS };
const EVERYBODY = '';

export function getHealth({ health }: AppContext): Handler<ConsoleEnv> {
  return async function getHealth(c) {
    requireOrganizer(c);
    return c.json(await health.read());
  };
}

/**
 * Sends a test email right away. Doesn't look whether the address asked never to be emailed: the answer would tell, and with it
 * that somebody had signed or been entered.
 */
export function postTestEmail({ config, mailer, storage }: AppContext): Handler<ConsoleEnv> {
  const buckets = new TokenBuckets(TEST_EMAILS);
  return async function postTestEmail(c) {
    requireOrganizer(c);
    const { address, lang } = await readBody(c, TestEmail);
    const parsed = parseEmailAddress(cleanInput(address, 'email'));
    if (!parsed) {
      throw new HttpProblem(422, 'Enter a complete email address.', {
        errors: [{ field: 'address', code: 'invalid' }],
      });
    }
    if (!mailer)
      throw new HttpProblem(409, 'There is no mail server. Set SMTP_URL, then restart the server.');
    const waitMs = config.limits ? buckets.take(EVERYBODY, performance.now()) : 0;
    if (waitMs > 0) {
      throw new HttpProblem(429, 'Too many test emails. Wait for the time in Retry-After, then try again.', {
        headers: { 'Retry-After': String(Math.ceil(waitMs / SECOND_MS)) },
      });
    }
    await storage.write((transaction) =>
      recordAudit(transaction, { account: c.get('account').name, action: 'mail.test' }),
    );
    const result = await mailer.sendTest(parsed.address, lang);
    const body: TestEmailResult = { failure: 'failure' in result ? result.failure : null };
    return c.json(body);
  };
}
