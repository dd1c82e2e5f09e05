import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { listen } from './listen.ts';

type CrmRecord = Record<string, unknown>;

/** Fields that exist, and where a field with the ID of another record leads. */
const ENTITIES: Record<string, { fields: string[]; joins?: Record<string, string> }> = {
  Contact: {
    fields: ['id', 'contact_type', 'first_name', 'last_name', 'is_opt_out', 'source', 'is_deleted'],
  },
  Email: { fields: ['id', 'contact_id', 'email', 'is_primary'], joins: { contact_id: 'Contact' } },
  Activity: {
    fields: [
      ...['id', 'activity_type_id', 'status_id', 'subject', 'activity_date_time', 'details', 'is_deleted'],
      'source_contact_id',
    ],
  },
  ActivityContact: {
    fields: ['id', 'activity_id', 'contact_id', 'record_type_id'],
    joins: { activity_id: 'Activity', contact_id: 'Contact' },
  },
  OptionValue: { fields: ['id', 'option_group_id', 'label', 'value', 'is_active'] },
};
/** What `:name` after a field stands for. */
const OPTIONS: Record<string, number> = {
  'option_group_id:name activity_type': 2,
  'record_type_id:name Activity Source': 2,
  'status_id:name Completed': 2,
};
const REQUIRED: Record<string, string[]> = {
  Contact: ['contact_type'],
  Activity: ['activity_type_id', 'source_contact_id'],
};

const Params = v.strictObject({
  select: v.optional(v.array(v.string())),
  where: v.optional(v.array(v.tuple([v.string(), v.literal('='), v.unknown()]))),
  orderBy: v.optional(v.record(v.string(), v.picklist(['ASC', 'DESC']))),
  limit: v.optional(v.pipe(v.number(), v.integer())),
  values: v.optional(v.record(v.string(), v.unknown())),
});

interface Options {
  activityType?: string | undefined;
  /** Actions that the user of the key may not do. */
  forbidden?: readonly string[];
  /** Called for each request. A status is answered instead. */
  onRequest?: (action: string, params: v.InferOutput<typeof Params>) => number | undefined;
}

/** A stand-in for API version 4 of CiviCRM: knows some fields, and refuses others, as well as everything that isn't sent as it has to be. */
export async function startCivicrm(
  t: TestContext,
  { activityType = 'Signed a petition', forbidden = [], onRequest }: Options = {},
) {
  const key = 'civi-key';
  const tables: Record<string, CrmRecord[]> = {
    ...{ Contact: [], Email: [], Activity: [], ActivityContact: [] },
    OptionValue: [{ id: 1, option_group_id: 2, label: activityType, value: '55', is_active: true }],
  };
  const create = (entity: string, values: CrmRecord): CrmRecord => {
    const record = { id: tables[entity]!.length + 1, is_deleted: false, ...values };
    tables[entity]!.push(record);
    return record;
  };
  const addContact = ({ 'email_primary.email': email, ...values }: CrmRecord) => {
    const { id } = create('Contact', values);
    if (email !== undefined) create('Email', { contact_id: id, email, is_primary: true });
    return { id };
  };

  const fieldValue = (entity: string, record: CrmRecord, path: string): unknown => {
    const [field, rest] = path.split('.') as [string, string | undefined];
    const { fields, joins = {} } = ENTITIES[entity]!;
    if (!fields.includes(field)) throw new Error(`Invalid field '${path}'`);
    if (rest === undefined) return record[field];
    const joined = joins[field]!;
    return fieldValue(joined, tables[joined]!.find(({ id }) => id === record[field])!, rest);
  };
  const resolve = (path: string, value: unknown): [string, unknown] => {
    if (!path.includes(':')) return [path, value];
    const option = OPTIONS[`${path} ${value}`];
    if (option === undefined) throw new Error(`Unknown option '${value}' of ${path}`);
    return [path.split(':')[0]!, option];
  };
  const run = (entity: string, action: string, params: v.InferOutput<typeof Params>): CrmRecord[] => {
    if (action === 'get') {
      const conditions = (params.where ?? []).map(([path, , value]) => resolve(path, value));
      return tables[entity]!.filter((record) =>
        conditions.every(([path, value]) => {
          const stored = fieldValue(entity, record, path);
          // Its database compares text without regard to case.
          return typeof stored === 'string' && typeof value === 'string'
            ? stored.toLowerCase() === value.toLowerCase()
            : stored === value;
        }),
      )
        .slice(0, params.limit)
        .map((record) =>
          Object.fromEntries((params.select ?? []).map((path) => [path, fieldValue(entity, record, path)])),
        );
    }
    const values = Object.fromEntries(
      Object.entries(params.values!).map(([path, value]) => resolve(path, value)),
    );
    for (const field of REQUIRED[entity] ?? []) {
      if (values[field] === undefined) throw new Error(`Mandatory values missing: ${field}`);
    }
    for (const field of Object.keys(values)) {
      const isPrimaryEmail = entity === 'Contact' && field === 'email_primary.email';
      if (!isPrimaryEmail) fieldValue(entity, {}, field);
    }
    if (entity === 'Contact') return [addContact(values)];
    const { source_contact_id, ...activity } = values;
    const { id } = create(entity, activity);
    create('ActivityContact', { activity_id: id, contact_id: source_contact_id, record_type_id: 2 });
    return [{ id }];
  };

  const answer = async (request: IncomingMessage): Promise<[number, object | string]> => {
    const { method, headers, url } = request;
    const [, entity, action] = /^\/civicrm\/ajax\/api4\/(\w+)\/(get|create)$/.exec(url ?? '') ?? [];
    const body = await text(request);
    if (!entity || !action || !ENTITIES[entity]) return [404, '<!doctype html>'];
    if (headers['x-civi-auth'] !== `Bearer ${key}`) return [401, 'HTTP 401 Invalid credential'];
    if (method !== 'POST' || headers['x-requested-with'] !== 'XMLHttpRequest') return [400, {}];
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const params = JSON.parse((isForm && new URLSearchParams(body).get('params')) || '{}');
    try {
      const checked = v.parse(Params, params);
      const status = onRequest?.(`${entity}/${action}`, checked);
      if (status !== undefined) return [status, { error_code: 1, error_message: 'Sorry', status }];
      if (forbidden.includes(`${entity}/${action}`)) return [403, { error_code: 'unauthorized' }];
      const values = run(entity, action, checked);
      return [200, { values, count: values.length, countFetched: values.length }];
    } catch (error) {
      return [500, { error_code: 1, error_message: (error as Error).message, status: 500 }];
    }
  };
  const origin = await listen(t, (request, response) => {
    void answer(request).then(([status, body]) =>
      response
        .writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '0' })
        .end(typeof body === 'string' ? body : JSON.stringify(body)),
    );
  });
  return { url: `${origin}/civicrm/ajax/api4`, key, tables, addContact };
}
