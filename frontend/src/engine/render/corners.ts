/** How much of each pixel the rounded ends of a box cover, as the browser itself draws it. */
export interface Corners {
	/** Pixels from the top, and from the bottom, in which corners lie. */
	readonly rows: number;
	/** Pixels from the left and from the right. */
	readonly left: number;
	readonly right: number;
	/** 0 to 1: `left + right` for each row from the top, then for each to the bottom. */
	readonly alpha: Float32Array;
}

const known = new Map<string, Corners>();
let probe: OffscreenCanvasRenderingContext2D | null = null;

/** Drawn once for each radius and read back; for boxes that are nothing but corners once for each width. In device pixels. */
export function cornersOf(radius: number, width: number): Corners {
	const size = Math.ceil(radius);
	const columns = Math.min(width, 2 * size);
	const key = `${radius} ${columns}`;
	let corners = known.get(key);
	if (!corners) {
		// Notes that grow narrower while one zooms have a radius each.
		if (known.size > 1000) known.clear();
		corners = drawn(radius, size, columns);
		known.set(key, corners);
	}
	return corners;
}

function drawn(radius: number, size: number, columns: number): Corners {
	const high = 2 * size + 2;
	const wide = columns < 2 * size ? columns : high;
	const left = Math.ceil(columns / 2);
	const right = columns - left;
	const alpha = new Float32Array(2 * size * columns);
	if (alpha.length === 0) return { rows: size, left, right, alpha };
	probe ??= new OffscreenCanvas(16, 16).getContext("2d", { willReadFrequently: true });
	if (!probe) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
	if (probe.canvas.width < high) Object.assign(probe.canvas, { width: high, height: high });
	probe.clearRect(0, 0, high, high);
	probe.fillStyle = "#ffffff";
	probe.beginPath();
	probe.roundRect(0, 0, wide, high, radius);
	probe.fill();
	const { data } = probe.getImageData(0, 0, wide, high);
	for (let row = 0; row < 2 * size; row++) {
		const y = row < size ? row : high - 2 * size + row;
		for (let column = 0; column < columns; column++) {
			const x = column < left ? column : wide - columns + column;
			alpha[row * columns + column] = data[4 * (y * wide + x) + 3] / 255;
		}
	}
	return { rows: size, left, right, alpha };
}
