/** All mutants of TypeScript files, found in their syntax trees, as JSON: `node typescript_mutants.mjs TREE FOLDER...` */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tree, ...folders] = process.argv.slice(2);
const ts = createRequire(join(tree, "frontend/package.json"))("typescript");
const K = ts.SyntaxKind;

const OPERATORS = new Map([
	[K.LessThanToken, "<="],
	[K.LessThanEqualsToken, "<"],
	[K.GreaterThanToken, ">="],
	[K.GreaterThanEqualsToken, ">"],
	[K.EqualsEqualsEqualsToken, "!=="],
	[K.ExclamationEqualsEqualsToken, "==="],
	[K.PlusToken, "-"],
	[K.MinusToken, "+"],
	[K.AsteriskToken, "/"],
	[K.SlashToken, "*"],
	[K.PercentToken, "*"],
	[K.AmpersandAmpersandToken, "||"],
	[K.BarBarToken, "&&"],
	[K.AmpersandToken, "|"],
	[K.BarToken, "&"],
	[K.LessThanLessThanToken, ">>>"],
	[K.GreaterThanGreaterThanGreaterThanToken, "<<"],
	[K.GreaterThanGreaterThanToken, "<<"],
	[K.PlusEqualsToken, "-="],
	[K.MinusEqualsToken, "+="],
]);
const NAMES = new Map([
	["min", "max"],
	["max", "min"],
	["some", "every"],
	["every", "some"],
	["ceil", "floor"],
	["floor", "ceil"],
]);

function mutantsOf(path) {
	const text = readFileSync(join(tree, path), "utf8");
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
	const bytesTo = (position) => Buffer.byteLength(text.slice(0, position));
	const found = [];
	const replace = (from, to, replacement, shown) => {
		const what = shown.replace(/\s+/g, " ");
		const short = what.length > 150 ? `${what.slice(0, 147)}...` : what;
		const line = file.getLineAndCharacterOfPosition(from).line + 1;
		found.push({ path, start: bytesTo(from), end: bytesTo(to), replacement, line, what: short });
	};
	const replaceNode = (node, replacement) => {
		replace(node.getStart(), node.end, replacement, `${node.getText()}  ->  ${replacement || "(nothing)"}`);
	};

	function visit(node) {
		// Types, imports and the words of errors are not what is computed.
		if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
		if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
		if (ts.isThrowStatement(node)) {
			replaceNode(node, ";");
			return;
		}
		if (ts.isTemplateExpression(node)) return;
		if (ts.isBinaryExpression(node)) {
			const { left, operatorToken, right } = node;
			const other = OPERATORS.get(operatorToken.kind);
			const isText = ts.isStringLiteralLike(left) || ts.isStringLiteralLike(right) || ts.isTemplateExpression(left);
			const shown = (operator) => `${node.getText()}  ->  ${left.getText()} ${operator} ${right.getText()}`;
			if (other && !(isText && operatorToken.kind === K.PlusToken)) {
				replace(operatorToken.getStart(), operatorToken.end, other, shown(other));
			}
			const isChoice = [K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken].includes(operatorToken.kind);
			if (isChoice) for (const part of [left, right]) replaceNode(node, `(${part.getText()})`);
			if (operatorToken.kind === K.QuestionQuestionEqualsToken) {
				replace(operatorToken.getStart(), operatorToken.end, "=", shown("="));
			}
		} else if (ts.isConditionalExpression(node)) {
			for (const part of [node.whenTrue, node.whenFalse]) replaceNode(node, `(${part.getText()})`);
		} else if (ts.isPrefixUnaryExpression(node)) {
			if ([K.ExclamationToken, K.MinusToken, K.TildeToken].includes(node.operator)) replaceNode(node, `(${node.operand.getText()})`);
		} else if (ts.isNumericLiteral(node)) {
			const value = Number(node.text);
			replaceNode(node, String(value + 1));
			replaceNode(node, `(${value - 1})`);
		} else if (node.kind === K.TrueKeyword) replaceNode(node, "false");
		else if (node.kind === K.FalseKeyword) replaceNode(node, "true");
		else if (ts.isPropertyAccessExpression(node) && NAMES.has(node.name.text) && ts.isCallExpression(node.parent)) {
			replace(node.name.getStart(), node.name.end, NAMES.get(node.name.text), `${node.getText()}  ->  .${NAMES.get(node.name.text)}`);
		} else if (ts.isExpressionStatement(node)) replaceNode(node, ";");
		else if (ts.isReturnStatement(node)) replaceNode(node, node.expression ? "return undefined as never;" : ";");
		else if (ts.isContinueStatement(node)) replaceNode(node, "break;");
		else if (ts.isBreakStatement(node) && !ts.isCaseClause(node.parent)) replaceNode(node, "continue;");
		if (ts.isIfStatement(node) && !ts.isBinaryExpression(node.expression) && !ts.isPrefixUnaryExpression(node.expression)) {
			replaceNode(node.expression, `!(${node.expression.getText()})`);
		}
		ts.forEachChild(node, visit);
	}
	visit(file);
	return found;
}

const files = folders.flatMap((folder) =>
	readdirSync(join(tree, folder), { recursive: true })
		.map((name) => `${folder}/${name}`)
		.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("/testing/")),
);
process.stdout.write(JSON.stringify(files.sort().flatMap(mutantsOf)));
