/** Documents of OSDI in HAL, in the shape in which clients of Action Network read them. */
import type { OsdiQuery } from './query.ts';

/** A resource, with the dates that lists can be filtered by. */
export interface Resource {
  identifiers: string[];
  created_date?: string;
  modified_date?: string;
  _links: Record<string, { href: string }>;
  [field: string]: unknown;
}

/** Clients read the ID of a resource from an identifier that starts like this, and from nothing else. */
export const identifierOf = (id: string): string => `action_network:${id}`;

/** The most precise time that is known of a day. */
export const dateOf = (day: string): string => `${day}T00:00:00Z`;

/**
 * The entry point. Clients check their key by the link to tags.
 *
 * @param base URL without a slash at the end
 * @param collections names of the lists
 */
export function entryPoint(base: string, collections: readonly string[], isAuthorized: boolean) {
  const names = isAuthorized ? [...collections, 'tags'] : collections;
  return {
    motd: 'Read only. See docs/integrations.md of the petition server.',
    max_pagesize: 25,
    vendor_name: 'Petition server',
    product_name: 'Petition server',
    osdi_version: '1.2.0',
    _links: {
      self: { href: base },
      ...Object.fromEntries(names.map((name) => [`osdi:${name}`, { href: `${base}/${name}` }])),
    },
  };
}

/** One page of a list. A page after the last one is empty: that is where clients stop. */
export function collection(
  url: string,
  name: string,
  resources: readonly Resource[],
  { page, perPage, conditions }: OsdiQuery,
) {
  const matching = resources.filter((resource) =>
    conditions.every(({ field, matches }) => {
      const value = resource[field];
      return typeof value === 'string' && matches(Date.parse(value));
    }),
  );
  const pages = Math.ceil(matching.length / perPage);
  const linkTo = (number: number) => ({ href: `${url}?page=${number}&per_page=${perPage}` });
  return {
    total_pages: pages,
    per_page: perPage,
    page,
    total_records: matching.length,
    _links: { self: linkTo(page), ...(page < pages && { next: linkTo(page + 1) }) },
    _embedded: { [`osdi:${name}`]: matching.slice((page - 1) * perPage, page * perPage) },
  };
}
