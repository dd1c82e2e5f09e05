import { transform } from 'esbuild';
import ts from 'typescript';
import { type Browsers, type Finding, findFeature, lacking } from './mdn-data.ts';

/** MDN's names in esbuild's words. Others run the same engine. */
const ESBUILD_NAMES: Record<string, string> = {
  safari: 'safari',
  safari_ios: 'ios',
  chrome: 'chrome',
  edge: 'edge',
  firefox: 'firefox',
};

/** The code as esbuild would write it for the browsers, if that isn't how it is written: then they can't parse it. */
export async function rewrittenSyntax(code: string, browsers: Browsers): Promise<string | undefined> {
  const target = Object.entries(browsers).flatMap(([browser, version]) =>
    ESBUILD_NAMES[browser] ? [`${ESBUILD_NAMES[browser]}${version}`] : [],
  );
  // Esbuild trusts no browser with `\p{…}`, because scripts are added each year. Those here are as old as the syntax.
  const supported = { 'regexp-unicode-property-escapes': true };
  const written = await transform(code, { target: 'esnext' });
  const rewritten = await transform(code, { target, supported });
  return written.code === rewritten.code ? undefined : rewritten.code;
}

const isInLibrary = (path: string) => /\/typescript\/lib\/lib\.[\w.]+\.d\.ts$/.test(path);
const isFromLibrary = (declaration: ts.Declaration) => isInLibrary(declaration.getSourceFile().fileName);

/** Where members and globals stand in MDN's data. */
const ROOTS = [['api'], ['javascript', 'builtins'], ['javascript', 'builtins', 'Intl']];
const variants = (name: string) => [name, `${name}_static`];

/** Every feature that is a member called `name`, of whatever interface. */
const membersNamed = (() => {
  const byName = new Map<string, string[][]>();
  for (const root of ROOTS) {
    for (const owner of Object.keys(findFeature(root) ?? {})) {
      for (const key of Object.keys(findFeature([...root, owner]) ?? {})) {
        const path = [...root, owner, key];
        if (key === '__compat' || !findFeature(path)?.__compat) continue;
        const name = key.replace(/_static$/, '');
        byName.set(name, [...(byName.get(name) ?? []), path]);
      }
    }
  }
  return (name: string) => byName.get(name) ?? [];
})();

const existing = (paths: string[][]) => paths.filter((path) => findFeature(path)?.__compat);

/** TypeScript's names for interfaces that MDN's data has under another. */
const MDN_NAMES: Record<string, string> = { IteratorObject: 'Iterator' };

/** The interface, or variable with a constructor's type, that a declaration is a member of. */
function ownerOf(declaration: ts.Declaration): string | undefined {
  const { parent } = declaration;
  if (ts.isInterfaceDeclaration(parent)) {
    const name = parent.name.text.replace(/Constructor$/, '');
    return MDN_NAMES[name] ?? name;
  }
  if (ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent)) {
    return parent.parent.name.getText();
  }
  return undefined;
}

const globalsNamed = (name: string) =>
  existing([...ROOTS.map((root) => [...root, name]), ['api', 'Window', name]]);

const isLacking = (path: string[], browsers: Browsers) =>
  lacking(findFeature(path)!.__compat!, browsers).length > 0;

/** What a name refers to. TypeScript's mixins aren't in MDN's data: there, any member of the name counts. */
function pathsOf(name: string, symbol: ts.Symbol | undefined, isMember: boolean): string[][] {
  const declarations = symbol?.declarations ?? [];
  // In built code, the types of most values are unknown. TypeScript's own library lacks what is very new.
  if (declarations.length === 0) return isMember ? membersNamed(name) : globalsNamed(name);
  if (!declarations.every(isFromLibrary)) return [];
  const owners = [...new Set(declarations.map(ownerOf))];
  return owners.flatMap((owner) => {
    if (owner === undefined) return globalsNamed(name);
    const known = ROOTS.filter((root) => findFeature([...root, owner]));
    const paths = existing(known.flatMap((root) => variants(name).map((member) => [...root, owner, member])));
    return paths.length > 0 ? paths : membersNamed(name);
  });
}

/** The property that `{ name } = value` reads. */
function destructured(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = node;
  if (!ts.isBindingElement(parent) || !ts.isObjectBindingPattern(parent.parent)) return undefined;
  if (parent.propertyName ? parent.propertyName !== node : parent.name !== node) return undefined;
  return checker.getTypeAtLocation(parent.parent).getProperty(node.text);
}

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  allowImportingTsExtensions: true,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noEmit: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ESNext,
  types: [],
};

const host = ts.createCompilerHost(OPTIONS);
const { getSourceFile } = host;
const library = new Map<string, ts.SourceFile | undefined>();
/** TypeScript's library is large, so it is parsed once for all checks. */
host.getSourceFile = (path, ...rest) => {
  if (!isInLibrary(path)) return getSourceFile(path, ...rest);
  if (!library.has(path)) library.set(path, getSourceFile(path, ...rest));
  return library.get(path);
};

/** APIs that the files use and the browsers don't have. TypeScript sources are judged by the types of what they use. */
export function findUnsupportedApis(files: string[], browsers: Browsers): Finding[] {
  const program = ts.createProgram(files, OPTIONS, host);
  const checker = program.getTypeChecker();
  const findings = new Map<string, Finding>();
  const suspects = new Map<string, boolean>();

  /** Whether a browser lacks anything of this name. Only then does it matter whose member it is, which takes long to find out. */
  const isSuspect = (name: string): boolean => {
    let known = suspects.get(name);
    if (known === undefined) {
      known = [...membersNamed(name), ...globalsNamed(name)].some((path) => isLacking(path, browsers));
      suspects.set(name, known);
    }
    return known;
  };

  const check = (node: ts.Identifier, file: ts.SourceFile): void => {
    if (!isSuspect(node.text)) return;
    const symbol = destructured(node, checker) ?? checker.getSymbolAtLocation(node);
    const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
    const paths = pathsOf(node.text, symbol, isMember);
    const without = paths.map((path) => lacking(findFeature(path)!.__compat!, browsers));
    if (paths.length === 0 || without.some((list) => list.length === 0)) return;
    const feature = paths[0]!.join('.');
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    const where = `${file.fileName}:${line + 1}`;
    findings.set(`${feature} ${where}`, { feature, where, why: `not in ${without[0]!.join(', ')}` });
  };

  for (const path of files) {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`TypeScript found no ${path}`);
    const visit = (node: ts.Node): void => {
      // Types are gone when the code runs.
      if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
      if (ts.isIdentifier(node)) check(node, file);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return [...findings.values()];
}
