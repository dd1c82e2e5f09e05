import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import SQLite from 'better-sqlite3';

/** Of a SQLite file's bytes, once all that was written to it stands there. */
export function fingerprint(file: string): string {
  const connection = new SQLite(file);
  connection.pragma('wal_checkpoint(truncate)');
  connection.close();
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
