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

type SignatureDay = Pick<SignatureRow, 'petition_id' | 'signed_on' | 'partner'>;

/** Signatures of a day, and by how much they change the numbers: each by 1 if it was added, by 0 if its signer had signed before. */
export type CountedSignature = SignatureDay & { difference: number };

/**
 * Groups signatures by petition, day, and partner.
 *
 * @param sent those whose numbers are written even if none was added
 */
export function groupByDay(
  counted: readonly CountedSignature[],
  sent: readonly SignatureDay[] = [],
): CountChange[] {
  const groups = new Map<string, { petitionId: number } & DayDifference>();
  const add = ({ petition_id: petitionId, signed_on: day, partner }: SignatureDay, difference: number) => {
    // Neither days nor codes contain a space.
    const key = `${petitionId} ${day} ${partner ?? ''}`;
    const group = groups.get(key);
    if (group) group.difference += difference;
    else groups.set(key, { petitionId, day, partner: partner ?? '', difference });
  };
  for (const signature of counted) add(signature, signature.difference);
  for (const signature of sent) add(signature, 0);
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
