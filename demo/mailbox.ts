import type { ReceivedEmail } from './mail-server.ts';

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page that shows all emails, newest first, as a mail program would. */
export function mailboxPage(emails: readonly ReceivedEmail[]): string {
  const articles = emails.toReversed().map(
    ({ to, mail }) => `<article>
  <h2>${escapeHtml(mail.subject ?? '')}</h2>
  <p>to ${escapeHtml(to)}</p>
  <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="Email" srcdoc="${escapeHtml(
    (mail.html ?? '').replace('<head>', '<head><base target="_blank">'),
  )}"></iframe>
</article>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>Mailbox · petition widget demo</title>
<style>
  body { margin: 0 auto; padding: 2.5rem 1.25rem; max-width: 44rem; font: 1.0625rem/1.55 system-ui, sans-serif; }
  h1 { font: 400 2.25rem/1.15 Georgia, serif; margin: 0; }
  article { margin-top: 2rem; border: 1px solid light-dark(#d5d8ce, #353b35); border-radius: .75rem; overflow: hidden; }
  article h2 { margin: 1rem 1.25rem 0; font-size: 1.125rem; }
  article p { margin: 0 1.25rem .75rem; opacity: .75; }
  iframe { display: block; width: 100%; height: 38rem; border: 0; border-top: 1px solid light-dark(#d5d8ce, #353b35); }
</style>
</head>
<body>
<h1>Mailbox</h1>
<p>Every email that this demo sends arrives here, whatever the address. The page reloads every five seconds.</p>
<p>The same address gets at most one email per petition in ten minutes, and a later one waits. To try something again right away, use another address.</p>
${articles.join('\n') || '<p>No emails yet. Sign a petition to get one.</p>'}
</body>
</html>
`;
}
