import { parseEmailAddress } from './email-address.ts';

/** Never changes: what is stored about a mailbox can't be computed again under other rules. */
const RULES = 2;

export interface Mailbox {
  /** An address in canonical form, without its tag. */
  name: string;
  /** Whether the address had a tag at a domain where others may give each spelling to a different person. */
  isTagged: boolean;
}

/**
 * The mailbox that emails to an address arrive in, if its domain delivers `name+tag@` to `name@`, as most do. For limiting
 * emails only: whether two addresses count as one person is decided by the canonical address.
 */
export function mailboxOf(address: string): Mailbox {
  // Petitions with older rules may have an address that these don't accept. It stands for itself.
  const canonical = parseEmailAddress(address, RULES)?.canonical ?? address;
  const at = canonical.lastIndexOf('@');
  const local = canonical.slice(0, at);
  // "+news" alone is a name, not a tag.
  const name = local.split('+', 1)[0] || local;
  return { name: name + canonical.slice(at), isTagged: name !== local };
}
