/** Where most people have their mail: a domain one slip away is likely one of these. */
const COMMON = 'gmail.com yahoo.com hotmail.com outlook.com icloud.com live.com aol.com proton.me'.split(' ');

/** The address with the domain that was probably meant, or '' where nothing looks like a slip. */
export function likelyMeant(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at).toLowerCase();
  // Real domains one letter away from a common one.
  if (at < 2 || /^(ymail|e?mail|me|mac)\./.test(domain) || COMMON.includes(domain)) return '';
  const meant = COMMON.find((common) => isOneSlip(domain, common));
  return meant ? email.slice(0, at) + meant : '';
}

/** Whether one letter was dropped, added or mistaken, or two neighbours swapped. */
function isOneSlip(typed: string, meant: string): boolean {
  let from = 0;
  while (from < typed.length && typed[from] === meant[from]) from++;
  const [a, b] = [typed.slice(from), meant.slice(from)];
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    a === b.charAt(1) + b.charAt(0) + b.slice(2)
  );
}
