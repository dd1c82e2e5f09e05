// Runs the statements of one SQLite database in a thread of its own. Plain JavaScript, because a thread is
// started from a file, and this one file serves the sources and the build alike.
import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';

/** @typedef {import('./sqlite-thread.ts').Request} Request */

const database = new SQLite(workerData.file, { timeout: workerData.busyTimeoutMs });
/** Preparing a statement takes several times as long as running it. @type {Map<string, SQLite.Statement>} */
const statements = new Map();

/** @param {string} text */
function prepared(text) {
  const known = statements.get(text);
  if (known) return known;
  const statement = database.prepare(text);
  statements.set(text, statement);
  return statement;
}

/**
 * @param {string} text
 * @param {Request['parameterLists']} parameterLists
 */
function run(text, parameterLists) {
  const statement = prepared(text);
  if (statement.reader) return { rows: parameterLists.flatMap((list) => statement.all(list)), changes: [] };
  return { rows: [], changes: parameterLists.map((list) => statement.run(list).changes) };
}

parentPort?.on('message', (/** @type {Request} */ request) => {
  if (request.text === null) {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ id: request.id, ...run(request.text, request.parameterLists) });
  } catch (error) {
    // A copy of an error that is sent to another thread loses its code.
    const { message, code } = /** @type {InstanceType<typeof SQLite.SqliteError>} */ (error);
    parentPort?.postMessage({ id: request.id, failure: { message, code } });
  }
});
