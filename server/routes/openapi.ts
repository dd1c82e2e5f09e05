import { toJsonSchema } from '@valibot/to-json-schema';
import type { Handler } from 'hono';
import type { GenericSchema } from 'valibot';
import { Count, Petition, ProblemDetails, SignatureAnswer, SignatureInput } from '../../common/contract.ts';
import type { AppContext } from '../context.ts';
import { cacheableJson, sendCacheable } from '../http/cache.ts';
import { VERSION } from '../lib/package.ts';

/** OpenAPI 3.1, made from the schemas that validate. */
export function getOpenApi({ config }: AppContext): Handler {
  const answer = cacheableJson(openApi(config.publicUrl), 3600, {});
  return function getOpenApi(c) {
    return sendCacheable(c, answer);
  };
}

const slug = { name: 'slug', in: 'path', required: true, schema: { type: 'string' } };
const version = { name: 'version', in: 'path', required: true, schema: { type: 'string' } };
const partner = {
  name: 'partner',
  in: 'query',
  description: 'Code of the site it stands on.',
  schema: { type: 'string' },
};
const look = [
  { name: 'accent', in: 'query', description: '# and six hex digits.', schema: { type: 'string' } },
  { name: 'radius', in: 'query', description: 'Of corners, like 4px.', schema: { type: 'string' } },
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
    description: 'Leaves out title and text.',
    schema: { type: 'string' },
  },
];
const file = { name: 'file', in: 'path', required: true, schema: { type: 'string' } };
const token = { name: 'token', in: 'path', required: true, schema: { type: 'string' } };
const lang = {
  name: 'lang',
  in: 'query',
  description: 'BCP 47 tag of the wanted language; the petition’s own where it has none like it.',
  schema: { type: 'string' },
};

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
      '/v1/petitions': {
        get: {
          summary: 'All petitions',
          operationId: 'listPetitions',
          parameters: [lang],
          responses: { 200: json('The petitions', { type: 'array', items: ref('Petition') }) },
        },
      },
      '/v1/petitions/{slug}': {
        get: {
          summary: 'One petition',
          operationId: 'getPetition',
          parameters: [slug, lang],
          responses: { 200: json('The petition', ref('Petition')), ...problems({ 404: 'No such petition' }) },
        },
      },
      '/v1/petitions/{slug}/count': {
        get: {
          summary: 'Published count and goal',
          operationId: 'getCount',
          parameters: [slug],
          responses: { 200: json('Count and goal', ref('Count')), ...problems({ 404: 'No such petition' }) },
        },
      },
      '/v1/petitions/{slug}/signatures': {
        post: {
          summary: 'Sign',
          description: 'Every signer gets the same answer: a first, a repeated, a withdrawn one.',
          operationId: 'postSignature',
          parameters: [slug],
          requestBody: { required: true, content: { 'application/json': { schema: ref('SignatureInput') } } },
          responses: {
            202: json('On disk', ref('SignatureAnswer')),
            ...problems({
              400: 'No JSON, or no valid UTF-8',
              403: 'The petition isn’t signed from this site',
              404: 'No such petition',
              409: 'The petition is closed',
              413: 'The body is over 64 KiB',
              415: 'The body is not named application/json',
              422: '`errors` names the fields that need another look',
              429: 'Too many at once, or where `type` ends in `proof-required`: solve `challenge`, and send it again',
              503: 'Nothing was stored; send it again after `Retry-After` seconds',
            }),
          },
        },
      },
      '/p/{slug}': {
        get: {
          summary: 'Hosted page',
          operationId: 'getPage',
          parameters: [slug, lang],
          responses: { 200: html('The page'), 404: html('No such petition') },
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
            200: html('On disk; the page says thanks'),
            409: html('The petition is closed'),
            422: html('The page again, with the mistakes at their fields'),
            429: html('The page again; so many came from this address that it has to wait'),
            503: html('The page again; nothing was stored'),
            ...problems({
              403: 'The petition isn’t signed from this site',
              413: 'The body is over 64 KiB',
              415: 'The body is no form',
            }),
          },
        },
      },
      '/p/{slug}/frame': {
        get: {
          summary: 'The petition for an <iframe>: it tells the page around how high it is',
          operationId: 'getFrame',
          parameters: [slug, lang, partner, ...look],
          responses: {
            200: html('The widget, and a form where there is no script'),
            404: html('There is no such petition'),
          },
        },
      },
      '/p/{slug}/embed-code': {
        get: {
          summary: 'Where a partner chooses how the petition looks on its site, and takes what to paste',
          operationId: 'getEmbedCode',
          parameters: [
            slug,
            lang,
            partner,
            ...look.slice(0, 3),
            { name: 'shape', in: 'query', schema: { type: 'string', enum: ['compact', 'hide-text'] } },
            {
              name: 'pin',
              in: 'query',
              description: 'Scripts of this version, with integrity, where it is there.',
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
            200: html('A form, previews and what to paste'),
            404: html('There is no such petition'),
          },
        },
      },
      '/p/{slug}/card.png': {
        get: {
          summary:
            'The picture for previews: title, count and bar, 1200 by 630 pixels; its count may be some minutes old',
          operationId: 'getCard',
          parameters: [slug, lang],
          responses: {
            200: { description: 'The picture', content: { 'image/png': { schema: { type: 'string' } } } },
            ...problems({
              404: 'No such petition',
              503: 'Too many are being drawn; ask again after `Retry-After` seconds',
            }),
          },
        },
      },
      '/oembed': {
        get: {
          summary: 'oEmbed: what an editor puts in the place of a hosted page’s address',
          operationId: 'getOEmbed',
          parameters: [
            { name: 'url', in: 'query', required: true, schema: { type: 'string', format: 'uri' } },
            ...['maxwidth', 'maxheight'].map((name) => ({ name, in: 'query', schema: { type: 'integer' } })),
            { name: 'format', in: 'query', schema: { type: 'string', enum: ['json'] } },
          ],
          responses: {
            200: json('oEmbed 1.0, of type rich', { type: 'object' }),
            ...problems({
              400: 'No address',
              404: 'No page of a petition here',
              501: 'A format other than JSON',
            }),
          },
        },
      },
      '/confirm/{token}': letterLink('Confirm', 'Confirm a signature, from its letter', {
        200: html('The page; after POST the signature counts'),
        404: html('The link doesn’t work any more'),
        409: html('The petition is closed'),
      }),
      '/withdraw/{token}': letterLink('Withdraw', 'Withdraw a signature, from its letter', {
        200: html('The page; after POST nothing is kept'),
        404: html('The link doesn’t work any more'),
      }),
      '/v1/petition-widget.js': {
        get: { summary: 'The newest widget', operationId: 'getFloatingScript', responses: { 200: script() } },
      },
      '/{version}/{file}': {
        get: {
          summary:
            'The widget, or what it fetches, in one version for ever; the newest where the version is v1',
          operationId: 'getWidgetFile',
          parameters: [version, file],
          responses: { 200: script(), ...problems({ 404: 'Never served here' }) },
        },
      },
      '/openapi.json': {
        get: {
          summary: 'This document',
          operationId: 'getOpenApi',
          responses: { 200: json('OpenAPI 3.1', { type: 'object' }) },
        },
      },
      '/healthz': {
        get: {
          summary: 'The process answers',
          operationId: 'getHealth',
          responses: { 200: json('It does', ref('Health')) },
        },
      },
      '/readyz': {
        get: {
          summary: 'The process can take signatures',
          operationId: 'getReadiness',
          responses: { 200: json('It can', ref('Health')), 503: json('It can’t', ref('Health')) },
        },
      },
    },
    components: {
      schemas: {
        Petition: schema(Petition),
        Count: schema(Count),
        SignatureInput: schema(SignatureInput),
        SignatureAnswer: schema(SignatureAnswer),
        Problem: schema(ProblemDetails),
        Health: {
          type: 'object',
          properties: { status: { enum: ['ok', 'unavailable'] } },
          required: ['status'],
        },
      },
    },
  };
}

function schema(of: GenericSchema) {
  // What can't be said in JSON Schema (trimming, Unicode classes) is left out of the description alone.
  const { $schema: _, ...described } = toJsonSchema(of, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return described;
}

/** GET shows a page with a button, POST does what it says. */
function letterLink(name: string, summary: string, responses: Record<number, object>) {
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
