import type { GenericSchema } from 'valibot';
import {
  AuditEntry,
  ConsoleAccount,
  ConsolePetition,
  ConsoleSession,
  Growth,
  Invitation,
  InvitationLink,
  NewAccount,
  NewPasskey,
  OwnAccount,
  SignIn,
} from '../../../common/console.ts';
import {
  AddressErased,
  AddressErasure,
  CommentDecision,
  CommentPage,
  ConsoleComment,
  ListedToken,
  MovedFileDeletion,
  NewPartnerLink,
  NewToken,
  PartnerLinkRequest,
  PartnerLinks,
  Purge,
  PurgePreview,
  PurgeResult,
  Retention,
  RetentionMove,
  ServerHealth,
  TestEmail,
  TestEmailResult,
  TokenRequest,
} from '../../../common/console-care.ts';
import {
  ImportBatch,
  ImportBatchResult,
  ImportFields,
  ImportFinish,
  ImportStart,
  ImportToken,
} from '../../../common/console-import.ts';
import {
  Closing,
  EditablePetition,
  Preview,
  PreviewRequest,
  Upload,
  UploadedImage,
} from '../../../common/editing.ts';
import { IdentityAnswer, IdentityChallenge, IdentityProof } from '../../../common/identity-proof.ts';
import {
  NewWebhook,
  WebhookDelivery,
  WebhookEdit,
  WebhookEndpoint,
  WebhookSecret,
  WebhookState,
} from '../../../common/webhooks.ts';

/** Of what the console's API sends and takes. */
export const CONSOLE_SCHEMAS: Record<string, GenericSchema> = {
  ConsoleSession,
  ConsoleAccount,
  ConsolePetition,
  Growth,
  OwnAccount,
  AuditEntry,
  IdentityProof,
  IdentityChallenge,
  IdentityAnswer,
  Invitation,
  InvitationLink,
  NewAccount,
  NewPasskey,
  SignIn,
  EditablePetition,
  PreviewRequest,
  Preview,
  Closing,
  Upload,
  UploadedImage,
  CommentPage,
  ConsoleComment,
  CommentDecision,
  Purge,
  PurgePreview,
  PurgeResult,
  AddressErasure,
  AddressErased,
  ImportFields,
  ImportStart,
  ImportToken,
  ImportBatch,
  ImportBatchResult,
  ImportFinish,
  Retention,
  RetentionMove,
  MovedFileDeletion,
  ServerHealth,
  TestEmail,
  TestEmailResult,
  PartnerLinks,
  PartnerLinkRequest,
  NewPartnerLink,
  WebhookEndpoint,
  NewWebhook,
  WebhookSecret,
  WebhookState,
  WebhookDelivery,
  WebhookEdit,
  ListedToken,
  TokenRequest,
  NewToken,
};

interface Operation {
  summary: string;
  operationId: string;
  /** Name of the schema of the body. */
  body?: string;
  /** Name of the schema of the response, in an array if it is a list. Null for no content. */
  answer: string | [string] | null | object;
  status?: 200 | 201 | 204;
  /** Further responses: status → description. */
  problems?: Record<number, string>;
  query?: { name: string; description: string }[];
}

const NOT_SIGNED_IN = { 401: 'Not signed in, or the session has ended' };
const FROM_ANOTHER_SITE = 'The request came from another site';

/** The console's part of the OpenAPI document. Each path but those that sign in needs the cookie of a session. */
export function consolePaths() {
  const page = { 200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } } };
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const json = (schema: object) => ({ 'application/json': { schema } });
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: ref('Problem') } },
  });
  const operation = (path: string, { summary, operationId, body, answer, query, ...rest }: Operation) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const schema =
      typeof answer === 'string'
        ? ref(answer)
        : Array.isArray(answer)
          ? { type: 'array', items: ref(answer[0]) }
          : answer;
    const status = rest.status ?? (answer === null ? 204 : 200);
    return {
      summary,
      operationId,
      parameters: [
        ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        ...(query ?? []).map((parameter) => ({ ...parameter, in: 'query', schema: { type: 'string' } })),
      ],
      ...(body && { requestBody: { required: true, content: json(ref(body)) } }),
      responses: {
        [status]: { description: 'Done', ...(schema && { content: json(schema) }) },
        ...Object.fromEntries(
          Object.entries(rest.problems ?? {}).map(([code, description]) => [code, problem(description)]),
        ),
      },
    };
  };
  const signedIn = (path: string, description: Operation) =>
    operation(path, { ...description, problems: { ...NOT_SIGNED_IN, ...description.problems } });
  const own = (path: string, description: Operation) =>
    signedIn(path, { ...description, problems: { 403: FROM_ANOTHER_SITE, ...description.problems } });
  const unknown = { 404: 'There is none, or it is not for this account' };
  const recipient = {
    403: `${FROM_ANOTHER_SITE}; or a partner has a new recipient, and X-Passkey lacks the answer of a passkey to \`/sign-in/options\``,
  };
  const changed = { 412: 'It has changed since', 428: 'Without If-Match' };
  const throttled = { 429: 'Too many attempts' };
  const html = (operationId: string, summary: string) => ({
    get: {
      summary,
      operationId,
      responses: { ...page, 404: problem('There are no accounts, so no console') },
    },
  });
  return {
    '/console': html('getConsole', 'The console, for organizers and partners'),
    '/console/preview': html('getConsolePreview', 'The page of the editor’s preview'),
    '/console/*': html('getConsoleScreen', 'A screen of the console: the same page'),
    '/console/files/{file}': {
      get: {
        summary: 'A script of the console, whose name has a hash of its content',
        operationId: 'getConsoleFile',
        parameters: [{ name: 'file', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'The script', content: { 'text/javascript': { schema: { type: 'string' } } } },
          404: problem('There is no such file'),
        },
      },
    },
    '/console/api/invitation': {
      post: operation('', {
        summary: 'Who a link invites, and what the browser needs to create a passkey',
        operationId: 'postInvitation',
        body: 'Invitation',
        answer: { type: 'object' },
        problems: { 403: 'The invitation was used or has expired', ...throttled },
      }),
    },
    '/console/api/invitation/passkey': {
      post: operation('', {
        summary: 'Registers the first passkey, and signs in',
        operationId: 'postInvitationPasskey',
        body: 'NewPasskey',
        answer: 'ConsoleSession',
        problems: { 403: 'The invitation was used, or the passkey is not accepted', ...throttled },
      }),
    },
    '/console/api/sign-in/options': {
      post: operation('', {
        summary: 'What the browser needs to find a passkey',
        operationId: 'postSignInOptions',
        answer: { type: 'object' },
        problems: throttled,
      }),
    },
    '/console/api/sign-in': {
      post: operation('', {
        summary: 'Signs in with a passkey, which starts a session',
        operationId: 'postSignIn',
        body: 'SignIn',
        answer: 'ConsoleSession',
        problems: { 403: 'The passkey is not accepted', ...throttled },
      }),
    },
    '/console/api/session': {
      get: signedIn('', { summary: 'Who is signed in', operationId: 'getSession', answer: 'ConsoleSession' }),
    },
    '/console/api/sign-out': {
      post: own('', { summary: 'Ends the session', operationId: 'postSignOut', answer: null }),
    },
    '/console/api/account': {
      get: signedIn('', {
        summary: 'Passkeys and sessions of the account',
        operationId: 'getOwnAccount',
        answer: 'OwnAccount',
      }),
    },
    '/console/api/account/passkeys/options': {
      post: own('', {
        summary: 'What the browser needs to create another passkey',
        operationId: 'postPasskeyOptions',
        answer: { type: 'object' },
      }),
    },
    '/console/api/account/passkeys': {
      post: own('', {
        summary: 'Adds a passkey',
        operationId: 'postPasskey',
        body: 'NewPasskey',
        answer: null,
      }),
    },
    '/console/api/account/passkeys/{id}': {
      delete: own('{id}', {
        summary: 'Removes a passkey',
        operationId: 'deletePasskey',
        answer: null,
        problems: { ...unknown, 409: 'It is the only one' },
      }),
    },
    '/console/api/account/sessions/{id}': {
      delete: own('{id}', {
        summary: 'Ends a session of the account',
        operationId: 'deleteSession',
        answer: null,
        problems: unknown,
      }),
    },
    '/console/api/accounts': {
      get: signedIn('', {
        summary: 'All accounts, for organizers',
        operationId: 'getAccounts',
        answer: ['ConsoleAccount'],
        problems: unknown,
      }),
      post: own('', {
        summary: 'Invites somebody, for organizers',
        operationId: 'postAccount',
        body: 'NewAccount',
        answer: 'InvitationLink',
        status: 201,
        problems: { ...unknown, 409: 'The name is taken, or the partner doesn’t exist' },
      }),
    },
    '/console/api/accounts/{name}': {
      delete: own('{name}', {
        summary: 'Removes an account, for organizers',
        operationId: 'deleteAccount',
        answer: null,
        problems: { ...unknown, 409: 'It is the own account' },
      }),
    },
    '/console/api/audit': {
      get: signedIn('', {
        summary: 'The latest changes, for organizers',
        operationId: 'getAudit',
        answer: ['AuditEntry'],
        query: [{ name: 'before', description: 'ID of the last entry of the page before' }],
        problems: unknown,
      }),
    },
    '/console/api/identity-proof': {
      get: signedIn('', {
        summary: 'When somebody last proved to be able to open the signatures, for organizers',
        operationId: 'getIdentityProof',
        answer: 'IdentityProof',
        problems: unknown,
      }),
      post: own('', {
        summary: 'Proves it with what was in a challenge, for organizers',
        operationId: 'postIdentityProof',
        body: 'IdentityAnswer',
        answer: 'IdentityProof',
        problems: {
          ...unknown,
          409: 'It is not what was in a challenge, or the challenge was used or has expired',
        },
      }),
    },
    '/console/api/identity-proof/challenge': {
      post: own('', {
        summary: 'Something that only the identity opens, for organizers',
        operationId: 'postIdentityChallenge',
        answer: 'IdentityChallenge',
        problems: unknown,
      }),
    },
    '/console/api/petitions': {
      get: signedIn('', {
        summary: 'All petitions with their numbers; for partners, the own one with the own numbers',
        operationId: 'getConsolePetitions',
        answer: ['ConsolePetition'],
      }),
      post: own('', {
        summary: 'Creates a petition from an entry for `petitions load`',
        operationId: 'postPetition',
        body: 'EditablePetition',
        answer: 'EditablePetition',
        status: 201,
        problems: { ...recipient, 422: 'Some values are invalid, or the slug is taken' },
      }),
    },
    '/console/api/petitions/{slug}/signatures.sealed': {
      get: {
        summary:
          'The signatures as `petitions export --sealed` writes them; for partners, those through the own code',
        operationId: 'getSealedFile',
        parameters: [
          { name: 'slug', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'partner', in: 'query', description: 'Code of a partner', schema: { type: 'string' } },
          {
            name: 'since',
            in: 'query',
            description: 'Only signatures from this day on, YYYY-MM-DD in UTC',
            schema: { type: 'string', format: 'date' },
          },
        ],
        responses: {
          200: {
            description: 'The file, which only the identity opens',
            content: { 'application/octet-stream': { schema: { type: 'string' } } },
          },
          400: problem('There is no such partner or day'),
          401: problem(NOT_SIGNED_IN[401]),
          404: problem(unknown[404]),
        },
      },
    },
    '/console/api/petitions/{slug}': {
      get: signedIn('{slug}', {
        summary: 'A petition as an entry for `petitions load`, with its ETag',
        operationId: 'getEntry',
        answer: 'EditablePetition',
        problems: unknown,
      }),
      put: own('{slug}', {
        summary: 'Changes a petition, by an entry for `petitions load` and the ETag in If-Match',
        operationId: 'putPetition',
        body: 'EditablePetition',
        answer: 'EditablePetition',
        problems: { ...recipient, ...unknown, ...changed, 422: 'Some values are invalid' },
      }),
      delete: own('{slug}', {
        summary: 'Deletes a petition that nobody has signed',
        operationId: 'deletePetition',
        answer: null,
        problems: { ...unknown, ...changed, 409: 'People have signed it' },
      }),
    },
    '/console/api/petitions/{slug}/close': {
      get: signedIn('{slug}', {
        summary: 'How a petition ended',
        operationId: 'getClosing',
        answer: 'Closing',
        problems: unknown,
      }),
      post: own('{slug}', {
        summary: 'Closes a petition, or changes how it ended',
        operationId: 'postClosing',
        body: 'Closing',
        answer: 'EditablePetition',
        problems: { ...unknown, ...changed, 409: 'It has no text in that language' },
      }),
    },
    '/console/api/preview': {
      post: own('', {
        summary: 'What the widget would get for an entry. Stores nothing',
        operationId: 'postPreview',
        body: 'PreviewRequest',
        answer: 'Preview',
        problems: { 422: 'Some values are invalid' },
      }),
    },
    '/console/api/images': {
      post: own('', {
        summary: 'Stores a picture for an entry. It is deleted after two days without use',
        operationId: 'postImage',
        body: 'Upload',
        answer: 'UploadedImage',
        status: 201,
        problems: { 422: 'The picture can’t be used', 429: 'Too many pictures are unused' },
      }),
    },
    '/console/api/petitions/{slug}/summary': {
      get: signedIn('{slug}', {
        summary: 'A petition with its count, as the list has it',
        operationId: 'getPetitionSummary',
        answer: 'ConsolePetition',
        problems: unknown,
      }),
    },
    '/console/api/petitions/{slug}/growth': {
      get: signedIn('{slug}', {
        summary: 'Signatures per day and partner, and per hour',
        operationId: 'getGrowth',
        answer: 'Growth',
        problems: unknown,
      }),
    },
    '/console/api/petitions/{slug}/comments': {
      get: signedIn('{slug}', {
        summary: 'Names and comments that signers chose to show, for organizers',
        operationId: 'getComments',
        answer: 'CommentPage',
        query: [
          { name: 'state', description: '`waiting` (default) or `decided`' },
          { name: 'after', description: '`next` of the page before' },
        ],
        problems: { ...unknown, 400: '`after` is not from a page' },
      }),
      post: own('{slug}', {
        summary: 'Approves or refuses a comment, hides a name, or undoes that, for organizers',
        operationId: 'postComment',
        body: 'CommentDecision',
        answer: 'ConsoleComment',
        problems: { ...unknown, 409: 'Somebody else has decided meanwhile, or it is final' },
      }),
    },
    '/console/api/petitions/{slug}/import': {
      get: signedIn('{slug}', {
        summary: 'Which fields of a file of another tool the petition stores, for organizers',
        operationId: 'getImportFields',
        answer: 'ImportFields',
        problems: unknown,
      }),
      post: own('{slug}', {
        summary:
          'Checks rows of a file of another tool, and with a token stores them, for organizers. The answer is the same whether or not somebody has signed',
        operationId: 'postImportBatch',
        body: 'ImportBatch',
        answer: 'ImportBatchResult',
        problems: {
          ...unknown,
          403: `${FROM_ANOTHER_SITE}, or the token is for another import or has expired`,
          409: 'The petition is closed',
          413: 'The batch is too long',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/import/start': {
      post: own('{slug}', {
        summary: 'A token for storing the rows of a file, for organizers, with a passkey',
        operationId: 'postImportStart',
        body: 'ImportStart',
        answer: 'ImportToken',
        problems: {
          ...unknown,
          ...throttled,
          403: `${FROM_ANOTHER_SITE}, or the passkey was not accepted`,
          409: 'The petition is closed',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/import/finish': {
      post: own('{slug}', {
        summary: 'Adds the rows without an email address to those carried over, once for each file',
        operationId: 'postImportFinish',
        body: 'ImportFinish',
        answer: null,
        problems: {
          ...unknown,
          403: `${FROM_ANOTHER_SITE}, or the token is for another import or has expired`,
          409: 'The petition is closed',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/purge': {
      get: signedIn('{slug}', {
        summary: 'What removing a robot’s signatures would remove, for organizers',
        operationId: 'getPurgePreview',
        answer: 'PurgePreview',
        query: [
          { name: 'since', description: 'First day, YYYY-MM-DD in UTC' },
          { name: 'until', description: 'Last day' },
          { name: 'partner', description: 'Code of a partner; empty for signatures through none' },
        ],
        problems: { ...unknown, 409: 'The petition is too large', 422: 'A day or the partner is wrong' },
      }),
      post: own('{slug}', {
        summary: 'Removes a robot’s signatures, for organizers, with a passkey',
        operationId: 'postPurge',
        body: 'Purge',
        answer: 'PurgeResult',
        problems: {
          ...unknown,
          ...throttled,
          403: `${FROM_ANOTHER_SITE}, or the passkey was not accepted`,
          409: 'The petition is too large',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/erase': {
      post: own('{slug}', {
        summary:
          'Erases what is stored about an email address under all petitions, for organizers with the identity',
        operationId: 'postErasure',
        body: 'AddressErasure',
        answer: 'AddressErased',
        problems: {
          ...unknown,
          403: `${FROM_ANOTHER_SITE}, or the proof was not accepted`,
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/retention': {
      get: signedIn('{slug}', {
        summary: 'How many signatures are stored, and since when the petition is closed, for organizers',
        operationId: 'getRetention',
        answer: 'Retention',
        problems: unknown,
      }),
      post: own('{slug}', {
        summary: 'Moves a closed petition’s signatures into a sealed file, for organizers, with a passkey',
        operationId: 'postRetention',
        body: 'RetentionMove',
        answer: 'Retention',
        problems: {
          ...unknown,
          ...throttled,
          403: `${FROM_ANOTHER_SITE}, or the passkey was not accepted`,
          409: 'There is nothing to move, the petition is too large, or the file couldn’t be written',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/petitions/{slug}/retention/files/{file}': {
      get: {
        summary: 'A sealed file with signatures that were moved, for organizers',
        operationId: 'getMovedFile',
        parameters: ['slug', 'file'].map((name) => ({
          name,
          in: 'path',
          required: true,
          schema: { type: 'string' },
        })),
        responses: {
          200: {
            description: 'The file, which only the identity opens',
            content: { 'application/octet-stream': { schema: { type: 'string' } } },
          },
          401: problem(NOT_SIGNED_IN[401]),
          404: problem('There is no such file, or it is not for this account'),
        },
      },
    },
    '/console/api/petitions/{slug}/retention/delete': {
      post: own('{slug}', {
        summary: 'Deletes such a file, for organizers who have a whole copy, with a passkey',
        operationId: 'postMovedFileDeletion',
        body: 'MovedFileDeletion',
        answer: 'Retention',
        problems: {
          ...unknown,
          ...throttled,
          403: `${FROM_ANOTHER_SITE}, or the passkey was not accepted`,
          409: 'The copy is not the same as the file',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/tokens': {
      get: signedIn('', {
        summary: 'API tokens, for organizers',
        operationId: 'getTokens',
        answer: ['ListedToken'],
        problems: unknown,
      }),
      post: own('', {
        summary: 'Creates an API token, for organizers, with a passkey',
        operationId: 'postToken',
        body: 'TokenRequest',
        answer: 'NewToken',
        status: 201,
        problems: {
          ...unknown,
          ...throttled,
          403: `${FROM_ANOTHER_SITE}, or the passkey was not accepted`,
          409: 'The name is taken or invalid, or there is no such petition',
          422: 'A field is wrong',
        },
      }),
    },
    '/console/api/tokens/{name}': {
      delete: own('{name}', {
        summary: 'Revokes an API token, for organizers',
        operationId: 'deleteToken',
        answer: null,
        problems: unknown,
      }),
    },
    '/console/api/health': {
      get: signedIn('', {
        summary: 'What `doctor` finds, emails that wait, the last backup, and free space, for organizers',
        operationId: 'getServerHealth',
        answer: 'ServerHealth',
        problems: unknown,
      }),
    },
    '/console/api/health/test-email': {
      post: own('', {
        summary: 'Sends a test email, for organizers',
        operationId: 'postTestEmail',
        body: 'TestEmail',
        answer: 'TestEmailResult',
        problems: { ...unknown, ...throttled, 409: 'There is no mail server', 422: 'Not an email address' },
      }),
    },
    '/console/api/petitions/{slug}/partner-links': {
      get: signedIn('{slug}', {
        summary: 'How many links to their numbers partners have, for organizers',
        operationId: 'getPartnerLinks',
        answer: 'PartnerLinks',
        problems: unknown,
      }),
      post: own('{slug}', {
        summary: 'Creates a link that shows a partner’s numbers without an account, for organizers',
        operationId: 'postPartnerLink',
        body: 'PartnerLinkRequest',
        answer: 'NewPartnerLink',
        status: 201,
        problems: unknown,
      }),
    },
    '/console/api/petitions/{slug}/partner-links/{partner}': {
      delete: own('{slug}{partner}', {
        summary: 'Ends all links to a partner’s numbers, for organizers',
        operationId: 'deletePartnerLinks',
        answer: null,
        problems: unknown,
      }),
    },
    '/console/api/webhooks': {
      get: signedIn('', {
        summary: 'The URLs that get events, for organizers',
        operationId: 'getWebhooks',
        answer: ['WebhookEndpoint'],
        problems: unknown,
      }),
      post: own('', {
        summary: 'Adds a webhook, and answers with its secret, for organizers',
        operationId: 'postWebhook',
        body: 'NewWebhook',
        answer: 'WebhookSecret',
        status: 201,
        problems: { ...unknown, 409: 'There are too many', 422: 'Events can’t be sent to this URL' },
      }),
    },
    '/console/api/webhooks/{id}': {
      put: own('{id}', {
        summary: 'Changes the URL, the events, or the petitions of a webhook, for organizers',
        operationId: 'putWebhook',
        body: 'WebhookEdit',
        answer: null,
        problems: { ...unknown, 422: 'Events can’t be sent to this URL' },
      }),
      delete: own('{id}', {
        summary: 'Removes a webhook with its events, for organizers',
        operationId: 'deleteWebhook',
        answer: null,
        problems: unknown,
      }),
    },
    '/console/api/webhooks/{id}/rotate': {
      post: own('{id}', {
        summary: 'Replaces the secret; for a day, the old one signs as well. For organizers',
        operationId: 'postWebhookRotation',
        answer: 'WebhookSecret',
        problems: unknown,
      }),
    },
    '/console/api/webhooks/{id}/state': {
      put: own('{id}', {
        summary: 'Enables or disables a webhook, for organizers',
        operationId: 'putWebhookState',
        body: 'WebhookState',
        answer: null,
        problems: unknown,
      }),
    },
    '/console/api/webhooks/{id}/test': {
      post: own('{id}', {
        summary: 'Sends a test, for organizers',
        operationId: 'postWebhookTest',
        answer: null,
        problems: { ...unknown, ...throttled, 409: 'It is disabled' },
      }),
    },
    '/console/api/webhooks/{id}/deliveries': {
      get: signedIn('{id}', {
        summary: 'The latest events of a webhook, newest first, for organizers',
        operationId: 'getWebhookDeliveries',
        answer: ['WebhookDelivery'],
        query: [{ name: 'before', description: 'ID of the last event of the page before.' }],
        problems: unknown,
      }),
    },
    '/console/api/webhooks/{id}/deliveries/{delivery}/replay': {
      post: own('{id}{delivery}', {
        summary: 'Sends an event again, with the same ID, for organizers',
        operationId: 'postWebhookReplay',
        answer: null,
        problems: { ...unknown, ...throttled, 409: 'The webhook is disabled' },
      }),
    },
  };
}
