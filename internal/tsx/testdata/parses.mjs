// Tells for each file on standard input whether the TypeScript compiler parses
// it: a line per file, empty or the first error. A file comes as a line of
// JSON with its name and its size in bytes, and then its text. The compiler is
// the one installed in the current directory.
import { createRequire } from "node:module";
import { join } from "node:path";

const ts = createRequire(join(process.cwd(), "package.json"))("typescript");

const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

function check(name, text) {
	const file = ts.createSourceFile(name, text, options);
	const [error] = file.parseDiagnostics;
	if (!error) return "";
	const at = file.getLineAndCharacterOfPosition(error.start);
	return `${at.line + 1}:${at.character + 1}: ${ts.flattenDiagnosticMessageText(error.messageText, " ")}`;
}

let parts = [];
let held = 0;
let head;

// take returns the first size bytes of what has come in.
function take(size) {
	const all = parts.length === 1 ? parts[0] : Buffer.concat(parts);
	parts = [all.subarray(size)];
	held -= size;
	return all.subarray(0, size);
}

function next() {
	if (!head) {
		const end = parts.length > 0 ? Buffer.concat(parts).indexOf(10) : -1;
		if (end < 0) return false;
		head = JSON.parse(take(end + 1).toString());
	}
	if (held < head.size) return false;
	const text = take(head.size).toString();
	process.stdout.write(`${check(head.name, text)}\n`);
	head = undefined;
	return true;
}

for await (const chunk of process.stdin) {
	parts.push(chunk);
	held += chunk.length;
	while (next());
}
