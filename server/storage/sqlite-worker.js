// Runs the statements of one SQLite database in a thread of its own. Plain JavaScript, because a thread is
// started from a file, and this one file serves the sources and the build alike.
import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';

/** @typedef {import('./sqlite-thread.ts').WorkerRequest} Request */
/** @typedef {import('./sqlite-thread.ts').PackedBatch} PackedBatch */
/** @typedef {import('./sqlite-thread.ts').PackedLists} PackedLists */

const INSERT_SIGNATURE = `insert into signature
  (petition_id, signer_key, signed_on, partner, data_key_id, sealed) values (?, ?, ?, ?, ?, ?)
  on conflict (petition_id, signer_key) do nothing`;
/** In bytes; that of a signature is as long as the signature. */
const DECOY_OF_COUNT = 16;
const INSERT_DECOY = `insert or replace into decoy (slot, bytes) values (abs(random()) % 512, randomblob(?))`;
const INSERT_REQUEST = `insert into outbox
  (petition_id, signed_on, partner, id, request_id, request, letter, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_TO_COUNT = 'update petition_count set signed = signed + ? where petition_id = ?';
const MARK_BATCH = `insert into setting (name, value) values ('batch', lower(hex(randomblob(8))))
  on conflict (name) do update set value = excluded.value`;

const { file, busyTimeoutMs, readonly } = workerData;
const database = new SQLite(file, { readonly, timeout: busyTimeoutMs });
// What is deleted is written over: a signer key that stays in a page's free room would still tell who withdrew.
if (!readonly) database.pragma('secure_delete = on');
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
  if (statement.reader) return { rows: statement.all(parameters), changes: 0 };
  return { rows: [], changes: statement.run(parameters).changes };
}

/** @param {PackedLists} lists */
function* unpacked({ parameters, width, bytesAt }) {
  for (let start = 0; start < parameters.length; start += width) {
    const list = parameters.slice(start, start + width);
    for (const at of bytesAt) list[at] = Buffer.from(/** @type {string} */ (list[at]), 'latin1');
    yield list;
  }
}

/** One transaction from its begin to its commit. @param {PackedBatch} batch */
function store({ signatures, requests }) {
  database.exec('begin immediate');
  try {
    /** How many are new, by petition: 0 for one under which all had signed. @type {Map<unknown, number>} */
    const added = new Map();
    const insertSignature = prepared(INSERT_SIGNATURE);
    for (const list of unpacked(signatures)) {
      const { changes } = insertSignature.run(list);
      added.set(list[0], (added.get(list[0]) ?? 0) + changes);
      // Who has signed already is not to be told by a page less that is written.
      if (changes === 0) prepared(INSERT_DECOY).run(/** @type {Buffer} */ (list[5]).length);
    }
    const insertRequest = prepared(INSERT_REQUEST);
    for (const list of unpacked(requests)) insertRequest.run(list);
    // A repeated signer adds 0, and takes the time of a first one.
    for (const [petitionId, more] of added) {
      prepared(ADD_TO_COUNT).run(more, petitionId);
      // Adding 0 leaves the page as it is, which SQLite doesn't write then.
      if (more === 0) prepared(INSERT_DECOY).run(DECOY_OF_COUNT);
    }
    // Something new in every batch: SQLite skips the disk for a commit that changes nothing, and would tell
    // by its speed that everybody in it had signed before.
    prepared(MARK_BATCH).run();
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
  return { rows: [], changes: 0 };
}

/** @param {Request} request */
function answer(request) {
  return request.batch ? store(request.batch) : query(request.text, request.parameters);
}

parentPort?.on('message', (/** @type {Request | null} */ request) => {
  if (request === null) {
    database.close();
    parentPort?.close();
    return;
  }
  const { id } = request;
  try {
    parentPort?.postMessage({ id, ...answer(request) });
  } catch (error) {
    // A copy of an error that is sent to another thread loses its code.
    const { message, code } = /** @type {InstanceType<typeof SQLite.SqliteError>} */ (error);
    parentPort?.postMessage({ id, failure: { message, code } });
  }
});
