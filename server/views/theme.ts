/** How a petition is to look on somebody's page, as an address says. What isn't understood is left out. */
export interface Appearance {
  /** `#` and six hex digits. */
  accent?: string;
  /** Of corners, in pixels. */
  radius?: number;
  scheme?: 'light' | 'dark';
  /** Count, bar, and a button that opens the form. */
  compact: boolean;
  hideText: boolean;
}

/** @param query value of a parameter, undefined where the address has none of that name */
export function parseAppearance(query: (name: string) => string | null | undefined): Appearance {
  const accent = /^#?([0-9a-f]{6})$/i.exec(query('accent') ?? '')?.[1];
  const radius = /^([0-9]|[1-3][0-9]|40)(?:px)?$/.exec(query('radius') ?? '')?.[1];
  const scheme = /^(?:light|dark)$/.exec(query('scheme') ?? '')?.[0];
  return {
    ...(accent && { accent: `#${accent.toLowerCase()}` }),
    ...(radius && { radius: Number(radius) }),
    ...(scheme && { scheme: scheme as 'light' | 'dark' }),
    // Named like the widget's attributes, which are there or aren't, too.
    compact: typeof query('compact') === 'string',
    hideText: typeof query('hide-text') === 'string',
  };
}

/** The address with the look in it. */
export function applyAppearance(
  address: string,
  { accent, radius, scheme, compact, hideText }: Appearance,
): string {
  const url = new URL(address);
  if (compact) url.searchParams.set('compact', '');
  if (hideText) url.searchParams.set('hide-text', '');
  if (accent) url.searchParams.set('accent', accent);
  if (radius !== undefined) url.searchParams.set('radius', `${radius}px`);
  if (scheme) url.searchParams.set('scheme', scheme);
  return url.href;
}

/** What the widget is told in its style. */
export function customProperties({ accent, radius }: Appearance): string[] {
  return [
    ...(accent ? [`--petition-accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--petition-radius:${radius}px`]),
  ];
}

/** The stylesheet that says so to a page of ours; '' where there is nothing to say. */
export function appearanceCss(look: Appearance): string {
  const { accent, radius, scheme } = look;
  const rules = [
    ...customProperties(look),
    ...(accent ? [`--accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--radius:${radius}px`]),
    ...(scheme ? [`color-scheme:${scheme}`] : []),
  ];
  const ground = scheme ? 'body.frame{padding:1.5rem}' : '';
  return rules.length > 0 ? `:root{${rules.join(';')}}${ground}` : '';
}
