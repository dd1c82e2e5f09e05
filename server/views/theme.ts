import { type Appearance, appearanceProperties } from '../../common/theme.ts';

/** Custom properties as CSS declarations for the widget's `style`. */
export const propertyDeclarations = (appearance: Appearance): string[] =>
  appearanceProperties(appearance).map(([name, value]) => `${name}:${value}`);

/** Stylesheet that gives an appearance to a page of ours. Empty if there is nothing to change. */
export function appearanceCss(appearance: Appearance): string {
  const { accent, radius, scheme } = appearance;
  const declarations = [
    ...propertyDeclarations(appearance),
    ...(accent ? [`--accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--radius:${radius}px`]),
    ...(scheme ? [`color-scheme:${scheme}`] : []),
  ];
  const background = scheme ? 'body.frame{padding:1.5rem}' : '';
  return declarations.length > 0 ? `:root{${declarations.join(';')}}${background}` : '';
}
