import { html } from 'hono/html';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { directionOf } from '../views/document.ts';

/** What is told, and in which words: to confirm, or that there is nothing to do. */
export type EmailKind = 'confirm' | 'already';

export interface EmailParams {
  lang: string;
  /** The petition's, and the language it is in. */
  title: string;
  titleLang: string;
  /** Present in a letter that asks to confirm. */
  confirmUrl?: string;
  withdrawUrl: string;
  /** Whether confirming shows the signer to everybody. */
  shown?: boolean;
}

export interface Email {
  subject: string;
  text: string;
  html: string;
}

/**
 * A letter as text and as HTML. The subject says nothing of the cause, for it stands on lock screens and in shared
 * inboxes. No picture, no font, no tracking: nothing in it is fetched. Nothing that a signer typed is in it either: anybody may type
 * anybody's address, and would write through us.
 */
export function renderEmail(kind: EmailKind, parts: EmailParams): Email {
  const { lang, words } = dictionaryFor(parts.lang);
  const { emails } = words;
  const { subject, intro, outro } = emails[kind];
  const { title, titleLang, confirmUrl, withdrawUrl, shown = false } = parts;
  const privacy = shown ? emails.privacyShown : emails.privacy;
  const text = [
    intro,
    `    ${title}`,
    ...(confirmUrl ? [emails.press, confirmUrl] : []),
    outro,
    ...(shown ? [emails.shown] : []),
    emails.withdraw,
    withdrawUrl,
    privacy,
  ].join('\n\n');
  const body = html`<!doctype html>
<html lang="${lang}" dir="${directionOf(lang)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:17px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:34em;margin:0 auto">
<p>${intro}</p>
<p lang="${titleLang}" dir="${directionOf(titleLang)}" style="font:700 22px/1.3 Georgia,serif;margin:20px 0">${title}</p>
${
  confirmUrl
    ? html`<p style="margin:28px 0"><a href="${confirmUrl}" style="display:inline-block;background:#c7400a;color:#ffffff;font-weight:700;text-decoration:none;padding:14px 28px;border-radius:12px">${emails.button}</a></p>`
    : ''
}
<p>${outro}</p>
${shown ? html`<p>${emails.shown}</p>` : ''}
<p style="margin-top:32px;font-size:15px">${emails.withdraw} <a href="${withdrawUrl}" style="color:inherit">${emails.withdrawLink}</a></p>
<p style="font-size:15px">${privacy}</p>
</div>
</body>
</html>`;
  return { subject, text: `${text}\n`, html: String(body) };
}
