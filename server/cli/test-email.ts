import { Command, Option } from 'commander';
import { cleanInput } from '../../common/clean-input.ts';
import { LANGUAGES } from '../../common/languages.ts';
import { readConfig } from '../config/config.ts';
import { UsageError, UserError } from '../lib/errors.ts';
import { type DkimKey, dkimKeyOf, dkimRecord } from '../mail/dkim.ts';
import type { MailFailure } from '../mail/mail-health.ts';
import { sendTestEmail } from '../mail/test-email.ts';
import { createMailTransport } from '../mail/transport.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { print } from './output.ts';

export const testEmail = new Command('test-email')
  .summary('Send a test email, and say what the mail server replied')
  .description(
    'Send a test email through the configured mail server, and print its reply, which TLS was used, and whether the email is signed. The exit code is 1 if the mail server did not accept it.',
  )
  .argument('<ADDRESS>', 'where to send it, such as a mailbox of yours at a large provider')
  .addOption(new Option('--lang <LANG>', 'language of the email').choices(LANGUAGES).default('en'))
  .action(async (typed: string, { lang }: { lang: string }) => {
    const parsed = parseEmailAddress(cleanInput(typed, 'email'));
    if (!parsed) throw new UsageError('Enter a complete email address, like name@example.org.');
    const { config, secrets } = readConfig(process.env);
    const { smtpUrl } = secrets;
    if (!smtpUrl) throw new UserError('There is no mail server. Set SMTP_URL.');
    const mailServer = `The mail server at ${new URL(smtpUrl).host}`;
    const dkim = dkimKeyOf(config, secrets);
    const transport = await createMailTransport(smtpUrl, dkim);
    try {
      const result = await sendTestEmail(transport, config.mailFrom, parsed.address, lang, Date.now());
      if ('failure' in result) throw new UserError(`${mailServer} ${describeFailure(result.failure)}`);
      const tls = await transport.readTlsVersion();
      print(`${mailServer} accepted the email ${tls ? `over ${tls}` : 'without TLS'}: “${result.reply}”`);
      print(
        dkim
          ? describeSignature(dkim)
          : 'Not signed by this server, because DKIM_KEY is not set. The mail server may sign it.',
      );
      print(
        `The email is from ${config.mailFrom}. If it doesn't arrive within minutes, look in the spam folder. Its source says under Authentication-Results what the receiver thinks of SPF, DKIM, and DMARC; \`petitions doctor\` says what to add.`,
      );
    } finally {
      transport.close();
    }
  });

function describeSignature(dkim: DkimKey): string {
  const { name, value } = dkimRecord(dkim);
  return `Signed with DKIM for ${dkim.domain}. Receivers check it with this TXT record in DNS:\n  ${name}\n  ${value}`;
}

function describeFailure({ code, responseCode, reply }: MailFailure): string {
  if (code === 'EAUTH') {
    return `rejects the login (${responseCode ?? code}). Check the user name and password in SMTP_URL.`;
  }
  if (code === 'ETLS') {
    return "offers no TLS, or its certificate isn't valid, so nothing was sent to it. If the certificate is for another name, use that in SMTP_URL. If there is no TLS and the network between is private, add ?requireTLS=false to SMTP_URL.";
  }
  return reply
    ? `refused the email: “${reply}”`
    : `can't be reached, or is not a mail server (${responseCode ?? code}). Check SMTP_URL.`;
}
