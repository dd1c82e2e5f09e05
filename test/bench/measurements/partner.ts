import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { assertStored, createDeployment, type DatabaseName, runCommand, SLUG } from '../deployment.ts';
import { type ResultRow, ratioRow } from '../results.ts';
import { compare, contender, loadPartnerSignatures } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

/** What it costs that a partner opens the signatures itself: everybody signs through it, and allows it to email them, or nobody. */
export const measurePartner =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const recipient = await identityToRecipient(await generateHybridIdentity());
    const create = async () => {
      const deployment = await createDeployment(scope, database);
      const file = join(deployment.env.DATA_DIR, 'partner.json');
      const partners = { 'harbour-aid': { name: 'Harbour Aid', recipient } };
      const texts = { en: { title: 'Keep the library open', text: 'It is warm there.' } };
      const fields = { partnerContact: 'optional' };
      writeFileSync(
        file,
        JSON.stringify([{ slug: SLUG, creator: 'Friends of the Library', fields, partners, texts }]),
      );
      await runCommand(deployment, 'load', file);
      return deployment;
    };
    const [none, all] = [await create(), await create()];
    const loads = await compare({
      none: contender(loadPartnerSignatures(false), () => startServer(scope, none)),
      all: contender(loadPartnerSignatures(true), () => startServer(scope, all)),
    });
    await assertStored(none, loads.none.acknowledged);
    await assertStored(all, loads.all.acknowledged);
    return [
      ratioRow(
        `Signing on ${database}, if everybody lets a partner with a recipient email them`,
        loads.all.rate,
        { name: 'if nobody does', rate: loads.none.rate },
        0.9,
      ),
    ];
  };
