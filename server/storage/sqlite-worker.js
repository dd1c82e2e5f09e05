// Runs the statements of one SQLite database in a thread of its own. Plain JavaScript, because a thread is
// started from a file, and the same file works for the sources and for the build.
//
// The only file that uses better-sqlite3, and it drops none of its objects before the thread ends. From Node 24.19 on,
// collecting one as garbage aborts the process: it inherits from `node::ObjectWrap`, whose destructor needs a context,
// and a collection between two tasks has none.
import { parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';

/** @typedef {import('./sqlite-thread.ts').WorkerRequest} WorkerRequest */
/** @typedef {import('./sqlite-thread.ts').PackedBatch} PackedBatch */
/** @typedef {import('./sqlite-thread.ts').PackedRows} PackedRows */

const INSERT_SIGNATURE = `insert into signature
  (petition_id, signer_key, signed_on, partner, data_key_id, sealed) values (?, ?, ?, ?, ?, ?)
  on conflict (petition_id, signer_key) do nothing`;
/** Length of the decoys of numbers. The decoy of a signature is as long as the signature. */
const COUNT_DECOY_BYTES = 16;
const INSERT_DECOY = `insert or replace into decoy (slot, bytes) values (abs(random()) % 512, randomblob(?))`;
const INSERT_REQUEST = `insert into outbox
  (petition_id, signed_on, partner, id, request_id, request, letter, tag, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/**
 * Writes nothing if the key is there, was used that day already, and isn't about to be deleted. The same as
 * `holdDataKeys` in dialect.ts.
 */
const INSERT_DATA_KEY = `insert into data_key (id, made_on, used_on, sealed_to, sealed, partner_sealed)
  values (?, ?, ?, ?, ?, ?)
  on conflict (id) do update set used_on = max(coalesce(used_on, ''), excluded.used_on), unused = 0
  where unused <> 0 or used_on is null or used_on < excluded.used_on`;
/** The same as `changeCount` in dialect.ts. */
const ADD_TO_COUNT = 'update petition_count set signed = signed + ? where petition_id = ?';
const ADD_TO_HOUR = `insert into signed_hour (signed, petition_id, hour) values (?, ?, ?)
  on conflict (petition_id, hour) do update set signed = signed + excluded.signed`;
const ADD_TO_DAY = `insert into signed_day (signed, petition_id, day, partner) values (?, ?, ?, ?)
  on conflict (petition_id, day, partner) do update set signed = signed + excluded.signed`;
/** The same as `changeBatchSetting` in settings.ts. */
const CHANGE_BATCH_SETTING = `insert into setting (name, value) values ('batch', lower(hex(randomblob(8))))
  on conflict (name) do update set value = excluded.value`;

const { file, busyTimeoutMs, readonly } = workerData;
/** @type {SQLite.Database} */
let database;
/**
 * Why the file can't be opened. Every request fails with it, because an error while the thread starts would end the
 * process.
 *
 * @type {unknown}
 */
let openError;
try {
  database = new SQLite(file, { readonly, fileMustExist: true, timeout: busyTimeoutMs });
  // Overwrites what is deleted: a signer key that remained in a page's free space would reveal who withdrew. Not
  // `pragma()`, which drops a statement.
  if (!readonly) database.exec('pragma secure_delete = on');
} catch (error) {
  openError = error;
}
/**
 * All statements, for as long as the thread runs. Preparing one takes several times as long as running it.
 *
 * @type {Map<string, SQLite.Statement>}
 */
const statements = new Map();

/** @param {string} text */
function prepared(text) {
  const cached = statements.get(text);
  if (cached) return cached;
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

/** @param {PackedRows} rows */
function* unpack({ parameters, width, bytesAt }) {
  for (let start = 0; start < parameters.length; start += width) {
    const row = parameters.slice(start, start + width);
    for (const index of bytesAt) {
      if (row[index] !== null) row[index] = Buffer.from(/** @type {string} */ (row[index]), 'latin1');
    }
    yield row;
  }
}

/**
 * Adds to a number. A repeated signer adds 0, which takes as long as adding 1.
 *
 * @param {string} statement @param {number} difference @param {unknown[]} key
 */
function addTo(statement, difference, ...key) {
  prepared(statement).run(difference, ...key);
  // Adding 0 leaves the page as it was, and SQLite doesn't write such pages.
  if (difference === 0) prepared(INSERT_DECOY).run(COUNT_DECOY_BYTES);
}

/**
 * Adds to the numbers of petitions, in all and by day and partner.
 *
 * @param {Map<string, { petitionId: unknown, day: unknown, partner: unknown, added: number }>} groups
 * @param {string | null} hour
 */
function count(groups, hour) {
  /** @type {Map<unknown, number>} */
  const totals = new Map();
  for (const { petitionId, day, partner, added } of groups.values()) {
    addTo(ADD_TO_DAY, added, petitionId, day, partner ?? '');
    totals.set(petitionId, (totals.get(petitionId) ?? 0) + added);
  }
  for (const [petitionId, added] of totals) {
    addTo(ADD_TO_COUNT, added, petitionId);
    if (hour !== null) addTo(ADD_TO_HOUR, added, petitionId, hour);
  }
}

/**
 * Stores a batch in one transaction.
 *
 * @param {PackedBatch} batch
 */
function store({ dataKeys, signatures, requests, hour }) {
  database.exec('begin immediate');
  try {
    const insertDataKey = prepared(INSERT_DATA_KEY);
    for (const row of unpack(dataKeys)) insertDataKey.run(row);
    // With the number of new signatures, which is 0 if all had signed before.
    const groups = new Map();
    const insertSignature = prepared(INSERT_SIGNATURE);
    for (const row of unpack(signatures)) {
      const { changes } = insertSignature.run(row);
      const [petitionId, , day, partner] = row;
      const key = `${petitionId} ${day} ${partner}`;
      const added = (groups.get(key)?.added ?? 0) + changes;
      groups.set(key, { petitionId, day, partner, added });
      // Otherwise one page fewer would be written for repeated signers, and the timing would reveal it.
      if (changes === 0) prepared(INSERT_DECOY).run(/** @type {Buffer} */ (row[5]).length);
    }
    const insertRequest = prepared(INSERT_REQUEST);
    for (const row of unpack(requests)) insertRequest.run(row);
    count(groups, hour);
    // Changes something in every batch. SQLite skips the disk for a commit that changes nothing, so a fast
    // response would reveal that everyone in the batch had signed before.
    prepared(CHANGE_BATCH_SETTING).run();
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
  return { rows: [], changes: 0 };
}

/** @param {WorkerRequest} request */
function handle(request) {
  if (openError) throw openError;
  return request.batch ? store(request.batch) : query(request.text, request.parameters);
}

parentPort?.on('message', (/** @type {WorkerRequest | null} */ request) => {
  if (request === null) {
    // Undefined if it can't be opened.
    database?.close();
    parentPort?.close();
    return;
  }
  const { id } = request;
  try {
    parentPort?.postMessage({ id, ...handle(request) });
  } catch (error) {
    // An error loses its code when it is copied to another thread.
    const { message, code } = /** @type {InstanceType<typeof SQLite.SqliteError>} */ (error);
    parentPort?.postMessage({ id, failure: { message, code } });
  }
});
