import { MINUTE_MS } from '../lib/time.ts';
import type { MailFailure } from './mail-health.ts';
import { redactReply } from './reply.ts';

/** From nodemailer. */
export interface MailError {
  code?: string;
  responseCode?: number;
  /** The SMTP command that failed. */
  command?: string;
  /** What the mail server replied. */
  response?: string;
}

/** Codes and the redacted reply, never the error itself: mail servers repeat the email address. */
export function toFailure({ code, responseCode, response }: MailError, to: string, now: number): MailFailure {
  // A rejected login may repeat the user name or the password.
  const reply = response && code !== 'EAUTH' ? redactReply(response, to) : undefined;
  return {
    at: new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS).toISOString(),
    ...(code !== undefined && { code }),
    ...(responseCode !== undefined && { responseCode }),
    ...(reply !== undefined && { reply }),
  };
}

/** Whether other emails would probably fail too. An error without a code didn't come from the mail server. */
export function isUnreachable({ code, responseCode, command }: MailError): boolean {
  if (code === undefined) return false;
  // A reply to one email's recipient or content says nothing about other emails. Not even 421, with which some mail
  // servers refuse a single recipient: one address could then stop everybody's emails.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return responseCode === 421 && command === 'MAIL FROM';
  // nodemailer's error for 421 while an email is being sent. Before that, the command is EHLO, or the code EPROTOCOL.
  if (code === 'ECONNECTION' && responseCode === 421) return command !== 'CONN';
  return true;
}

/**
 * Enhanced status codes of mailboxes that get no email: there is no such mailbox (5.1.1), domain (5.1.2), or address (5.1.3),
 * it moved (5.1.6), its domain takes no email (5.1.10), or it is disabled (5.2.1). See RFC 3463 and RFC 7505. Others are
 * about the sender (5.1.8), the content (5.6), a policy (5.7), or pass, like a full mailbox (5.2.2).
 */
const NO_MAILBOX = /^5\d\d[ -]5\.(?:1\.(?:[1236]|10)|2\.1)(?!\d)/;

/**
 * Whether the mail server says that the recipient's mailbox gets no email, now or later. 550 alone doesn't say so: it is also
 * what servers reply that don't like the sender, or the email.
 */
export function isBounce({ code, command, response = '' }: MailError): boolean {
  const isAboutOneEmail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return isAboutOneEmail && command !== 'MAIL FROM' && NO_MAILBOX.test(response);
}
