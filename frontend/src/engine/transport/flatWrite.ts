export type FlatKind = "bool" | "u8" | "i16" | "i32" | "i64";

/** A table to write: by slot number, a scalar or another object. */
export interface FlatNode {
	scalars?: [slot: number, kind: FlatKind, value: number][];
	children?: [slot: number, child: FlatChild][];
}

/** A table, a string, a vector of tables, or a vector of int64 pairs. */
export type FlatChild = FlatNode | string | FlatNode[] | { pairs: [number, number][] };

const SIZES: Record<FlatKind, number> = { bool: 1, u8: 1, i16: 2, i32: 4, i64: 8 };

/** Encode a root table, padded to a multiple of 8. Parents lie before their children: offsets count forward. */
export function writeFlat(root: FlatNode): Uint8Array {
	const writer = new FlatWriter();
	writer.skip(4);
	writer.point(0, writer.table(root));
	writer.align(8);
	return writer.bytes();
}

class FlatWriter {
	#buffer = new Uint8Array(1024);
	#view = new DataView(this.#buffer.buffer);
	#length = 0;

	bytes(): Uint8Array {
		return this.#buffer.slice(0, this.#length);
	}

	skip(count: number): number {
		const at = this.#length;
		this.#length += count;
		if (this.#length > this.#buffer.length) {
			const grown = new Uint8Array(Math.max(this.#length, this.#buffer.length * 2));
			grown.set(this.#buffer);
			this.#buffer = grown;
			this.#view = new DataView(grown.buffer);
		}
		return at;
	}

	/** Pad so that what comes `ahead` bytes later is aligned. */
	align(to: number, ahead = 0): void {
		this.skip((to - ((this.#length + ahead) % to)) % to);
	}

	point(at: number, target: number): void {
		this.#view.setUint32(at, target - at, true);
	}

	table(node: FlatNode): number {
		const scalars = node.scalars ?? [];
		const children = node.children ?? [];
		const slots = Math.max(-1, ...scalars.map(([slot]) => slot), ...children.map(([slot]) => slot)) + 1;
		// Every field gets 8 bytes: metadata is small, and nothing needs to be aligned by hand.
		const inner = 8 * (scalars.length + children.length);
		this.align(2);
		const vtable = this.skip(4 + 2 * slots);
		this.align(8, 4);
		const at = this.skip(4);
		let field = this.skip(inner);
		this.#view.setUint16(vtable, 4 + 2 * slots, true);
		this.#view.setUint16(vtable + 2, 4 + inner, true);
		this.#view.setInt32(at, at - vtable, true);
		const place = (slot: number): number => {
			this.#view.setUint16(vtable + 4 + 2 * slot, field - at, true);
			field += 8;
			return field - 8;
		};
		for (const [slot, kind, value] of scalars) this.#scalar(place(slot), kind, value);
		for (const [slot, child] of children) {
			const from = place(slot);
			this.point(from, this.#child(child));
		}
		return at;
	}

	#scalar(at: number, kind: FlatKind, value: number): void {
		const size = SIZES[kind];
		if (size === 1) this.#view.setUint8(at, value);
		else if (size === 2) this.#view.setInt16(at, value, true);
		else if (size === 4) this.#view.setInt32(at, value, true);
		else this.#int64(at, value);
	}

	#int64(at: number, value: number): void {
		this.#view.setUint32(at, value >>> 0, true);
		this.#view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
	}

	#child(child: FlatChild): number {
		if (typeof child === "string") return this.#string(child);
		if (Array.isArray(child)) return this.#vector(child);
		return "pairs" in child ? this.#pairs(child.pairs) : this.table(child);
	}

	#string(text: string): number {
		const encoded = new TextEncoder().encode(text);
		this.align(4);
		const at = this.skip(4 + encoded.length + 1);
		this.#view.setUint32(at, encoded.length, true);
		this.#buffer.set(encoded, at + 4);
		return at;
	}

	#vector(items: FlatNode[]): number {
		this.align(4);
		const at = this.skip(4 + 4 * items.length);
		this.#view.setUint32(at, items.length, true);
		for (let i = 0; i < items.length; i++) {
			const target = this.table(items[i]);
			this.point(at + 4 + 4 * i, target);
		}
		return at;
	}

	#pairs(pairs: [number, number][]): number {
		this.align(8, 4);
		const at = this.skip(4 + 16 * pairs.length);
		this.#view.setUint32(at, pairs.length, true);
		for (let i = 0; i < pairs.length; i++) {
			this.#int64(at + 4 + 16 * i, pairs[i][0]);
			this.#int64(at + 12 + 16 * i, pairs[i][1]);
		}
		return at;
	}
}
