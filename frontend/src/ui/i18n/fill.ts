/** Texts with their gaps filled; `i18n/filled.py` does the same for what Python says. */

const GAP = /\{(\w+)(?::([^{}|]*)\|([^{}]*))?\}/g;
/** As it was written, with its sign. */
const ONE = /^[+−]?1$/;

/** `{count} {count:note|notes}`: of two forms with a bar between them, the first is that of one. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
	return text.replace(GAP, (gap, name: string, one?: string, other?: string) => {
		const value = String(values[name] ?? gap);
		return other === undefined ? value : ((ONE.test(value) ? one : other) as string);
	});
}
