import type { Config, Secrets } from '../config/config.ts';
import { findWaitingEmails, type MailFailure, readMailFailure } from '../mail/mail-health.ts';
import { connectionSecurity, createMailTransport } from '../mail/transport.ts';
import { EMAIL_TTL_MS } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { error, type Finding, ok, warning } from './finding.ts';

/** Whether the mail server can be reached, and safely. */
export async function checkMail({ confirmation }: Config, { smtpUrl }: Secrets): Promise<Finding[]> {
  if (!smtpUrl) return [warning('mail-not-set')];
  const { host, username } = new URL(smtpUrl);
  const { tls } = connectionSecurity(smtpUrl);
  const transport = await createMailTransport(smtpUrl);
  try {
    await transport.verify();
    return [
      ok(tls === 'if-offered' ? 'mail-answers' : 'mail-answers-over-tls', { host }),
      ...(username ? [ok('mail-login-accepted')] : []),
      ...checkMailSecurity(smtpUrl),
      ...(confirmation === 'required' ? [] : [warning('mail-confirmation-off')]),
    ];
  } catch (cause) {
    // Only the code: the message may repeat the content of SMTP_URL.
    const { code, responseCode } = cause as { code?: string; responseCode?: number };
    const values = { error: String(responseCode ?? code), waitMs: EMAIL_TTL_MS };
    return [error(mailProblem(code), values), ...checkMailSecurity(smtpUrl)];
  } finally {
    transport.close();
  }
}

function mailProblem(code: string | undefined) {
  if (code === 'EAUTH') return 'mail-login-rejected';
  return code === 'ETLS' ? 'mail-without-tls' : 'mail-unreachable';
}

/** What SMTP_URL allows on the way to the mail server. */
function checkMailSecurity(smtpUrl: string): Finding[] {
  const { tls, isLoopback, checksCertificate } = connectionSecurity(smtpUrl);
  if (isLoopback) return [];
  if (tls === 'if-offered') return [warning('mail-tls-optional')];
  return checksCertificate ? [] : [warning('mail-certificate-unchecked')];
}

/** Emails that should have been delivered by now, and why they weren't. */
export async function checkOutbox({ db }: PetitionStorage): Promise<Finding[]> {
  const waiting = await findWaitingEmails(db);
  if (waiting.since === null) return [ok('mail-on-time'), ...describeLastRefusal(await readMailFailure(db))];
  const since = waiting.since.toISOString();
  const { refused, untried } = waiting;
  return [
    ...(untried > 0 ? [error('mail-not-sending', { emails: untried, since })] : []),
    ...(refused > 0 ? [describeRefused({ emails: refused, since }, await readMailFailure(db))] : []),
  ];
}

/** An email to a mailbox that doesn't exist is refused, and doesn't wait. */
const describeLastRefusal = (failure: MailFailure | null): Finding[] =>
  failure?.reply ? [warning('mail-last-refused', { at: failure.at, reply: failure.reply })] : [];

function describeRefused(values: { emails: number; since: string }, failure: MailFailure | null): Finding {
  // Cleared by each email that is delivered, so the mail server refuses only some recipients.
  if (!failure) return warning('mail-some-refused', values);
  const { at, code, responseCode, reply } = failure;
  return reply
    ? error('mail-refused', { ...values, at, reply })
    : error('mail-failing', { ...values, at, error: String(responseCode ?? code) });
}
