/** The revisions that a document went through: what Python may build its answers on. The oldest are forgotten. */
const LIMIT = 256;

export class KnownRevisions {
	readonly #names = new Set<string>();

	add(...names: string[]): void {
		for (const name of names) {
			this.#names.delete(name);
			this.#names.add(name);
		}
		for (const oldest of this.#names) {
			if (this.#names.size <= LIMIT) return;
			this.#names.delete(oldest);
		}
	}

	has(name: string): boolean {
		return this.#names.has(name);
	}
}
