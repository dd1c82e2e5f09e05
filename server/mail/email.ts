import { html } from 'hono/html';
import type { Organizer } from '../../common/contract.ts';
import { directionOf } from '../../common/languages.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import type { Box } from '../signatures/consent.ts';
import { labelHtml, labelText } from '../views/form-fields.ts';

/** Asks to confirm a signature, or says that the mailbox has already signed and nothing needs to be done. */
export type EmailKind = 'confirm' | 'already';

interface EmailParams {
  lang: string;
  /** The petition's title, and the language it is in. */
  title: string;
  titleLang: string;
  /** Who the petition is addressed to, and who is behind it. */
  target: string | null;
  organizer: Pick<Organizer, 'name' | 'email'> | null;
  /** Set if the email asks to confirm. */
  confirmUrl?: string;
  withdrawUrl: string;
  /** Stops all emails to the address. */
  stopUrl: string;
  /** What the email's page asks about, because the form asked for it. */
  boxes?: readonly Box[];
}

export interface Email {
  subject: string;
  text: string;
  html: string;
}

/** Tells mail programs not to answer. */
export const AUTOMATIC_HEADERS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/**
 * Renders an email as text and as HTML. The subject doesn't reveal the petition's topic, because it appears on lock screens
 * and in shared inboxes. The HTML loads nothing: no images, fonts, or trackers. The email contains nothing that the
 * signer entered, because anyone can enter someone else's address and would otherwise write to them through this server.
 * It names the boxes that were checked, because anyone can check them for someone else.
 */
export function renderEmail(kind: EmailKind, params: EmailParams): Email {
  const { lang, words } = dictionaryFor(params.lang);
  const { emails, neverEmail } = words;
  const { subject, intro, outro } = emails[kind];
  const { title, titleLang, target, organizer, confirmUrl, withdrawUrl, stopUrl, boxes = [] } = params;
  const privacyOfRequest = boxes.length > 0 ? emails.privacyBoxes : emails.privacy;
  const privacy = kind === 'already' ? emails.already.privacy : privacyOfRequest;
  const text = [
    intro,
    `    ${title}${target === null ? '' : `\n    ${words.to(target)}`}`,
    ...(confirmUrl ? [emails.press, confirmUrl] : []),
    outro,
    ...(boxes.length > 0 ? [emails.boxes, boxes.map((box) => `    ${labelText(box)}`).join('\n')] : []),
    emails.withdraw,
    withdrawUrl,
    privacy,
    neverEmail.email,
    stopUrl,
    ...(organizer ? [organizerText(organizer, words)] : []),
  ].join('\n\n');
  const body = html`<!doctype html>
<html lang="${lang}" dir="${directionOf(lang)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:17px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:34em;margin:0 auto">
<p>${intro}</p>
<p lang="${titleLang}" dir="${directionOf(titleLang)}" style="font:700 22px/1.3 Georgia,serif;margin:20px 0">${title}</p>
${target === null ? '' : html`<p dir="auto" style="font-weight:700">${words.to(target)}</p>`}
${
  confirmUrl
    ? html`<p style="margin:28px 0"><a href="${confirmUrl}" style="display:inline-block;background:#c7400a;color:#ffffff;font-weight:700;text-decoration:none;padding:14px 28px;border-radius:12px">${emails.button}</a></p>`
    : ''
}
<p>${outro}</p>
${boxes.length > 0 ? html`<p>${emails.boxes}</p><ul>${boxes.map((box) => html`<li>${labelHtml(box)}</li>`)}</ul>` : ''}
<p style="margin-top:32px;font-size:15px">${emails.withdraw} <a href="${withdrawUrl}" style="color:inherit">${emails.withdrawLink}</a></p>
<p style="font-size:15px">${privacy}</p>
<p style="font-size:15px">${neverEmail.email} <a href="${stopUrl}" style="color:inherit">${neverEmail.emailLink}</a></p>
${organizer ? html`<p dir="auto" style="font-size:15px">${organizerText(organizer, words)}</p>` : ''}
</div>
</body>
</html>`;
  return { subject, text: `${text}\n`, html: String(body) };
}

/** Renders what organizers send to themselves. */
export function renderTestEmail(language: string | undefined): Email {
  const { lang, words } = dictionaryFor(language);
  const { subject, text } = words.testEmail;
  const body = html`<!doctype html>
<html lang="${lang}" dir="${directionOf(lang)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:17px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><p>${text}</p></body>
</html>`;
  return { subject, text: `${text}\n`, html: String(body) };
}

/** "Organized by Harbour Aid: info@harbour-aid.example.org" */
function organizerText({ name, email }: Pick<Organizer, 'name' | 'email'>, words: Dictionary): string {
  return `${words.organizedBy.replace('#', () => name)}${email ? `: ${email}` : ''}`;
}
