/** Most people's email is at one of these: a domain one typo away probably means it. */
const COMMON_DOMAINS = [
  'gmail.com',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'icloud.com',
  'live.com',
  'aol.com',
  'proton.me',
];

/** Real domains one letter away from a common one. */
const REAL_LOOKALIKES = /^(ymail|e?mail|me|mac)\./;

/** The address with the domain that was probably meant, or '' if nothing looks like a typo. */
export function suggestEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  if (at < 1 || REAL_LOOKALIKES.test(domain) || COMMON_DOMAINS.includes(domain)) return '';
  const suggestion = COMMON_DOMAINS.find((common) => isOneTypoAway(domain, common));
  return suggestion ? `${email.slice(0, at)}@${suggestion}` : '';
}

/** Whether one letter is missing, extra, or wrong, or two neighbors are swapped. */
function isOneTypoAway(typed: string, meant: string): boolean {
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  const a = typed.slice(start);
  const b = meant.slice(start);
  const isReplaced = a.slice(1) === b.slice(1);
  const isExtra = a.slice(1) === b;
  const isMissing = a === b.slice(1);
  const isSwapped = a === b.charAt(1) + b.charAt(0) + b.slice(2);
  return isReplaced || isExtra || isMissing || isSwapped;
}
