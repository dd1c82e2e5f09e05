import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

interface Pair {
  /** From the server under test. */
  inner: Socket;
  /** To the database; none yet where the connection was made into a black hole. */
  outer: Socket | undefined;
  /** What is to be sent once there is one. */
  unsent: Buffer[];
  /** Nothing passes any more, in either direction. */
  dead: boolean;
}

/** A network between server and database that can go wrong. */
export interface Proxy {
  port: number;
  /** Destroys all connections; new ones may be made at once. */
  cut(): void;
  /**
   * From now on everything is accepted and nothing passed on, nor does either side learn that the other
   * hung up.
   */
  swallow(): void;
  /** The same from the next packet to the database on that holds these words, which is swallowed as well. */
  swallowFrom(words: string): void;
  swallowing(): boolean;
  /**
   * Passes on again. What was swallowed of older connections stays so; what came over those made meanwhile
   * is sent again, as TCP does.
   *
   * @param how.silent those get no answer either
   * @param how.forgets the database never hears of those that were hung up, as behind a router that was
   * restarted
   */
  deliver(how?: { silent?: boolean; forgets?: boolean }): void;
}

export async function proxyTo(t: TestContext, port: number): Promise<Proxy> {
  const pairs = new Set<Pair>();
  let swallowing = false;
  let forgetful = false;
  let trigger: string | undefined;

  const swallow = () => {
    swallowing = true;
    trigger = undefined;
    for (const pair of pairs) pair.dead = true;
  };

  const hangUp = (pair: Pair) => {
    if (!pair.inner.destroyed || (pair.dead && (swallowing || forgetful))) return;
    pair.outer?.destroy();
    pairs.delete(pair);
  };

  const reach = (pair: Pair) => {
    const outer = connect(port, '127.0.0.1');
    pair.outer = outer;
    pair.dead = false;
    for (const data of pair.unsent.splice(0)) outer.write(data);
    outer.on('data', (data) => {
      if (!pair.dead) pair.inner.write(data);
    });
    outer.on('error', () => {});
    outer.on('close', () => {
      if (!pair.dead) pair.inner.destroy();
    });
  };

  const listener = createServer((inner) => {
    const pair: Pair = { inner, outer: undefined, unsent: [], dead: true };
    pairs.add(pair);
    if (!swallowing) reach(pair);
    inner.on('data', (data) => {
      if (trigger !== undefined && data.includes(trigger)) swallow();
      if (!pair.dead) pair.outer?.write(data);
      else if (!pair.outer) pair.unsent.push(data);
    });
    inner.on('error', () => {});
    inner.on('close', () => hangUp(pair));
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const destroyAll = () => {
    for (const { inner, outer } of pairs) {
      inner.destroy();
      outer?.destroy();
    }
    pairs.clear();
  };
  t.after(() => {
    listener.close();
    destroyAll();
  });

  return {
    port: (listener.address() as AddressInfo).port,
    cut: destroyAll,
    swallow,
    swallowFrom(words) {
      trigger = words;
    },
    swallowing: () => swallowing,
    deliver({ silent = false, forgets = false } = {}) {
      swallowing = false;
      forgetful = forgets;
      for (const pair of pairs) {
        if (pair.inner.destroyed) hangUp(pair);
        else if (!pair.outer && !silent) reach(pair);
      }
    },
  };
}
