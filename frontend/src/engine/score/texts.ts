/** Each different text once. Indices stay valid for the life of the pool; -1 stands for "no text". */
export class TextPool {
	readonly #texts: string[] = [];
	readonly #indices = new Map<string, number>();

	get size(): number {
		return this.#texts.length;
	}

	intern(text: string): number {
		let index = this.#indices.get(text);
		if (index === undefined) {
			index = this.#texts.length;
			this.#texts.push(text);
			this.#indices.set(text, index);
		}
		return index;
	}

	get(index: number): string {
		return index < 0 ? "" : this.#texts[index];
	}
}
