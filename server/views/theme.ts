import { schemeDeclarations } from '../../common/palette.ts';
import type { Appearance } from '../../common/theme.ts';

/** Custom properties as CSS declarations for the widget's `style`. */
export const propertyDeclarations = ({ accent, radius }: Appearance): string[] => [
  ...(accent ? [`--petition-accent:${accent}`] : []),
  ...(radius === undefined ? [] : [`--petition-radius:${radius}px`]),
];

/** Stylesheet that applies an appearance to a page of this server. Empty if there is nothing to change. */
export function appearanceCss(appearance: Appearance): string {
  const { accent, radius, scheme } = appearance;
  const declarations = [
    ...propertyDeclarations(appearance),
    ...(accent ? [`--accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--radius:${radius}px`]),
    ...(scheme ? [`color-scheme:${scheme}`, schemeDeclarations(scheme)] : []),
  ];
  const background = scheme ? 'body.frame{padding:1.5rem}' : '';
  return declarations.length > 0 ? `:root{${declarations.join(';')}}${background}` : '';
}
