/** Compiles src/ with TypeScript, and rolls the types of the library up into one file without types of zod. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';
import { root } from './compile.mjs';

/** Writes modules and types into a folder. */
export function compileModules(outDir) {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    { outDir },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  const program = ts.createProgram(fileNames, options);
  const wrong = ts.getPreEmitDiagnostics(program);
  if (wrong.length > 0) fail(...wrong);
  program.emit(undefined, undefined, undefined, false, {
    afterDeclarations: [withoutZod(program.getTypeChecker())],
  });
}

/** Types that are inferred from a schema, such as `z.output<typeof schema>`, written out. */
function withoutZod(checker) {
  const flags = ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.MultilineObjectLiterals;
  const written = (node, file) => checker.typeToTypeNode(checker.getTypeFromTypeNode(node), file, flags);
  return (context) => (file) => {
    const folder = dirname(ts.getOriginalNode(file).fileName);
    const relativeImports = (node) => {
      const path = ts.isImportTypeNode(node) && node.argument.literal.text;
      if (!path || path.startsWith('.')) return ts.visitEachChild(node, relativeImports, context);
      const name = ts.factory.createStringLiteral(`./${relative(folder, path)}.js`);
      const argument = ts.factory.createLiteralTypeNode(name);
      const { attributes, qualifier, typeArguments, isTypeOf } = node;
      return ts.factory.updateImportTypeNode(node, argument, attributes, qualifier, typeArguments, isTypeOf);
    };
    const original = ts.getOriginalNode(file);
    const visit = (node) => {
      return isInferred(node)
        ? ts.visitNode(written(ts.getOriginalNode(node), original), relativeImports)
        : ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

function isInferred(node) {
  if (!ts.isTypeReferenceNode(node) || !ts.isQualifiedName(node.typeName)) return false;
  const { left, right } = node.typeName;
  return left.text === 'z' && ['input', 'output', 'infer'].includes(right.text);
}

/** One file of types for each entry point, in place of its own: all that it exports, and what that refers to. */
export async function rollUpTypes(folder, entries) {
  for (const entry of entries) {
    const file = join(folder, `${entry}.d.ts`);
    const rolled = await rollup({ input: file, external: ['rxjs'], plugins: [dts()], onwarn: refuse });
    await rolled.write({ file });
    await rolled.close();
    writeFileSync(file, withCommentsInNamespaces(readFileSync(file, 'utf8')));
  }
}

/** What a namespace exports is declared once more there; editors and the reference show the comment that stands before it. */
function withCommentsInNamespaces(text) {
  return text.replace(/^declare const \w+_d_(\w+): typeof \1;$/gm, (line, name) => {
    const declared = new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/\\n)declare (?:const|function) ${name}\\b`);
    return `${text.match(declared)?.[1] ?? ''}${line}`;
  });
}

function refuse({ message }) {
  throw new Error(message);
}

function fail(...diagnostics) {
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  process.stderr.write(ts.formatDiagnostics(diagnostics, host));
  throw new Error('the sources do not compile; what is wrong is above');
}
