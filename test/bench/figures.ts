/** A line of the table. */
export interface Row {
  what: string;
  measured: string;
  /** What it is held against, in the same run. */
  baseline: string;
  target: string;
  /** null where there is no target. */
  ok: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
export const perSecond = (value: number): string => `${whole(value)}/s`;
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const megabytes = (value: number): string => `${value.toFixed(0)} MiB`;
export const seconds = (value: number): string => `${(value / 1000).toFixed(value < 10_000 ? 2 : 0)} s`;

/** How many times the baseline. `short` in words, so that it can't be overlooked. */
export function ratio(
  what: string,
  subject: number,
  baseline: { name: string; value: number },
  least: number,
  unit: (value: number) => string = perSecond,
): Row {
  const times = subject / baseline.value;
  return {
    what,
    measured: `${shortOf(times.toFixed(2), times >= least, `${least}`)} (${unit(subject)})`,
    baseline: `${baseline.name}: ${unit(baseline.value)}`,
    target: `≥ ${least} ×`,
    ok: times >= least,
  };
}

/** A figure with an upper limit of its own. */
export function atMost(what: string, value: number, most: number, unit: (value: number) => string): Row {
  return {
    what,
    measured: value <= most ? unit(value) : `${unit(value)} — over ${unit(most)}`,
    baseline: '',
    target: `≤ ${unit(most)}`,
    ok: value <= most,
  };
}

/** A figure with a lower limit of its own. */
export function atLeast(what: string, value: number, least: number, unit: (value: number) => string): Row {
  return {
    what,
    measured: shortOf(unit(value), value >= least, unit(least)),
    baseline: '',
    target: `≥ ${unit(least)}`,
    ok: value >= least,
  };
}

/** For information. */
export const told = (what: string, measured: string, baseline = ''): Row => ({
  what,
  measured,
  baseline,
  target: '',
  ok: null,
});

const shortOf = (figure: string, ok: boolean, least: string) =>
  ok ? figure : `${figure} — short of ${least}`;
