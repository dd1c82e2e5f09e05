import { text } from 'node:stream/consumers';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { withdrawSignature } from '../signatures/confirm.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import { SignerKeys } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const erase: Command = {
  usage: 'erase EMAIL',
  summary: 'delete whatever is kept of an address, under all petitions; "-" reads it from standard input',
  async run(args) {
    const { positionals } = parseArguments(erase, args, {}, ['EMAIL']);
    const typed = positionals[0] === '-' ? (await text(process.stdin)).trim() : positionals[0]!;
    const mailbox = parseEmailAddress(typed);
    if (!mailbox) throw new UserError('This is no complete e-mail address.');
    const { config, secrets } = readConfig(process.env);
    const { petitions, moved } = await withStorage(
      async (storage) => {
        const secret = await loadSecret(config, secrets, storage);
        const signerKeys = new SignerKeys(secret);
        const seal = new RequestCipher(secret);
        const found = await storage.db
          .selectFrom('petition')
          .select(['id', 'salt', 'mailbox_rules'])
          .execute();
        for (const { id, salt, mailbox_rules } of found) {
          const signer_key = signerKeys.derive(mailbox.canonical, { salt, canonicalRules: mailbox_rules });
          await withdrawSignature(storage, seal, { petition_id: id, signer_key });
        }
        return { petitions: found.length, moved: await petitionsWithSealedFiles(storage) };
      },
      { make: false },
    );
    // Not whether there was anything: whoever runs this needn't learn who signed.
    print(
      `Whatever was kept of this address under ${petitions} ${petitions === 1 ? 'petition' : 'petitions'} is deleted, and no longer counted. Backups and exports made before still hold it.`,
    );
    if (moved.length > 0) {
      print(
        `But \`petitions retention\` moved signatures of ${moved.join(', ')} into sealed files. Where this address is among them, it still stands there, and may still be counted.`,
      );
    }
    return 0;
  },
};

/** The slugs of all petitions of which `petitions retention` erased something, whoever it was. */
async function petitionsWithSealedFiles({ db }: PetitionStorage): Promise<string[]> {
  const rows = await db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select('slug')
    .where('erased', '>', 0)
    .orderBy('id')
    .execute();
  return rows.map(({ slug }) => slug);
}
