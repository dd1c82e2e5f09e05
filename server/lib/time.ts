const DAY_MS = 24 * 60 * 60 * 1000;
let today = { number: 0, name: '1970-01-01' };

/** Today in UTC, YYYY-MM-DD: the finest time that is kept with a signature. */
export function utcDay(now = Date.now()): string {
  const number = Math.floor(now / DAY_MS);
  if (number !== today.number) today = { number, name: new Date(now).toISOString().slice(0, 10) };
  return today.name;
}

/** Whether a text is a day that there is, written YYYY-MM-DD. */
export function isValidDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // There are months without a 31st, to which some dates are counted on.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
