/** What the editor and the server say to each other about partners' recipients. */

/** The header with the answer of a passkey, as JSON, which saving a new recipient takes. */
export const PASSKEY_HEADER = 'X-Passkey';

type Partners = Readonly<Record<string, string | { recipient?: string | null | undefined }>>;

/** The partners whose recipient isn't the same after a change. */
export function changedRecipients(before: Partners, after: Partners): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (code) => recipientOf(before, code) !== recipientOf(after, code),
  );
}

/** Whether a change would let somebody else open what signers enter: a partner has a recipient that it didn't have. */
export const hasNewRecipient = (before: Partners, after: Partners): boolean =>
  changedRecipients(before, after).some((code) => recipientOf(after, code) !== undefined);

function recipientOf(partners: Partners, code: string): string | undefined {
  const partner = Object.hasOwn(partners, code) ? partners[code]! : '';
  return typeof partner === 'string' ? undefined : (partner.recipient ?? undefined);
}
