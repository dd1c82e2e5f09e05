/** How a petition is to look in a frame, as its address says. What isn't understood is left out. */
export interface Look {
  /** `#` and six hex digits. */
  accent?: string;
  /** Of corners, in pixels. */
  radius?: number;
  scheme?: 'light' | 'dark';
  hideText: boolean;
}

export function lookIn(query: (name: string) => string | undefined): Look {
  const accent = /^#?([0-9a-f]{6})$/i.exec(query('accent') ?? '')?.[1];
  const radius = /^(?:[0-9]|[1-3][0-9]|40)$/.exec(query('radius') ?? '')?.[0];
  const scheme = /^(?:light|dark)$/.exec(query('scheme') ?? '')?.[0];
  return {
    ...(accent && { accent: `#${accent.toLowerCase()}` }),
    ...(radius && { radius: Number(radius) }),
    ...(scheme && { scheme: scheme as 'light' | 'dark' }),
    hideText: query('text') === 'off',
  };
}

/** The stylesheet that says so; '' where there is nothing to say. */
export function cssOf({ accent, radius, scheme }: Look): string {
  const rules = [
    ...(accent ? [`--petition-accent:${accent}`, `--accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--petition-radius:${radius}px`, `--radius:${radius}px`]),
    ...(scheme ? [`color-scheme:${scheme}`] : []),
  ];
  return rules.length > 0 ? `:root{${rules.join(';')}}` : '';
}
