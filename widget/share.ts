import type { Petition } from '../common/contract.ts';

/** The hosted page's address in the shown language; a signature through it still counts for the partner. */
export function shareUrl({ url, lang, languages }: Petition, partner: string): string {
  const address = new URL(url);
  if (lang !== languages[0]) address.searchParams.set('lang', lang);
  if (partner) address.searchParams.set('partner', partner);
  return address.href;
}

/** Ways to pass the petition on: plain links, which tell nobody anything until they are followed. */
export function shareLinks(title: string, url: string): [name: string, href: string][] {
  const [text, link] = [title, url].map(encodeURIComponent);
  return [
    ['WhatsApp', `https://wa.me/?text=${text}%20${link}`],
    ['Telegram', `https://t.me/share/url?text=${text}&url=${link}`],
    ['E-mail', `mailto:?subject=${text}&body=${link}`],
  ];
}
