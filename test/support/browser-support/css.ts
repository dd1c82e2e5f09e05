import { type CssNode, generate, parse, type Rule, walk } from 'css-tree';
import { type Browsers, type Finding, findFeature, lacking } from './mdn-data.ts';

interface Use {
  path: string[];
  prefix: string;
}

const VENDOR = /^-(?:webkit|moz|ms)-/;
const withoutPrefix = (name: string) => name.replace(VENDOR, '');
const prefixOf = (name: string) => VENDOR.exec(name)?.[0] ?? '';

/** The paths below `css.types` that end in a name: functions and units stand at various depths. */
const typesNamed = (name: string): string[][] => {
  const found: string[][] = [];
  const search = (path: string[]) => {
    for (const key of Object.keys(findFeature(path) ?? {})) {
      if (key === '__compat') continue;
      if (key === name) found.push([...path, key]);
      search([...path, key]);
    }
  };
  search(['css', 'types']);
  return found.sort((a, b) => a.length - b.length);
};

/** A function that MDN's data has under only some of the properties that it works in. */
const propertiesWith = (name: string): string[][] =>
  Object.keys(findFeature(['css', 'properties']) ?? {})
    .map((property) => ['css', 'properties', property, name])
    .filter((path) => findFeature(path)?.__compat);

/** What MDN's data lists together. */
const UNIT_GROUPS: [RegExp, string][] = [
  [/^cq(?:[whib]|min|max)$/, 'container_query_length_units'],
  [/^dv(?:[whib]|min|max)$/, 'viewport_percentage_units_dynamic'],
  [/^lv(?:[whib]|min|max)$/, 'viewport_percentage_units_large'],
  [/^sv(?:[whib]|min|max)$/, 'viewport_percentage_units_small'],
];
const COLOR_FUNCTIONS = /^(?:color|rgba?|hsla?|hwb|lab|lch|oklab|oklch)$/;

const use = (...path: string[]): Use => ({ path, prefix: '' });

/** A pseudo-class or pseudo-element that has an entry of its own under its name, with or without its prefix. */
function selectorUse(name: string): Use {
  if (findFeature(['css', 'selectors', name])) {
    return { path: ['css', 'selectors', name], prefix: '' };
  }
  return { path: ['css', 'selectors', withoutPrefix(name)], prefix: prefixOf(name) };
}

/** A rule that has only a vendor's pseudo-element is meant for that vendor's engine. */
const isForOneEngine = (selector: CssNode): boolean =>
  selector.type === 'SelectorList' && selector.children.size === 1 && /::-\w+-/.test(generate(selector));

function usesOfSelector(selector: CssNode): Use[] {
  const uses: Use[] = [];
  if (isForOneEngine(selector)) return uses;
  walk(selector, (node) => {
    if (node.type === 'PseudoClassSelector' || node.type === 'PseudoElementSelector') {
      uses.push(selectorUse(node.name));
    }
    if (node.type === 'NestingSelector') uses.push(use('css', 'selectors', 'nesting'));
  });
  return uses;
}

/** What the value of a property uses, such as keywords, functions, and units. */
function usesOfValue(property: string, value: CssNode): Use[] {
  const uses: Use[] = [];
  const ofProperty = (name: string) => {
    const path = ['css', 'properties', property, name];
    return findFeature(path)?.__compat ? path : undefined;
  };
  walk(value, (node) => {
    if (node.type === 'Identifier') {
      const path = ofProperty(node.name);
      if (path) uses.push({ path, prefix: '' });
    } else if (node.type === 'Dimension') {
      const group = UNIT_GROUPS.find(([units]) => units.test(node.unit))?.[1];
      const path = ['css', 'types', 'length', group ?? node.unit];
      if (findFeature(path)) uses.push({ path, prefix: '' });
    } else if (node.type === 'Function') {
      const path = ofProperty(node.name) ?? [...typesNamed(node.name), ...propertiesWith(node.name)][0];
      uses.push({ path: path ?? ['css', 'types', node.name], prefix: '' });
      const first = node.children.first;
      if (COLOR_FUNCTIONS.test(node.name) && first?.type === 'Identifier' && first.name === 'from') {
        uses.push(use('css', 'types', 'color', node.name, 'relative_syntax'));
      }
    }
  });
  return uses;
}

function usesOfDeclaration(property: string, value: CssNode): Use[] {
  if (property.startsWith('--')) return usesOfValue(property, value);
  const known = findFeature(['css', 'properties', property]);
  const [name, prefix] = known ? [property, ''] : [withoutPrefix(property), prefixOf(property)];
  return [{ path: ['css', 'properties', name], prefix }, ...usesOfValue(name, value)];
}

function usesOfQuery(atRule: string, prelude: CssNode): Use[] {
  const uses = [use('css', 'at-rules', atRule)];
  if (atRule !== 'media') return uses;
  walk(prelude, (node) => {
    if (node.type === 'Feature')
      uses.push(use('css', 'at-rules', 'media', node.name.replace(/^m(?:in|ax)-/, '')));
    if (node.type === 'FeatureRange') uses.push(use('css', 'at-rules', 'media', 'range_syntax'));
  });
  return uses;
}

const pathOf = ({ path, prefix }: Use) => `${path.join('.')}${prefix && ` (${prefix})`}`;

/**
 * What of a stylesheet the browsers don't have, and nothing stands in for. A browser drops a declaration that it doesn't
 * understand, and keeps the one before it. Not if the value has a `var()`: then it finds out when it is too late for that.
 */
export function findUnsupportedCss(css: string, browsers: Browsers): Finding[] {
  const findings: Finding[] = [];
  const ast = parse(css, {
    parseCustomProperty: true,
    onParseError: (error) => {
      throw error;
    },
  });

  const missing = (uses: Use[], granted: Set<string>): { feature: string; why: string }[] =>
    uses.flatMap((one) => {
      const feature = pathOf(one);
      const compat = findFeature(one.path)?.__compat;
      if (!compat) return [{ feature, why: 'MDN’s data has no such feature' }];
      const without = granted.has(feature) ? [] : lacking(compat, browsers, one.prefix);
      return without.length > 0 ? [{ feature, why: `not in ${without.join(', ')}` }] : [];
    });
  const check = (uses: Use[], where: string, granted: Set<string>): void => {
    findings.push(...missing(uses, granted).map((found) => ({ ...found, where })));
  };

  const checkRule = (rule: Rule, granted: Set<string>): void => {
    const selector = generate(rule.prelude);
    check(usesOfSelector(rule.prelude), selector, granted);
    const fallbacks = new Set<string>();
    rule.block.children.forEach((node) => {
      if (node.type !== 'Declaration') {
        visit(node, granted);
        return;
      }
      const name = withoutPrefix(node.property);
      const uses = usesOfDeclaration(node.property, node.value);
      const without = missing(uses, granted);
      if (without.length === 0) {
        fallbacks.add(name);
        return;
      }
      const isComputed = uses.some(({ path }) => path.join('.') === 'css.types.var');
      const isCustom = node.property.startsWith('--');
      if (fallbacks.has(name) && !isComputed && !isCustom) return;
      const where = `${selector} { ${node.property}: ${generate(node.value)} }`;
      const late = isComputed || isCustom ? '; no declaration before it helps: use @supports' : '';
      findings.push(...without.map(({ feature, why }) => ({ feature, where, why: why + late })));
    });
  };

  const visit = (node: CssNode, granted: Set<string>): void => {
    if (node.type === 'Rule') checkRule(node, granted);
    if (node.type === 'StyleSheet' || node.type === 'Block') {
      node.children.forEach((child) => {
        visit(child, granted);
      });
    }
    if (node.type !== 'Atrule') return;
    const name = withoutPrefix(node.name);
    const prelude = node.prelude ? generate(node.prelude) : '';
    let inside = granted;
    if (name === 'supports') {
      if (!/\bnot\b|\bor\b/.test(prelude))
        inside = new Set([...granted, ...supportsCondition(node.prelude!)]);
    } else if (name === 'keyframes') {
      check([use('css', 'at-rules', 'keyframes')], `@keyframes ${prelude}`, granted);
    } else {
      check(usesOfQuery(name, node.prelude!), `@${name} ${prelude}`, granted);
    }
    if (node.block && name !== 'keyframes') visit(node.block, inside);
  };
  visit(ast, new Set());
  return findings;
}

/** The features that a browser must have for the rules in this `@supports`. */
function supportsCondition(prelude: CssNode): string[] {
  const uses: Use[] = [];
  walk(prelude, (node) => {
    if (node.type === 'Declaration') uses.push(...usesOfDeclaration(node.property, node.value));
    if (node.type === 'FeatureFunction' && node.feature === 'selector')
      uses.push(...usesOfSelector(node.value));
  });
  return uses.map(pathOf);
}
