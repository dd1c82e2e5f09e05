/**
 * Checks the types of everything, and of each file once: `tsc -p` would check the server again for every project that imports
 * from it. A file is checked in the project of its folder, whose settings know what it may use: no DOM on the server, nothing of Node in the
 * browser. `npm run check`
 */
import { resolve } from 'node:path';
import ts from 'typescript';

/** Nested before what is around them. */
const PROJECTS = ['common', 'server', 'widget', 'console', 'npm', '.'].map((folder) => resolve(folder));
const projectOf = (fileName) => PROJECTS.find((folder) => fileName.startsWith(`${folder}/`));

/** What every project needs, such as the types of Node, is parsed once. */
const parsedFiles = new Map();

const errors = PROJECTS.flatMap(checkProject);
process.stdout.write(
  ts.formatDiagnosticsWithColorAndContext(errors, {
    getCurrentDirectory: () => process.cwd(),
    getCanonicalFileName: (fileName) => fileName,
    getNewLine: () => '\n',
  }),
);
process.exitCode = errors.length > 0 ? 1 : 0;

function checkProject(folder) {
  const { config, error } = ts.readConfigFile(`${folder}/tsconfig.json`, ts.sys.readFile);
  if (error) return [error];
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(fileNames, options, sharingHost(options));
  const own = program.getSourceFiles().filter(({ fileName }) => {
    const isPackage = program.isSourceFileFromExternalLibrary(program.getSourceFile(fileName));
    return !isPackage && !fileName.endsWith('.d.ts') && projectOf(fileName) === folder;
  });
  return [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
}

function sharingHost(options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (fileName, ...rest) => {
    if (!parsedFiles.has(fileName)) parsedFiles.set(fileName, getSourceFile(fileName, ...rest));
    return parsedFiles.get(fileName);
  };
  return host;
}
