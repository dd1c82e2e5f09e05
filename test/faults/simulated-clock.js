// Gives a process a clock that stands still: `node --import FILE`. Plain JavaScript, like the built server that it is
// loaded into.
//
// `SIMULATED_NOW` is the time, in ms since 1970. With `SIMULATED_TIMERS`, timers keep this time too, and the parent moves
// it with messages: see `simulated-server.ts`. Processes that this one starts have its time, and the system's timers.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SystemDate = Date;
const setSystemTimeout = setTimeout;
const isControlled = process.env.SIMULATED_TIMERS !== undefined;
delete process.env.SIMULATED_TIMERS;
const start = Number(process.env.SIMULATED_NOW);
let now = start;

globalThis.Date = class extends SystemDate {
  constructor(...values) {
    super(...(values.length === 0 ? [now] : values));
  }

  static now() {
    return now;
  }
};

/** Timers that haven't fired. */
const timers = new Set();
/** How many of the timers that replace a data key have started, and have fired. */
const replacements = { started: 0, fired: 0 };

class SimulatedTimer {
  constructor(callback, ms = 0, args, isRepeated) {
    this.delayMs = Math.max(1, ms);
    this.dueAt = now + this.delayMs;
    this.run = () => callback(...args);
    this.isRepeated = isRepeated;
    // The error, this constructor, and the function that replaces the system's come first.
    this.startedBy = new Error().stack
      .split('\n')[3]
      .trim()
      .replace(/^at (?:new )?| \(.*/g, '');
    if (this.replacesDataKey) replacements.started += 1;
    timers.add(this);
  }

  get replacesDataKey() {
    return this.startedBy === '#replaceAfter';
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  refresh() {
    this.dueAt = now + this.delayMs;
    timers.add(this);
    return this;
  }
}

/**
 * Fires each timer at its time, once, as a machine that slept does. Not those that start meanwhile: they may be the time limits of
 * work that had no chance to run.
 */
function moveTo(end) {
  const due = [...timers].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt);
  for (const timer of due) {
    // Another one has cleared it.
    if (!timers.has(timer)) continue;
    now = Math.max(now, timer.dueAt);
    if (timer.isRepeated) timer.dueAt = end + timer.delayMs;
    else timers.delete(timer);
    if (timer.replacesDataKey) replacements.fired += 1;
    timer.run();
  }
  now = end;
  process.env.SIMULATED_NOW = String(now);
}

const countPeriodic = () =>
  [...timers].filter(({ startedBy }) => startedBy.includes('Periodic') || startedBy.includes('#schedule'))
    .length;

function tally(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function advance(ms) {
  const periodic = countPeriodic();
  replacements.started = 0;
  replacements.fired = 0;
  moveTo(now + ms);
  // A periodic task starts its timer again once it is done, and a data key starts its own once it is created.
  while (countPeriodic() < periodic || replacements.started < replacements.fired) {
    await new Promise((resolve) => setSystemTimeout(resolve, 1));
  }
}

function measure() {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heap: heapUsed + external,
    rss,
    timers: tally([...timers].map(({ startedBy }) => startedBy)),
    resources: tally(process.getActiveResourcesInfo()),
  };
}

if (isControlled) {
  performance.now = () => now - start;
  globalThis.setTimeout = (callback, ms, ...args) => new SimulatedTimer(callback, ms, args, false);
  globalThis.setInterval = (callback, ms, ...args) => new SimulatedTimer(callback, ms, args, true);
  for (const name of ['clearTimeout', 'clearInterval']) {
    const clear = globalThis[name];
    globalThis[name] = (timer) => (timer instanceof SimulatedTimer ? timers.delete(timer) : clear(timer));
  }
  process.on('message', async ({ advanceMs }) => {
    if (advanceMs === null) process.send(measure());
    else {
      await advance(advanceMs);
      process.send('advanced');
    }
  });
  process.channel.unref();
}
