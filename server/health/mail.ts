import type { Config, Secrets } from '../config/config.ts';
import { findWaitingEmails, readMailFailure } from '../mail/mail-health.ts';
import { connectionSecurity, createMailTransport } from '../mail/transport.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('mail');

/** Whether the mail server can be reached, and safely. */
export async function checkMail({ confirmation }: Config, { smtpUrl }: Secrets): Promise<Finding[]> {
  if (!smtpUrl) {
    return [
      warning(
        "signatures count without confirmation, so people can sign with someone else's address; set SMTP_URL to confirm addresses by email",
      ),
    ];
  }
  const { host, username } = new URL(smtpUrl);
  const { tls } = connectionSecurity(smtpUrl);
  const transport = await createMailTransport(smtpUrl);
  try {
    await transport.verify();
    const login = username ? ' and accepts the login' : '';
    return [
      ok(
        `the mail server at ${host} answers${tls === 'if-offered' ? '' : ' over TLS'}${login}; whether it takes emails shows when one is sent`,
      ),
      ...checkMailSecurity(smtpUrl),
      ...(confirmation === 'required' ? [] : [warning('CONFIRMATION is off, so no emails are sent')]),
    ];
  } catch (cause) {
    // Only the code: the message may repeat the content of SMTP_URL.
    const { code, responseCode } = cause as { code?: string; responseCode?: number };
    return [
      error(
        `the mail server ${mailProblem(code)} (${responseCode ?? code}); check SMTP_URL. Emails wait for up to 72 hours`,
      ),
      ...checkMailSecurity(smtpUrl),
    ];
  } finally {
    transport.close();
  }
}

function mailProblem(code: string | undefined): string {
  if (code === 'EAUTH') return 'rejects the login';
  if (code === 'ETLS') {
    return "offers no TLS, or its certificate isn't valid, so nothing is sent to it. If the network between is private, add ?requireTLS=false";
  }
  return "can't be reached, or is not a mail server";
}

/** What SMTP_URL allows on the way to the mail server. */
function checkMailSecurity(smtpUrl: string): Finding[] {
  const { tls, isLoopback, checksCertificate } = connectionSecurity(smtpUrl);
  if (isLoopback) return [];
  if (tls === 'if-offered') {
    return [
      warning(
        'SMTP_URL has requireTLS=false: anyone who controls the network can read the password, the addresses, and the links in emails',
      ),
    ];
  }
  if (!checksCertificate) {
    return [
      warning(
        'SMTP_URL has tls.rejectUnauthorized=false: anyone who controls the network can pose as the mail server',
      ),
    ];
  }
  return [];
}

/** Emails that should have been delivered by now, and why they weren't. */
export async function checkOutbox({ db }: PetitionStorage): Promise<Finding[]> {
  const { refused, untried, since } = await findWaitingEmails(db);
  const failure = await readMailFailure(db);
  const findings: Finding[] = [];
  const oldest = since && `the oldest since ${formatMinute(since)}`;
  if (untried > 0) {
    findings.push(
      error(
        `${untried} ${untried === 1 ? 'email is' : 'emails are'} due, and no server is sending them, ${oldest}; check that the server is running with SMTP_URL`,
      ),
    );
  }
  if (refused > 0) {
    const emails = `${refused} ${refused === 1 ? 'email waits' : 'emails wait'} because the mail server didn't take ${refused === 1 ? 'it' : 'them'}, ${oldest}`;
    // Cleared by each email that is delivered, so the mail server refuses only some recipients.
    if (!failure) findings.push(warning(`${emails}; others are delivered`));
    else {
      const { at, code, responseCode, reply } = failure;
      const words = reply ? `: “${reply}”` : ` (${responseCode ?? code})`;
      findings.push(error(`${emails}; last at ${formatMinute(new Date(at))}${words}`));
    }
  }
  return findings.length > 0 ? findings : [ok('no emails are late')];
}

const formatMinute = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
