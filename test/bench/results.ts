/** A row of the table of results. */
export interface ResultRow {
  label: string;
  measured: string;
  /** What it is compared with, measured in the same run. */
  baseline: string;
  target: string;
  /** null if there is no target. */
  passed: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const formatInteger = (value: number): string => Math.round(value).toLocaleString('en');
export const formatBytes = (bytes: number): string => `${formatInteger(bytes)} bytes`;
export const formatRate = (perSecond: number): string => `${formatInteger(perSecond)}/s`;
export const formatMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
export const formatMebibytes = (mebibytes: number): string => `${mebibytes.toFixed(0)} MiB`;
export const formatSeconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;

/** A rate as a multiple of the rate of a baseline. */
export function ratioRow(
  label: string,
  rate: number,
  baseline: { name: string; rate: number },
  minRatio: number,
): ResultRow {
  const ratio = rate / baseline.rate;
  const passed = ratio >= minRatio;
  return {
    label,
    measured: `${orBelow(ratio.toFixed(2), passed, `${minRatio}`)} (${formatRate(rate)})`,
    baseline: `${baseline.name}: ${formatRate(baseline.rate)}`,
    target: `≥ ${minRatio} ×`,
    passed,
  };
}

/** A value with an upper limit. */
export function maximumRow(
  label: string,
  value: number,
  maximum: number,
  format: (value: number) => string,
): ResultRow {
  const passed = value <= maximum;
  return {
    label,
    measured: passed ? format(value) : `${format(value)}, above ${format(maximum)}`,
    baseline: '',
    target: `≤ ${format(maximum)}`,
    passed,
  };
}

/** A value with a lower limit. */
export function minimumRow(
  label: string,
  value: number,
  minimum: number,
  format: (value: number) => string,
): ResultRow {
  const passed = value >= minimum;
  return {
    label,
    measured: orBelow(format(value), passed, format(minimum)),
    baseline: '',
    target: `≥ ${format(minimum)}`,
    passed,
  };
}

/** A value without a target. */
export const infoRow = (label: string, measured: string, baseline = ''): ResultRow => ({
  label,
  measured,
  baseline,
  target: '',
  passed: null,
});

/** Adds a missed target to the value, so that it can't be overlooked. */
const orBelow = (value: string, passed: boolean, minimum: string) =>
  passed ? value : `${value}, below ${minimum}`;
