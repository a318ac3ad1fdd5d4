// Writes the syntax tree of the TypeScript compiler for the files named on
// standard input, one per line, as the binary records that fidelity_test.go
// reads. The compiler is the one installed in the current directory.
import { createRequire } from "node:module";
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const ts = createRequire(join(process.cwd(), "package.json"))("typescript");
const K = ts.SyntaxKind;

let out = Buffer.allocUnsafe(1 << 22);
let used = 0;

function flush() {
	for (let at = 0; at < used; ) {
		try {
			at += writeSync(1, out, at, used - at);
		} catch (e) {
			if (e.code !== "EAGAIN") throw e;
		}
	}
	used = 0;
}

function room(n) {
	if (used + n > out.length) flush();
	if (n > out.length) out = Buffer.allocUnsafe(n);
}

function u16(n) {
	out.writeUInt16LE(n, used);
	used += 2;
}

function u32(n) {
	out.writeUInt32LE(n, used);
	used += 4;
}

// Parts of the compiler's tree that have no node of their own in ours.
const transparent = new Set([
	K.ImportClause,
	K.CaseBlock,
	K.JsxAttributes,
	K.TemplateSpan,
	K.ExternalModuleReference,
	K.JsxOpeningFragment,
	K.JsxClosingFragment,
]);

const modifiers = new Set([
	K.AbstractKeyword, K.AccessorKeyword, K.AsyncKeyword, K.ConstKeyword, K.DeclareKeyword, K.DefaultKeyword,
	K.ExportKeyword, K.InKeyword, K.PublicKeyword, K.PrivateKeyword, K.ProtectedKeyword, K.ReadonlyKeyword,
	K.StaticKeyword, K.OutKeyword, K.OverrideKeyword,
]);

// The flag of a template that has an escape which stands for nothing.
const invalidEscape = 1 << 11;

const keywords = new Set([
	K.ThisKeyword, K.SuperKeyword, K.NullKeyword, K.TrueKeyword, K.FalseKeyword, K.ImportKeyword,
]);

const wanted = (node) => {
	const k = node.kind;
	if (k > K.LastToken || k === K.Identifier || k === K.PrivateIdentifier) return !transparent.has(k);
	return (k >= K.FirstLiteralToken && k <= K.LastTemplateToken) || k === K.JsxText || modifiers.has(k) || keywords.has(k);
};

// What a record says besides kind and range: names, operators, and the marks
// that our nodes keep as fields.
function detail(node, start) {
	switch (node.kind) {
		case K.Identifier:
			return ts.idText(node);
		case K.PrivateIdentifier:
			return ts.idText(node);
		case K.StringLiteral:
			return node.text;
		case K.NoSubstitutionTemplateLiteral:
		case K.TemplateHead:
		case K.TemplateMiddle:
		case K.TemplateTail:
			return node.templateFlags & invalidEscape ? "" : node.text;
		case K.BinaryExpression:
			return ts.tokenToString(node.operatorToken.kind) + start(node.operatorToken);
		case K.PrefixUnaryExpression:
		case K.PostfixUnaryExpression:
			return ts.tokenToString(node.operator);
		case K.VariableDeclarationList:
			return ["var", "let", "const", "", "using", "", "await using"][node.flags & 7];
		case K.HeritageClause:
			return ts.tokenToString(node.token);
		case K.ImportDeclaration:
			return node.importClause?.phaseModifier ? ts.tokenToString(node.importClause.phaseModifier) : "";
		case K.ImportEqualsDeclaration:
		case K.ImportSpecifier:
		case K.ExportSpecifier:
		case K.ExportDeclaration:
			return node.isTypeOnly ? "type" : "";
		case K.ExportAssignment:
			return node.isExportEquals ? "=" : "";
		case K.ArrowFunction:
			return "" + start(node.equalsGreaterThanToken);
		case K.ForOfStatement:
			return node.awaitModifier ? "await" : "";
		case K.PropertyAssignment:
		case K.ShorthandPropertyAssignment:
			return ""; // the marks it may have are never valid
		case K.MetaProperty:
			return ts.tokenToString(node.keywordToken);
	}
	let marks = "";
	if (node.dotDotDotToken) marks += "...";
	if (node.asteriskToken) marks += "*";
	if (node.questionDotToken) marks += "?.";
	if (node.questionToken && node.kind !== K.ConditionalExpression) marks += "?";
	if (node.exclamationToken) marks += "!";
	return marks;
}

function dump(index, path, name) {
	const bytes = readFileSync(path);
	let text = bytes.toString("utf8");
	let encoding = "utf8";
	// Bytes that are no UTF-8 are read as Latin-1, so that offsets stay bytes.
	if (text.includes("\uFFFD") && !Buffer.from(text, "utf8").equals(bytes)) {
		encoding = "latin1";
		text = bytes.toString(encoding);
	}
	let offsets;
	if (text.length !== bytes.length) {
		offsets = new Uint32Array(text.length + 1);
		let at = 0;
		for (let i = 0; i < text.length; i++) {
			offsets[i] = at;
			const c = text.charCodeAt(i);
			at += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3;
		}
		offsets[text.length] = at;
	}
	const byte = offsets ? (i) => offsets[i] : (i) => i;
	const file = ts.createSourceFile(name, text, {
		languageVersion: ts.ScriptTarget.Latest,
		jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
	});
	room(10);
	const failed = file.parseDiagnostics.length > 0;
	u32(index);
	u16(failed ? 1 : 0);
	if (failed) return;
	const start = (node) => byte(node.getStart(file));
	const record = (kind, from, to, text) => {
		room(14 + 3 * text.length);
		u16(kind);
		u32(from);
		u32(to);
		const n = out.write(text, used + 4, encoding);
		u32(n);
		used += n;
	};
	const visit = (node, parent) => {
		const isType = node.kind !== K.ExpressionWithTypeArguments && ts.isTypeNode(node);
		if (node === parent?.operatorToken) return;
		if (!isType && !wanted(node)) {
			if (transparent.has(node.kind)) ts.forEachChild(node, (child) => visit(child, node));
			return;
		}
		const from = node.kind === K.JsxText ? byte(node.pos) : start(node);
		const to = byte(node.end);
		if (parent?.kind === K.ImportEqualsDeclaration && node === parent.moduleReference) {
			record(K.QualifiedName, from, to, "");
		} else if (isType) {
			record(K.TypeReference, from, to, "");
		} else {
			record(node.kind, from, to, detail(node, start));
			ts.forEachChild(node, (child) => visit(child, node));
		}
	};
	for (const statement of file.statements) visit(statement, undefined);
	room(2);
	u16(0);
}

const names = [];
for (const [name, kind] of Object.entries(K)) {
	if (typeof kind === "number" && !/^(First|Last)/.test(name)) names[kind] ??= name;
}
const table = Buffer.from(JSON.stringify(names.map((n) => n ?? "")) + "\n");
table.copy(out, used);
used += table.length;

const files = readFileSync(0, "utf8").split("\n").filter(Boolean);
files.forEach((path, i) => dump(i, path, path));
flush();
