import assert from 'node:assert/strict';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DAY_MS } from '../../../server/lib/time.ts';
import {
  deleteOldUpgradeCopies,
  findUpgradeCopies,
  upgradeCopyPath,
} from '../../../server/storage/upgrade-copies.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('copies from before upgrades', () => {
  it('are deleted after a week, and nothing else is', (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'petitions.db');
    const [old, recent] = ['0001-old', '0008-recent'].map((name) => upgradeCopyPath(file, name));
    const others = [
      'petitions.db',
      'petitions.db-wal',
      'other.db.before-upgrade-from-0001-x',
      '2031-02-03.db',
    ];
    const now = Date.parse('2031-02-10T12:00:00Z');
    const written = (path: string, time: number) => {
      writeFileSync(path, '');
      utimesSync(path, time / 1000, time / 1000);
    };
    for (const name of others) written(join(folder, name), 0);
    written(old!, now - 7 * DAY_MS - 1000);
    written(recent!, now - 7 * DAY_MS + 1000);
    assert.deepEqual(findUpgradeCopies(file), [old, recent]);
    deleteOldUpgradeCopies(file, now);
    assert.deepEqual(findUpgradeCopies(file), [recent]);
    assert.equal(readdirSync(folder).length, others.length + 1);
  });
});
