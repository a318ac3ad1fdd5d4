// Writes what the names in files refer to, as the TypeScript compiler resolves
// them. Standard input has a path per line; the answer is a line of JSON for
// each: pairs of offsets in bytes, that of a name and that of the name in its
// first declaration in the file, or -1 where there is none. A declaration
// inside of a type counts as none.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ts = createRequire(join(process.cwd(), "package.json"))("typescript");
const K = ts.SyntaxKind;
const F = ts.SymbolFlags;
const options = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest, allowJs: true, jsx: ts.JsxEmit.Preserve };

function program(path, text) {
	const file = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }, true);
	const host = {
		getSourceFile: (name) => (name === path ? file : undefined),
		fileExists: (name) => name === path,
		readFile: () => undefined,
		getDefaultLibFileName: () => "lib.d.ts",
		getCurrentDirectory: () => "/",
		getCanonicalFileName: (name) => name,
		useCaseSensitiveFileNames: () => true,
		getNewLine: () => "\n",
		writeFile: () => {},
	};
	return { file, checker: ts.createProgram([path], options, host).getTypeChecker() };
}

// isReference tells names that refer to something in a scope from those of
// members, labels and the like.
function isReference(id) {
	const p = id.parent;
	switch (p.kind) {
		case K.PropertyAccessExpression: return p.name !== id;
		case K.QualifiedName: return p.right !== id;
		case K.BindingElement: return p.propertyName !== id;
		case K.ImportSpecifier: return false;
		case K.ExportSpecifier: return !p.parent.parent.moduleSpecifier && (p.propertyName ?? p.name) === id;
		case K.ImportType: case K.MetaProperty: case K.LabeledStatement: case K.BreakStatement: case K.ContinueStatement:
		case K.JsxAttribute: case K.JsxNamespacedName: case K.NamespaceExport: case K.ImportAttribute: case K.NamespaceExportDeclaration:
			return false;
		case K.JsxOpeningElement: case K.JsxClosingElement: case K.JsxSelfClosingElement:
			return !ts.isIntrinsicJsxName(id.escapedText);
		case K.ShorthandPropertyAssignment: return true;
		case K.TypeReference: return !ts.isConstTypeReference(p);
	}
	return !ts.isDeclarationName(id);
}

const meanings = [[1, F.Value], [2, F.Type], [4, F.Namespace]];

function meaningOf(id) {
	const wanted = id.parent.kind === K.ShorthandPropertyAssignment ? 1 : ts.getMeaningFromLocation(id);
	return meanings.reduce((flags, [bit, flag]) => (wanted & bit ? flags | flag : flags), 0);
}

// isTop reports whether a declaration declares a name of the whole file.
function isTop(file, node) {
	const container = ts.getEnclosingBlockScopeContainer(node);
	return container === file && node.kind !== K.TypeParameter;
}

// inType reports whether a declaration is a part of a type.
function inType(node) {
	for (let n = node; n && !ts.isStatement(n); n = n.parent) {
		if (ts.isTypeNode(n) && n.kind !== K.ExpressionWithTypeArguments) return true;
	}
	return false;
}

// holds tells the type parameters of an interface from those of a class that
// is merged with it.
const holds = (node, id) => node.pos <= id.pos && id.end <= node.end;

function declarationOf(checker, file, id) {
	const symbol = checker.resolveName(id.text, id, meaningOf(id), false);
	const symbols = [symbol];
	if (symbol?.declarations?.some((d) => isTop(file, d))) {
		// What is exported and what is not have tables of their own.
		symbols.push(file.locals?.get(symbol.escapedName), file.symbol?.exports?.get(symbol.escapedName));
	}
	const found = symbols.flatMap((s) => s?.declarations ?? [])
		.filter((d) => d.getSourceFile() === file && !inType(d) && (d.kind !== K.TypeParameter || holds(d.parent, id)))
		.map((d) => ts.getNameOfDeclaration(d)?.getStart(file) ?? -1);
	return found.length ? Math.min(...found) : -1;
}

function resolve(path) {
	const text = readFileSync(path, "utf8");
	const { file, checker } = program(path, text);
	const pairs = [];
	const visit = (node) => {
		if (node.kind === K.Identifier && node.text && isReference(node)) {
			pairs.push([node.getStart(file), declarationOf(checker, file, node)]);
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	const bytes = byteOffsets(text);
	return pairs.flat().map((at) => (at < 0 ? at : bytes(at)));
}

// byteOffsets turns offsets in a string into those in the file.
function byteOffsets(text) {
	const size = new Uint32Array(text.length + 1);
	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);
		size[i + 1] = size[i] + (c < 0x80 ? 1 : c < 0x800 || (c >= 0xd800 && c <= 0xdfff) ? 2 : 3);
	}
	return (at) => size[at];
}

for (const path of readFileSync(0, "utf8").split("\n")) {
	if (path) process.stdout.write(`${JSON.stringify(resolve(path))}\n`);
}
