import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Tells systemd that the server is ready, or stopping, if it was started with `Type=notify`. By systemd's own program,
 * because Node can't write to a socket of this kind.
 *
 * @throws if the program is missing or refuses
 */
export async function notifySystemd(state: 'READY=1' | 'STOPPING=1'): Promise<void> {
  if (!process.env.NOTIFY_SOCKET) return;
  await promisify(execFile)('systemd-notify', [state]);
}
