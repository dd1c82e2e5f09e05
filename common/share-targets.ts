import { shareText } from './share-text.ts';

/** What is shared. */
export interface SharedPetition {
  title: string;
  /** BCP 47 tag of the title. */
  lang: string;
  /** URL of the hosted page. */
  url: string;
  /** The petition's own words, instead of the sentence that all petitions share. */
  shareText?: string | null | undefined;
}

/** What links say that isn't a name. */
interface ShareLabels {
  email: string;
  /** Text message. */
  sms: string;
}

export interface ShareTarget {
  /** The same in every language. It is the `method` of `petition-share` events, so it can't change. */
  method: string;
  label: string;
  href: string;
}

/** Longest post on Bluesky. The URL counts. https://docs.bsky.app/docs/advanced-guides/intent-links */
const BLUESKY_LENGTH = 300;
/** Longest post on X, without the 23 that every URL counts there and the space before it. Most scripts count half as much as Chinese. */
const X_LENGTH = 280 - 24;

/**
 * Plain links to share a petition. They contact no one until clicked, and carry nothing about the person who clicks. Eight of them:
 * rows of two or four leave none alone.
 */
export function shareTargets(shared: SharedPetition, labels: ShareLabels): ShareTarget[] {
  const { title, lang, url } = shared;
  const text = shareText(lang, title, shared.shareText);
  const encodedUrl = encodeURIComponent(url);
  const message = `${encodeURIComponent(text)}%20${encodedUrl}`;
  const named = (name: string, href: string) => ({ method: name, label: name, href });
  return [
    named('WhatsApp', `https://wa.me/?text=${message}`),
    named('Telegram', `https://t.me/share/url?url=${encodedUrl}&text=${encodeURIComponent(text)}`),
    // One query parameter serves iPhones and Android, which disagree about where it begins.
    { method: 'SMS', label: labels.sms, href: `sms:?&body=${message}` },
    {
      method: 'E-mail',
      label: labels.email,
      href: `mailto:?subject=${encodeURIComponent(title)}&body=${message}`,
    },
    named('Facebook', `https://www.facebook.com/sharer/sharer.php?u=${encodedUrl}`),
    named(
      'Bluesky',
      `https://bsky.app/intent/compose?text=${encodeURIComponent(shorten(text, BLUESKY_LENGTH - 1 - url.length))}%20${encodedUrl}`,
    ),
    // Every server of Mastodon has its own page to share, so ours asks which.
    named('Mastodon', url.replace(/(?=[?#]|$)/, '/mastodon')),
    named(
      'X',
      `https://x.com/intent/post?text=${encodeURIComponent(shorten(text, X_LENGTH))}&url=${encodedUrl}`,
    ),
  ];
}

/** The page of a Mastodon server on which people post. */
export const mastodonShareUrl = (server: string, shared: SharedPetition): string =>
  `https://${server}/share?text=${encodeURIComponent(`${shareText(shared.lang, shared.title, shared.shareText)} ${shared.url}`)}`;

/** Cuts at a character. What is beyond Latin, Greek, Cyrillic, Hebrew, and Arabic counts twice, as on X. */
function shorten(text: string, maxLength: number): string {
  let length = 0;
  let cut = '';
  for (const character of text) {
    length += character > '\u10ff' ? 2 : 1;
    // Room for the ellipsis, which counts twice.
    if (length <= maxLength - 2) cut += character;
  }
  return length <= maxLength ? text : `${cut}…`;
}
