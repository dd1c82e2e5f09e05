import type { CDPSession, Page } from 'puppeteer-core';

/** Everything that a page and its workers send, as text. */
export async function recordRequests(page: Page): Promise<string[]> {
  const sent: string[] = [];
  const record = async (session: CDPSession) => {
    session.on('Network.requestWillBeSent', (event) => sent.push(JSON.stringify(event)));
    session.on('Network.webSocketCreated', (event) => sent.push(JSON.stringify(event)));
    session.on('sessionattached', (worker: CDPSession) => void record(worker));
    // Sent at once, and carried out in this order: a worker must not run before it is recorded, nor wait for answers.
    await Promise.all([
      session.send('Network.enable', { maxPostDataSize: 1_000_000 }),
      session.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
      }),
      session.send('Runtime.runIfWaitingForDebugger'),
    ]);
  };
  await record(await page.createCDPSession());
  return sent;
}
