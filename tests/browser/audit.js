/**
 * What is wrong with how a roll looks, as sentences: text that cannot be read, is too small or is cut, controls that a finger
 * misses, a toolbar that runs over. `root` is the roll's element, `touch` whether fingers are what points.
 */
(root, touch) => {
	const faults = [];
	const name = (element) => {
		const id = element.dataset?.testid || element.getAttribute("aria-label") || element.className?.baseVal || element.className;
		return `${element.localName}[${id}] "${(element.textContent || "").trim().slice(0, 24)}"`;
	};
	const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgba = (css) => {
		context.clearRect(0, 0, 1, 1);
		context.fillStyle = css;
		context.fillRect(0, 0, 1, 1);
		return [...context.getImageData(0, 0, 1, 1).data];
	};
	const over = (top, ground) => {
		const share = top[3] / 255;
		return [0, 1, 2].map((i) => top[i] * share + ground[i] * (1 - share)).concat(255);
	};
	const luminance = ([r, g, b]) => {
		const linear = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
	};
	/** The colour behind an element: the nearest opaque ground, with what is half transparent laid on it. */
	const groundOf = (element) => {
		const layers = [];
		for (let at = element; at; at = at.parentElement) {
			const color = rgba(getComputedStyle(at).backgroundColor);
			if (color[3] > 0) layers.push(color);
			if (color[3] === 255) break;
		}
		return layers.reverse().reduce((ground, layer) => over(layer, ground), [255, 255, 255, 255]);
	};
	const isShown = (element) => {
		const style = getComputedStyle(element);
		const box = element.getBoundingClientRect();
		return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true });
	};
	const isIdle = (element) => element.closest("[aria-disabled=true], :disabled") !== null;

	for (const element of root.querySelectorAll("*")) {
		const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
		const isField = element.matches("input:not([type=checkbox], [type=range], [type=color]), select");
		if ((own.length === 0 && !isField) || element.localName === "option" || !isShown(element)) continue;
		if (element.closest(".unseen, [aria-hidden=true] svg")) continue;
		const style = getComputedStyle(element);
		const size = Number.parseFloat(style.fontSize);
		if (size < 11) faults.push(`${name(element)}: text of ${size} px`);
		if (!isIdle(element)) {
			const ground = groundOf(element);
			const text = over(rgba(style.color), ground);
			const [low, high] = [luminance(text) + 0.05, luminance(ground) + 0.05].sort((a, b) => a - b);
			if (high / low < 4.495) faults.push(`${name(element)}: ${(high / low).toFixed(2)}:1, ${style.color} on ${ground.slice(0, 3).map(Math.round)}`);
		}
		const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
		if (isCut && !["auto", "scroll"].includes(style.overflowX)) faults.push(`${name(element)}: cut, ${element.scrollWidth} in ${element.clientWidth} px`);
	}
	if (touch) {
		for (const element of root.querySelectorAll("button, select, input, [role=tab], [role=button]")) {
			if (!isShown(element)) continue;
			// A mark is no higher than its row of the ruler, and stands where its time is: the exceptions "inline" and
			// "essential" of WCAG 2.5.8.
			if (element.closest(".marks")) continue;
			// What is inside a label is as large as the label.
			const box = (element.closest("label") ?? element).getBoundingClientRect();
			if (Math.min(box.width, box.height) < 39.5) faults.push(`${name(element)}: ${Math.round(box.width)} x ${Math.round(box.height)} px for a finger`);
		}
	}
	for (const control of root.querySelectorAll("button, select, input, textarea")) {
		if (!isShown(control) || control.closest(".marks") || control.matches(".unseen *")) continue;
		const box = (control.closest("label") ?? control).getBoundingClientRect();
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		let scrolledAway = false;
		for (let at = control.parentElement; at && at !== root; at = at.parentElement) {
			const style = getComputedStyle(at);
			if (style.overflowX === "visible" && style.overflowY === "visible") continue;
			const port = at.getBoundingClientRect();
			if (["auto", "scroll"].includes(style.overflowY) || ["auto", "scroll"].includes(style.overflowX)) {
				scrolledAway ||= x < port.left || x > port.right || y < port.top || y > port.bottom;
			} else if (!scrolledAway && (box.left < port.left - 1 || box.right > port.right + 1 || box.top < port.top - 1 || box.bottom > port.bottom + 1)) {
				faults.push(`${name(control)}: cut off by ${name(at)}`);
				scrolledAway = true;
			}
		}
		if (scrolledAway) continue;
		// What opens over the rest covers it, and goes by Esc; nothing else lies over anything.
		const hit = document.elementFromPoint(x, y);
		const cover = hit?.closest("[role=dialog], [role=menu], .drawer");
		if (y > window.innerHeight || (cover && !cover.contains(control))) continue;
		const isOurs = hit && (control.contains(hit) || hit.contains(control) || control.closest("label")?.contains(hit));
		if (!isOurs) faults.push(`${name(control)}: under ${hit ? name(hit) : "nothing"}`);
	}
	for (const bar of root.querySelectorAll("[role=toolbar]")) {
		const box = bar.getBoundingClientRect();
		if (bar.scrollWidth > bar.clientWidth) faults.push(`${name(bar)}: runs over, ${bar.scrollWidth} in ${bar.clientWidth} px`);
		for (const control of bar.querySelectorAll("button, select")) {
			const own = control.getBoundingClientRect();
			if (own.left < box.left - 0.5 || own.right > box.right + 0.5) faults.push(`${name(control)}: outside its toolbar`);
		}
	}
	if (document.documentElement.scrollWidth > window.innerWidth + 1) faults.push("the page scrolls sideways");
	return [...new Set(faults)];
};
