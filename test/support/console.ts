import assert from 'node:assert/strict';
import { invite, type Role } from '../../server/accounts/accounts.ts';
import type { PetitionStorage } from '../../server/storage/open.ts';
import { SoftwarePasskey } from './passkey.ts';

export const ORGANIZER: Role = { role: 'organizer' };

/** What a client needs of a server in this process, or of one that runs elsewhere on the same database. */
interface ConsoleServer {
  app: { request(path: string, init: RequestInit): Response | Promise<Response> };
  context: { config: { publicUrl: string }; storage: PetitionStorage };
}

/** Requests as the console's own page makes them. */
export function createConsoleClient({ app, context }: ConsoleServer) {
  const origin = new URL(context.config.publicUrl).origin;
  let cookie = '';
  const request = async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const response = await app.request(`/console/api${path}`, {
      method,
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(cookie && { Cookie: cookie }),
        ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const set = response.headers.get('Set-Cookie');
    if (set !== null) cookie = set.split(';')[0]!;
    return response;
  };
  const client = {
    origin,
    passkey: new SoftwarePasskey(origin),
    get cookie() {
      return cookie;
    },
    get: (path: string, headers?: Record<string, string>) => request('GET', path, headers ? { headers } : {}),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      request('POST', path, { body, ...(headers && { headers }) }),
    put: (path: string, body?: unknown, headers?: Record<string, string>) =>
      request('PUT', path, { body, ...(headers && { headers }) }),
    delete: (path: string, headers?: Record<string, string>) =>
      request('DELETE', path, headers ? { headers } : {}),
    /** Reads JSON, and fails unless the response is a success. */
    async read<T>(path: string): Promise<T> {
      const response = await client.get(path);
      assert.equal(response.status, 200, await response.clone().text());
      return response.json() as Promise<T>;
    },
    /** Registers the passkey with the token of an invitation. */
    async accept(token: string): Promise<Response> {
      const asked = await client.post('/invitation', { token });
      if (asked.status !== 200) return asked;
      const { options } = (await asked.json()) as { options: Parameters<SoftwarePasskey['register']>[0] };
      return client.post('/invitation/passkey', {
        token,
        response: client.passkey.register(options),
        label: 'Phone',
      });
    },
    /** Invites somebody, and accepts in their place. */
    async signUp(name: string, role: Role = ORGANIZER): Promise<void> {
      const { token } = await invite(context.storage, name, role, 'test');
      const response = await client.accept(token);
      assert.equal(response.status, 200, await response.clone().text());
    },
    async signIn(): Promise<Response> {
      const options = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
      return client.post('/sign-in', { response: client.passkey.signIn(options) });
    },
  };
  return client;
}
