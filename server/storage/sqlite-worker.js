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

/** @param {string} text @param {unknown[]} parameters */
function query(text, parameters) {
  const statement = prepared(text);
  if (statement.reader) return { rows: statement.all(parameters), changes: [] };
  return { rows: [], changes: [statement.run(parameters).changes] };
}

/**
 * @param {string} text
 * @param {{ parameters: unknown[], width: number, bytesAt: number[] }} packed
 */
function queryEach(text, { parameters, width, bytesAt }) {
  const statement = prepared(text);
  const changes = [];
  for (let start = 0; start < parameters.length; start += width) {
    const list = parameters.slice(start, start + width);
    for (const at of bytesAt) list[at] = Buffer.from(/** @type {string} */ (list[at]), 'latin1');
    changes.push(statement.run(list).changes);
  }
  return { rows: [], changes };
}

/** Why the transaction didn't begin that statements come for until it is rolled back. @type {unknown} */
let notBegun = null;

/** @param {Request & { text: string }} request */
function answer({ begin, text, parameters, packed }) {
  if (text === 'rollback' && notBegun) {
    notBegun = null;
    return { rows: [], changes: [] };
  }
  if (begin) {
    try {
      prepared(begin).run();
    } catch (error) {
      notBegun = error;
    }
  }
  // On its own, each would be stored by itself.
  if (notBegun) throw notBegun;
  return packed ? queryEach(text, packed) : query(text, parameters ?? []);
}

parentPort?.on('message', (/** @type {Request} */ request) => {
  const { id, text } = request;
  if (text === null) {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ id, ...answer({ ...request, text }) });
  } catch (error) {
    // A copy of an error that is sent to another thread loses its code.
    const { message, code } = /** @type {InstanceType<typeof SQLite.SqliteError>} */ (error);
    parentPort?.postMessage({ id, failure: { message, code } });
  }
});
