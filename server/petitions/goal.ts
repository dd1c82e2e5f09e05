/** Distance between goals, by count: 100 below 500, 200 below 1,000, and so on. */
const GOAL_STEPS = [
  { below: 500, step: 100 },
  { below: 1_000, step: 200 },
  { below: 10_000, step: 1_000 },
  { below: 50_000, step: 5_000 },
  { below: 100_000, step: 25_000 },
  { below: Number.POSITIVE_INFINITY, step: 100_000 },
];

/**
 * The number that the progress bar fills up to: the petition's own goal until it is reached, then the next multiple of
 * the step above the count, so that the bar is never full.
 */
export function goalFor(count: number, ownGoal: number | null = null): number {
  if (ownGoal !== null && ownGoal > count) return ownGoal;
  const { step } = GOAL_STEPS.find((tier) => count < tier.below)!;
  return (Math.floor(count / step) + 1) * step;
}

/** Longest distance between milestones. */
const MAX_MILESTONE_STEP = 1_000;

/** The last milestone that a count has reached: one of the goals above, or a thousand. 0 below the first. */
export function lastMilestone(count: number): number {
  const { step } = GOAL_STEPS.find((tier) => count < tier.below)!;
  const distance = Math.min(step, MAX_MILESTONE_STEP);
  const tierStart = GOAL_STEPS.findLast((tier) => tier.below <= count)?.below ?? 0;
  return Math.max(tierStart, Math.floor(count / distance) * distance);
}
