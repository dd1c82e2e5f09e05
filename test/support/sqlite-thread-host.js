// Runs `server/storage/sqlite-worker.js` for one database after another: starting a thread takes longer than most tests
// use it.
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

/** With all that the databases' code refers to: better-sqlite3's objects must not be collected as garbage. */
const ports = [];

threads.parentPort.on('message', async ({ file, port, workerData }) => {
  ports.push(port);
  threads.parentPort = port;
  threads.workerData = workerData;
  syncBuiltinESMExports();
  // A new URL makes Node run the file again, with its imports already loaded.
  await import(`${file}?${ports.length}`);
});
