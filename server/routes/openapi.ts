import { toJsonSchema } from '@valibot/to-json-schema';
import type { Handler } from 'hono';
import { type GenericSchema, getDescription } from 'valibot';
import { ApiCounts, ApiTokenDescription } from '../../common/api.ts';
import {
  Count,
  PARTNER_CODE,
  Petition,
  PetitionSummary,
  ProblemDetails,
  SignatureInput,
  SignatureResponse,
  TAG,
} from '../../common/contract.ts';
import { WEBHOOK_EVENTS } from '../../common/webhooks.ts';
import type { AppContext } from '../context.ts';
import { type CacheableJson, cacheableJson, sendCacheable } from '../http/cache.ts';
import { VERSION } from '../lib/package.ts';
import { MAX_PER_PAGE } from '../osdi/query.ts';
import { SORT_ORDERS, STATUSES } from '../petitions/select-petitions.ts';
import { CONSOLE_SCHEMAS, consolePaths } from './console/openapi.ts';
import { MAX_PAGE_SIZE, VIEWS } from './list-petitions.ts';

/** OpenAPI 3.1, generated from the schemas that validate, for the first request: most servers never get one. */
export function getOpenApi({ config }: AppContext): Handler {
  let document: CacheableJson | undefined;
  return function getOpenApi(c) {
    document ??= cacheableJson(JSON.stringify(openApi(config.publicUrl)), 3600, {});
    return sendCacheable(c, document);
  };
}

const slug = { name: 'slug', in: 'path', required: true, schema: { type: 'string' } };
const version = { name: 'version', in: 'path', required: true, schema: { type: 'string' } };
const partner = {
  name: 'partner',
  in: 'query',
  description: 'Code of the partner site.',
  schema: { type: 'string' },
};
const appearance = [
  { name: 'accent', in: 'query', description: '# and six hex digits.', schema: { type: 'string' } },
  { name: 'radius', in: 'query', description: 'Corner radius, like 4px.', schema: { type: 'string' } },
  { name: 'scheme', in: 'query', schema: { type: 'string', enum: ['light', 'dark'] } },
  {
    name: 'compact',
    in: 'query',
    allowEmptyValue: true,
    description: 'Count, bar, and a button that opens the form.',
    schema: { type: 'string' },
  },
  {
    name: 'hide-text',
    in: 'query',
    allowEmptyValue: true,
    description: 'Hides title and text.',
    schema: { type: 'string' },
  },
  {
    name: 'show-image',
    in: 'query',
    allowEmptyValue: true,
    description: 'Shows the petition’s picture above the title.',
    schema: { type: 'string' },
  },
];
const file = { name: 'file', in: 'path', required: true, schema: { type: 'string' } };
const token = { name: 'token', in: 'path', required: true, schema: { type: 'string' } };
const lang = {
  name: 'lang',
  in: 'query',
  description: "BCP 47 tag of the preferred language. Falls back to the petition's main language.",
  schema: { type: 'string' },
};

const xml = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});
const favicon = (operationId: string) => ({
  summary: 'The icon of the pages',
  operationId,
  responses: {
    200: {
      description: 'The organizer’s logo as a PNG, or an icon of ours',
      content: {
        'image/png': { schema: { type: 'string' } },
        'image/svg+xml': { schema: { type: 'string' } },
      },
    },
  },
});

const card = (operationId: string, type: string, redirect: string) => ({
  summary: 'Preview image with title, count, and bar, 1200 × 630 pixels. Its count can be a few minutes old',
  operationId,
  parameters: [slug, lang],
  responses: {
    200: { description: 'The image', content: { [type]: { schema: { type: 'string' } } } },
    302: { description: redirect },
    ...problems({
      404: 'Petition not found',
      503: 'Too many images are being drawn. Try again after `Retry-After` seconds',
    }),
  },
});

function openApi(publicUrl: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Petition server',
      version: VERSION,
      description:
        'One person counts once, an acknowledged signature is never lost, nobody learns who signed.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    paths: {
      '/': {
        get: {
          summary: 'The open petitions, as a page',
          operationId: 'getHome',
          parameters: [
            lang,
            { name: 'q', in: 'query', description: 'Words to search for.', schema: { type: 'string' } },
            {
              name: 'tag',
              in: 'query',
              description: 'Tag of the petitions to show.',
              schema: { type: 'string' },
            },
          ],
          responses: { 200: html('The page') },
        },
      },
      '/v1/petitions': {
        get: {
          summary: 'A page of petitions, of all or some of them',
          description:
            'A `Link` header has the URL of the next ones, if there are more. Without `sort`, they are in the order in which they were loaded.',
          operationId: 'listPetitions',
          parameters: [
            lang,
            {
              name: 'partner',
              in: 'query',
              description: 'Code of a partner: only petitions that list it.',
              schema: { type: 'string', pattern: PARTNER_CODE.source },
            },
            {
              name: 'tag',
              in: 'query',
              description: 'Only petitions with this tag.',
              schema: { type: 'string', pattern: TAG.source },
            },
            {
              name: 'status',
              in: 'query',
              description: 'Only open petitions, or only closed ones.',
              schema: { type: 'string', enum: STATUSES },
            },
            {
              name: 'sort',
              in: 'query',
              description: '`newest` first, or the one nearest to its `goal`: the highest `count` ÷ `goal`.',
              schema: { type: 'string', enum: SORT_ORDERS },
            },
            {
              name: 'view',
              in: 'query',
              description:
                '`summary` returns a `PetitionSummary` of each: what a card shows, without text, form, consent, partners, and lists of countries.',
              schema: { type: 'string', enum: VIEWS },
            },
            {
              name: 'limit',
              in: 'query',
              description: 'Maximum number of petitions to return',
              schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: MAX_PAGE_SIZE },
            },
            {
              name: 'after',
              in: 'query',
              description: 'Slug of the last petition of the previous response',
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: {
              ...json('The petitions', {
                type: 'array',
                items: { anyOf: [ref('Petition'), ref('PetitionSummary')] },
              }),
              headers: {
                Link: {
                  description:
                    'URL of the next petitions with `rel="next"`, with the same parameters. Missing on the last page.',
                  schema: { type: 'string' },
                },
              },
            },
            ...problems({
              400: 'Invalid parameter. `detail` says which values are allowed',
              404: 'No petition has the slug in `after`',
            }),
          },
        },
      },
      '/v1/petitions/{slug}': {
        get: {
          summary: 'One petition',
          operationId: 'getPetition',
          parameters: [slug, lang],
          responses: {
            200: json('The petition', ref('Petition')),
            ...problems({ 404: 'Petition not found' }),
          },
        },
      },
      '/v1/petitions/{slug}/count': {
        get: {
          summary: 'Published count and goal',
          operationId: 'getCount',
          parameters: [slug],
          responses: {
            200: json('Count and goal', ref('Count')),
            ...problems({ 404: 'Petition not found' }),
          },
        },
      },
      '/v1/petitions/{slug}/signatures': {
        post: {
          summary: 'Sign',
          description:
            'Every signer gets the same response, whether or not they have signed or withdrawn before. Unknown fields are ignored, and never stored or logged: a page that sends more than this server knows can still sign.',
          operationId: 'postSignature',
          parameters: [slug],
          requestBody: { required: true, content: { 'application/json': { schema: ref('SignatureInput') } } },
          responses: {
            202: json('Stored on disk', ref('SignatureResponse')),
            ...problems({
              400: 'Not JSON, or not valid UTF-8',
              403: "The petition can't be signed from this site",
              404: 'Petition not found',
              409: 'The petition is closed',
              413: 'The request body exceeds 64 KiB',
              415: 'The content type is not application/json, or the body is compressed',
              422: '`errors` lists the invalid fields',
              429: 'Too many requests. If `type` ends in `proof-required`, solve `challenge` and resend the request with `proof`',
              503: 'Nothing was stored. Resend the request after `Retry-After` seconds',
            }),
          },
        },
      },
      '/p/{slug}': {
        get: {
          summary: 'Hosted page',
          operationId: 'getPage',
          parameters: [slug, lang],
          responses: { 200: html('The page'), 404: html('Petition not found') },
        },
        post: {
          summary: 'Sign from the hosted page, without JavaScript',
          operationId: 'postPage',
          parameters: [slug, lang],
          requestBody: {
            required: true,
            content: { 'application/x-www-form-urlencoded': { schema: ref('SignatureInput') } },
          },
          responses: {
            200: html('Stored on disk. The page shows a thank-you message'),
            409: html('The petition is closed'),
            422: html('The page again, with errors at their fields'),
            429: html('The page again: too many signatures from this network'),
            503: html('The page again: nothing was stored'),
            ...problems({
              403: "The petition can't be signed from this site",
              413: 'The request body exceeds 64 KiB',
              415: 'The body is not a form, or it is compressed',
            }),
          },
        },
      },
      '/p/{slug}/frame': {
        get: {
          summary: 'The petition for an <iframe>, which reports its height to the page around it',
          operationId: 'getFrame',
          parameters: [
            slug,
            lang,
            partner,
            ...appearance,
            {
              name: 'events',
              in: 'query',
              allowEmptyValue: true,
              description:
                'If present, the page around the frame gets the events of the widget, if it runs petition-frame.js.',
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: html('The widget, or a form if scripts are blocked'),
            404: html('Petition not found'),
          },
        },
      },
      '/p/{slug}/embed-code': {
        get: {
          summary: 'Where partners choose how the petition looks on their site and copy a snippet',
          operationId: 'getEmbedCode',
          parameters: [
            slug,
            lang,
            partner,
            ...appearance.slice(0, 3),
            { name: 'shape', in: 'query', schema: { type: 'string', enum: ['compact', 'hide-text'] } },
            {
              name: 'pin',
              in: 'query',
              description: 'If present, snippets pin this version with its integrity hash.',
              schema: { type: 'string' },
            },
            {
              name: 'events',
              in: 'query',
              description: 'If present, the frame reports its events to the page around it.',
              schema: { type: 'string' },
            },
            {
              name: 'hl',
              in: 'query',
              description: 'Language of the page itself.',
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: html('A form, previews, and snippets'),
            404: html('Petition not found'),
          },
        },
      },
      '/images/{file}': {
        get: {
          summary:
            'A petition’s picture or an organizer’s logo in one width. `image` and `organizer.logo` of a petition have the URLs. Never changes',
          operationId: 'getImage',
          parameters: [{ name: 'file', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: {
              description: 'The picture, or the logo',
              content: {
                'image/jpeg': { schema: { type: 'string' } },
                'image/png': { schema: { type: 'string' } },
              },
            },
            ...problems({ 404: 'There is no such picture' }),
          },
        },
      },
      '/p/{slug}/card.png': {
        get: card('getCard', 'image/png', 'The petition has a picture: redirects to `card.jpg`'),
      },
      '/p/{slug}/card.jpg': {
        get: card('getCardWithPicture', 'image/jpeg', 'The petition has no picture: redirects to `card.png`'),
      },
      '/p/{slug}/poster': {
        get: {
          summary: 'A poster with a QR code, for print on A4 or Letter',
          operationId: 'getPoster',
          parameters: [slug, lang, partner],
          responses: {
            200: html('The poster'),
            302: { description: 'The petition is closed. Its hosted page tells what came of it' },
            404: html('Petition not found'),
          },
        },
      },
      '/p/{slug}/qr.svg': {
        get: {
          summary: 'QR code of the hosted page',
          operationId: 'getQrCode',
          parameters: [slug, lang, partner],
          responses: {
            200: { description: 'The image', content: { 'image/svg+xml': { schema: { type: 'string' } } } },
            404: html('Petition not found'),
          },
        },
      },
      '/p/{slug}/mastodon': {
        get: {
          summary: 'Asks for the Mastodon server to share on',
          operationId: 'getMastodon',
          parameters: [slug, lang, partner],
          responses: { 200: html('The page'), 404: html('Petition not found') },
        },
        post: {
          summary: 'Share on a Mastodon server, which is neither stored nor logged',
          operationId: 'postMastodon',
          parameters: [slug, lang, partner],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', properties: { server: { type: 'string' } }, required: ['server'] },
              },
            },
          },
          responses: {
            303: { description: "The server's page to share" },
            404: html('Petition not found'),
            422: html('The page again: that is no server, or the form is on another site'),
            ...problems({
              413: 'The request body exceeds 64 KiB',
              415: 'The body is not a form, or it is compressed',
            }),
          },
        },
      },
      '/feed.xml': {
        get: {
          summary: 'The open petitions as an RSS feed, the newest first',
          operationId: 'getFeed',
          parameters: [lang],
          responses: { 200: xml('The feed', 'application/rss+xml') },
        },
      },
      '/sitemap.xml': {
        get: {
          summary: 'The pages that search engines may list',
          operationId: 'getSitemap',
          responses: { 200: xml('The sitemap', 'application/xml') },
        },
      },
      '/robots.txt': {
        get: {
          summary: 'What robots may read',
          operationId: 'getRobots',
          responses: {
            200: { description: 'The rules', content: { 'text/plain': { schema: { type: 'string' } } } },
          },
        },
      },
      '/favicon.svg': { get: favicon('getFavicon') },
      '/favicon.ico': { get: favicon('getFaviconByOldName') },
      '/privacy': {
        get: {
          summary: 'What happens to a signature, for supporters',
          operationId: 'getPrivacy',
          parameters: [lang],
          responses: { 200: html('The page') },
        },
      },
      '/numbers/{token}': {
        get: {
          summary: 'How many signed through a partner, for anyone who has its link',
          operationId: 'getNumbers',
          parameters: [token, lang],
          responses: { 200: html('The page'), 404: html('The link was revoked, or the partner removed') },
        },
      },
      '/docs/{page}': {
        get: {
          summary: 'The documentation for partners, in English: `embedding` and `styling-and-events`',
          operationId: 'getDocs',
          parameters: [{ name: 'page', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: html('The page'), 404: html('There is no such page') },
        },
      },
      '/oembed': {
        get: {
          summary: 'oEmbed: what an editor inserts for the URL of a hosted page',
          operationId: 'getOEmbed',
          parameters: [
            { name: 'url', in: 'query', required: true, schema: { type: 'string', format: 'uri' } },
            ...['maxwidth', 'maxheight'].map((name) => ({ name, in: 'query', schema: { type: 'integer' } })),
            { name: 'format', in: 'query', schema: { type: 'string', enum: ['json'] } },
          ],
          responses: {
            200: json('oEmbed 1.0, of type rich', { type: 'object' }),
            ...problems({
              400: 'The `url` parameter is missing',
              404: '`url` is not a petition page on this server',
              501: 'A format other than JSON',
            }),
          },
        },
      },
      '/confirm/{token}': emailLink('Confirm', 'Confirm a signature, from its email', {
        200: html(
          'What will be stored, as a form. After POST of the form with `sure=yes`, the signature is counted',
        ),
        404: html('The link no longer works'),
        409: html('The petition is closed'),
        422: html('The form again: a field is invalid, or `sure` is missing'),
      }),
      '/withdraw/{token}': emailLink('Withdraw', 'Withdraw a signature, from its email', {
        200: html('The page. After POST, nothing about the signer is stored'),
        404: html('The link no longer works'),
      }),
      '/unsubscribe/{token}': emailLink(
        'Unsubscribe',
        'Stop all emails to an address, or with `allow` in the query, allow them again',
        {
          200: html('The page. After POST, the server sends no more emails to the address'),
          404: html('The link is invalid'),
        },
      ),
      '/v1/petition-widget.js': {
        get: { summary: 'The newest widget', operationId: 'getFloatingScript', responses: { 200: script() } },
      },
      '/{version}/{file}': {
        get: {
          summary: 'A file of one version of the widget, served forever. v1 is the newest',
          operationId: 'getWidgetFile',
          parameters: [version, file],
          responses: { 200: script(), ...problems({ 404: 'Unknown version or file' }) },
        },
      },
      ...apiPaths(),
      ...osdiPaths(),
      ...consolePaths(),
      '/openapi.json': {
        get: {
          summary: 'This document',
          operationId: 'getOpenApi',
          responses: { 200: json('OpenAPI 3.1', { type: 'object' }) },
        },
      },
      '/healthz': {
        get: {
          summary: 'The process responds',
          operationId: 'getHealth',
          responses: { 200: json('Process is up', ref('Health')) },
        },
      },
      '/readyz': {
        get: {
          summary: 'The process can accept signatures',
          operationId: 'getReadiness',
          responses: { 200: json('Ready', ref('Health')), 503: json('Not ready', ref('Health')) },
        },
      },
      '/self-check/{challenge}': {
        get: {
          summary: 'Answers `petitions doctor`, which finds out whether a URL leads to this server',
          operationId: 'getSelfCheck',
          parameters: [
            {
              name: 'challenge',
              in: 'path',
              required: true,
              description: 'Works for minutes. Only who has the secret can make one.',
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: json('The decrypted challenge', {
              type: 'object',
              properties: { answer: { type: 'string' } },
              required: ['answer'],
            }),
            ...problems({ 404: 'Expired, or made with another secret' }),
          },
        },
      },
    },
    webhooks: Object.fromEntries(
      Object.entries(WEBHOOK_EVENTS).map(([type, event]) => [type, { post: webhook(type, event) }]),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token, which an organizer creates in the console.',
        },
        osdiToken: { type: 'apiKey', in: 'header', name: 'OSDI-API-Token' },
      },
      schemas: {
        Petition: schema(Petition),
        PetitionSummary: schema(PetitionSummary),
        Count: schema(Count),
        // Not an error, so that a form with a field of its own, or made for a newer server, still signs.
        SignatureInput: { ...schema(SignatureInput), additionalProperties: true },
        SignatureResponse: schema(SignatureResponse),
        ApiTokenDescription: schema(ApiTokenDescription),
        ApiCounts: schema(ApiCounts),
        Problem: schema(ProblemDetails),
        ...Object.fromEntries(Object.entries(CONSOLE_SCHEMAS).map(([name, of]) => [name, schema(of)])),
        Health: {
          type: 'object',
          properties: { status: { enum: ['ok', 'unavailable'] } },
          required: ['status'],
        },
      },
    },
  };
}

/** For programs of the organizer. */
function apiPaths() {
  const security = [{ token: [] }];
  const refused = problems({
    400: 'The token is in the address. Send it in the header Authorization',
    401: 'The token is missing, was revoked, or has expired',
    429: 'Too many requests from this network with a token that is not valid',
  });
  const otherScope = problems({ 403: 'The token is for something else' });
  return {
    '/api/v1/token': {
      get: {
        summary: 'What an API token may read',
        operationId: 'getToken',
        security,
        responses: { 200: json('Its scope', ref('ApiTokenDescription')), ...refused },
      },
    },
    '/api/v1/counts': {
      get: {
        summary: 'Published counts of all petitions, and signatures through each partner',
        operationId: 'getCounts',
        security,
        responses: { 200: json('The counts', ref('ApiCounts')), ...otherScope, ...refused },
      },
    },
    '/api/v1/petitions/{slug}/signatures.sealed': {
      get: {
        summary: 'Signatures as `petitions export --sealed` writes them. Only the identity opens them',
        operationId: 'getSealedSignatures',
        security,
        parameters: [
          slug,
          {
            name: 'since',
            in: 'query',
            description: 'Only signatures from this day on, YYYY-MM-DD in UTC.',
            schema: { type: 'string', format: 'date' },
          },
        ],
        responses: {
          200: {
            description: 'The sealed file',
            content: { 'application/octet-stream': { schema: { type: 'string' } } },
          },
          ...otherScope,
          ...refused,
        },
      },
    },
  };
}

/** OSDI's clients send paths with and without a slash at the end. */
function osdiPaths() {
  const security = [{ token: [] }, { osdiToken: [] }];
  const refused = problems({
    400: 'A parameter is not supported. `detail` says what is',
    401: 'The token is missing, was revoked, or has expired',
    403: 'The token does not read counts',
    429: 'Too many requests from this network with a token that is not valid',
  });
  const paging = [
    { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
    { name: 'per_page', in: 'query', schema: { type: 'integer', minimum: 1, maximum: MAX_PER_PAGE } },
    {
      name: 'filter',
      in: 'query',
      description: "Dates, like `created_date gt '2031-02-03'`.",
      schema: { type: 'string' },
    },
  ];
  const answer = (description: string) => ({ 200: json(description, { type: 'object' }) });
  const paths = [
    {
      path: '',
      summary: 'OSDI: the entry point, with a link to tags only for those with a token',
      operationId: 'getOsdiEntryPoint',
      responses: answer('The entry point'),
    },
    {
      path: '/petitions',
      summary: 'OSDI: petitions with `total_signatures`',
      operationId: 'getOsdiPetitions',
      security,
      parameters: paging,
      responses: { ...answer('A page, empty after the last one'), ...refused },
    },
    {
      path: '/petitions/{slug}',
      summary: 'OSDI: one petition',
      operationId: 'getOsdiPetition',
      security,
      parameters: [slug],
      responses: { ...answer('The petition'), ...refused, ...problems({ 404: 'Petition not found' }) },
    },
    {
      path: '/tags',
      summary: 'OSDI: an empty list, by which clients check their token',
      operationId: 'getOsdiTags',
      security,
      parameters: paging,
      responses: { ...answer('An empty page'), ...refused },
    },
  ];
  return Object.fromEntries(
    paths.flatMap(({ path, operationId, ...get }) => [
      [`/osdi/v2${path}`, { get: { ...get, operationId } }],
      [`/osdi/v2${path}/`, { get: { ...get, operationId: `${operationId}WithSlash` } }],
    ]),
  );
}

function schema(of: GenericSchema) {
  // JSON Schema can't express trimming and Unicode classes, so they are missing from the description.
  const { $schema: _, ...described } = toJsonSchema(of, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return described;
}

/** What this server sends to the URLs that organizers add. */
function webhook(type: string, event: GenericSchema) {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  return {
    summary: getDescription(event),
    operationId: `webhook ${type}`,
    parameters: [
      header('webhook-id', 'The same if the event is sent again.'),
      header('webhook-timestamp', 'Seconds since 1970, of this attempt.'),
      header(
        'webhook-signature',
        'One or two, separated by a space: `v1,` and base64 of the HMAC-SHA-256 of ID, timestamp, and body, joined by periods.',
      ),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: schema(event) } } },
    responses: {
      '2XX': { description: 'Accepted' },
      410: { description: 'The webhook is disabled' },
      default: { description: 'The event is sent again later' },
    },
  };
}

/** GET shows a page with a button, POST acts. */
function emailLink(name: string, summary: string, responses: Record<number, object>) {
  const parameters = [token, lang];
  return {
    get: { summary: `${summary}: the page`, operationId: `get${name}`, parameters, responses },
    post: { summary, operationId: `post${name}`, parameters, responses },
  };
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function json(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}

function html(description: string) {
  return { description, content: { 'text/html': { schema: { type: 'string' } } } };
}

function script() {
  return {
    description: 'A JavaScript module',
    content: { 'text/javascript': { schema: { type: 'string' } } },
  };
}

function problems(descriptions: Record<number, string>) {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: ref('Problem') } } },
    ]),
  );
}
