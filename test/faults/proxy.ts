import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

interface ProxiedConnection {
  /** From the server under test. */
  downstream: Socket;
  /** To the database. Undefined if the connection was opened during an outage. */
  upstream: Socket | undefined;
  /** Data to send once there is an upstream. */
  buffered: Buffer[];
  /** No data passes anymore, in either direction. */
  isSevered: boolean;
}

/** A network between server and database that can fail. */
export interface Proxy {
  port: number;
  /** Resets all connections. New ones work immediately. */
  resetConnections(): void;
  /** Starts an outage: accepts everything, forwards nothing, and hides from each side that the other closed. */
  startOutage(): void;
  /** Starts an outage with the next packet to the database that contains this text. That packet is lost, too. */
  startOutageAt(text: string): void;
  isOutage(): boolean;
  /**
   * Ends an outage. Connections from before it stay dead. Data that arrived over those opened during it is forwarded
   * now, as TCP would retransmit it.
   *
   * @param options.keepOutageConnectionsSilent connections opened during the outage get no answer either
   * @param options.hideClosedConnections the database never learns which connections were closed, as behind a router
   * that was restarted
   */
  endOutage(options?: { keepOutageConnectionsSilent?: boolean; hideClosedConnections?: boolean }): void;
}

export async function startProxy(t: TestContext, databasePort: number): Promise<Proxy> {
  const connections = new Set<ProxiedConnection>();
  let isOutage = false;
  let hidesClosed = false;
  let outageTrigger: string | undefined;

  const startOutage = () => {
    isOutage = true;
    outageTrigger = undefined;
    for (const connection of connections) connection.isSevered = true;
  };

  const closeUpstream = (connection: ProxiedConnection) => {
    if (!connection.downstream.destroyed || (connection.isSevered && (isOutage || hidesClosed))) return;
    connection.upstream?.destroy();
    connections.delete(connection);
  };

  const connectUpstream = (connection: ProxiedConnection) => {
    const upstream = connect(databasePort, '127.0.0.1');
    connection.upstream = upstream;
    connection.isSevered = false;
    for (const data of connection.buffered.splice(0)) upstream.write(data);
    upstream.on('data', (data) => {
      if (!connection.isSevered) connection.downstream.write(data);
    });
    upstream.on('error', () => {});
    upstream.on('close', () => {
      if (!connection.isSevered) connection.downstream.destroy();
    });
  };

  const listener = createServer((downstream) => {
    const connection: ProxiedConnection = {
      downstream,
      upstream: undefined,
      buffered: [],
      isSevered: true,
    };
    connections.add(connection);
    if (!isOutage) connectUpstream(connection);
    downstream.on('data', (data) => {
      if (outageTrigger !== undefined && data.includes(outageTrigger)) startOutage();
      if (!connection.isSevered) connection.upstream?.write(data);
      else if (!connection.upstream) connection.buffered.push(data);
    });
    downstream.on('error', () => {});
    downstream.on('close', () => closeUpstream(connection));
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const resetConnections = () => {
    for (const { downstream, upstream } of connections) {
      downstream.destroy();
      upstream?.destroy();
    }
    connections.clear();
  };
  t.after(() => {
    listener.close();
    resetConnections();
  });

  return {
    port: (listener.address() as AddressInfo).port,
    resetConnections,
    startOutage,
    startOutageAt(text) {
      outageTrigger = text;
    },
    isOutage: () => isOutage,
    endOutage({ keepOutageConnectionsSilent = false, hideClosedConnections = false } = {}) {
      isOutage = false;
      hidesClosed = hideClosedConnections;
      for (const connection of connections) {
        if (connection.downstream.destroyed) closeUpstream(connection);
        else if (!connection.upstream && !keepOutageConnectionsSilent) connectUpstream(connection);
      }
    },
  };
}
