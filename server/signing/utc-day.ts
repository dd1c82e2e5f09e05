const DAY_MS = 24 * 60 * 60 * 1000;
let today = { number: 0, name: '1970-01-01' };

/** Today in UTC, YYYY-MM-DD: the finest time that is kept with a signature. */
export function utcDay(now = Date.now()): string {
  const number = Math.floor(now / DAY_MS);
  if (number !== today.number) today = { number, name: new Date(now).toISOString().slice(0, 10) };
  return today.name;
}
