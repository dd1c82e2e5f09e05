import type { SignatureRow } from './schema.ts';

/** How many signatures of a day through a partner were added. Negative if they were removed. */
export interface DayDifference {
  day: string;
  /** Empty for no partner. */
  partner: string;
  difference: number;
}

/** What a transaction changes about a petition's numbers. */
export interface CountChange {
  petitionId: number;
  /** In one order everywhere, so that concurrent transactions lock rows in the same order. */
  days: readonly DayDifference[];
}

/** A signature, and by how much it changes the numbers: 1 if it was added, 0 if its signer had signed before. */
export type CountedSignature = Pick<SignatureRow, 'petition_id' | 'signed_on' | 'partner'> & {
  difference: number;
};

/** Groups signatures by petition, day, and partner. */
export function groupByDay(signatures: readonly CountedSignature[]): CountChange[] {
  const groups = new Map<string, { petitionId: number } & DayDifference>();
  for (const { petition_id: petitionId, signed_on: day, partner, difference } of signatures) {
    const key = JSON.stringify([petitionId, day, partner]);
    const sum = (groups.get(key)?.difference ?? 0) + difference;
    groups.set(key, { petitionId, day, partner: partner ?? '', difference: sum });
  }
  const byPetition = new Map<number, DayDifference[]>();
  for (const { petitionId, ...group } of groups.values()) {
    byPetition.set(petitionId, [...(byPetition.get(petitionId) ?? []), group]);
  }
  return [...byPetition]
    .map(([petitionId, days]) => ({ petitionId, days: days.sort(byDayAndPartner) }))
    .sort((a, b) => a.petitionId - b.petitionId);
}

export const totalOf = (days: readonly DayDifference[]): number =>
  days.reduce((sum, { difference }) => sum + difference, 0);

const byDayAndPartner = (a: DayDifference, b: DayDifference): number =>
  compare(a.day, b.day) || compare(a.partner, b.partner);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
