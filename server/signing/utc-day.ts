/** Today in UTC, YYYY-MM-DD: the finest time that is kept with a signature. */
export function utcDay(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
