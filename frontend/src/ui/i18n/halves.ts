/**
 * Which texts the first paint shows. The others come with the parts that show them; read by the build, which makes two
 * modules of each language's one file, and by the shell, which fetches the second.
 */

/** What stands before the first point of a key, where texts come later. */
const LATER = new Set(
	"command cursor edit empty export files form group hands history inspect key keys layers live lyrics menu midi mix palette pitch proposal rail refused ruler step table".split(
		" ",
	),
);
/** Of those sections, what stands on the page from the beginning, or may have to be said at any time. */
const FIRST = /^(command\.handSettings|hands\.(adaptive|dotted)|live\.(record|finish|take|kept|problem\..+)|rail\.tracks)$/;

export function isLater(key: string): boolean {
	const section = /^(\w+)\.[\w.]+$/.exec(key)?.[1];
	return section !== undefined && LATER.has(section) && !FIRST.test(key);
}
