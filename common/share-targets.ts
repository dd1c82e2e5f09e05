/** What is shared. */
interface SharedPetition {
  title: string;
  /** URL of the hosted page. */
  url: string;
  /** Sentence that invites people to sign. Defaults to the title. */
  text?: string;
}

interface ShareTarget {
  /** The same in every language. It is the `method` of `petition-share` events, so it can't change. */
  method: string;
  /** What the link says. */
  label: string;
  href: string;
}

/**
 * Plain links to share a petition. They contact no one until clicked.
 *
 * @param emailLabel translated; the others are names
 */
export function shareTargets({ title, url, text }: SharedPetition, emailLabel: string): ShareTarget[] {
  const encodedUrl = encodeURIComponent(url);
  const message = encodeURIComponent(text ?? title);
  // The subject has the title already.
  const body = text ? `${message}%20${encodedUrl}` : encodedUrl;
  return [
    { method: 'WhatsApp', label: 'WhatsApp', href: `https://wa.me/?text=${message}%20${encodedUrl}` },
    {
      method: 'Telegram',
      label: 'Telegram',
      href: `https://t.me/share/url?url=${encodedUrl}&text=${message}`,
    },
    {
      method: 'E-mail',
      label: emailLabel,
      href: `mailto:?subject=${encodeURIComponent(title)}&body=${body}`,
    },
  ];
}
