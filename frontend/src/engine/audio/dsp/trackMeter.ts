/** Peaks of the tracks, for who shows them: tracks are mixed apart then, so that a peak is that of all notes of a track together. */
export interface TrackMeter {
	setOn(on: boolean): void;
	/** Where notes of a track are mixed in a block: the mix itself while nobody looks. */
	left(track: number, mix: Float32Array): Float32Array;
	right(track: number, mix: Float32Array): Float32Array;
	/** The end of a block: what was mixed apart comes to the mix. */
	close(left: Float32Array, right: Float32Array, frames: number): void;
	/** Largest samples by track since the last time; null while nothing has sounded since a look that found nothing. */
	take(): Float32Array | null;
}

export function makeTrackMeter(): TrackMeter {
	const tracks = 256;
	const buses: (Float32Array[] | undefined)[] = [];
	const used: number[] = [];
	const isUsed = new Uint8Array(tracks);
	const peaks = new Float32Array(tracks);
	let on = false;
	let top = 0;
	let wasSilent = true;

	function bus(track: number, side: number): Float32Array {
		let pair = buses[track];
		if (!pair) {
			pair = [new Float32Array(128), new Float32Array(128)];
			buses[track] = pair;
		}
		if (isUsed[track] === 0) {
			isUsed[track] = 1;
			used.push(track);
			pair[0].fill(0);
			pair[1].fill(0);
		}
		return pair[side];
	}

	return {
		setOn(wanted) {
			on = wanted;
			peaks.fill(0);
			top = 0;
			wasSilent = true;
		},
		left: (track, mix) => (on ? bus(track, 0) : mix),
		right: (track, mix) => (on ? bus(track, 1) : mix),
		close(left, right, frames) {
			for (const track of used) {
				isUsed[track] = 0;
				const [a, b] = buses[track] as Float32Array[];
				let peak = peaks[track];
				for (let i = 0; i < frames; i++) {
					left[i] += a[i];
					right[i] += b[i];
					const most = Math.max(Math.abs(a[i]), Math.abs(b[i]));
					if (most > peak) peak = most;
				}
				peaks[track] = peak;
				if (track >= top) top = track + 1;
			}
			used.length = 0;
		},
		take() {
			let isSilent = true;
			for (let i = 0; i < top; i++) if (peaks[i] > 0) isSilent = false;
			if (!on || (isSilent && wasSilent)) return null;
			wasSilent = isSilent;
			const found = peaks.slice(0, top);
			peaks.fill(0, 0, top);
			return found;
		},
	};
}
