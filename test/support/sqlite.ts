import BetterSqlite from 'better-sqlite3';

/**
 * better-sqlite3's objects, which are never dropped: from Node 24.19 on, collecting one as garbage aborts the process
 * (see `server/storage/sqlite-worker.js`).
 */
const kept: unknown[] = [];

/** Opens a SQLite file in this thread, as another program would. */
export function openSqlite(file: string, options?: BetterSqlite.Options): BetterSqlite.Database {
  const database = new BetterSqlite(file, options);
  const prepare = database.prepare.bind(database);
  const prepareAndKeep = (source: string) => {
    const statement = prepare(source);
    kept.push(statement);
    return statement;
  };
  database.prepare = prepareAndKeep as typeof database.prepare;
  database.pragma = (source, { simple = false } = {}) => {
    const statement = prepareAndKeep(`pragma ${source}`);
    if (!statement.reader) return statement.run();
    return simple ? statement.pluck().get() : statement.all();
  };
  kept.push(database);
  return database;
}
