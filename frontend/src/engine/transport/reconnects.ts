/**
 * Gradio, once it has lost its server, asks for the app's id until it gets one and then loads the page again by itself.
 * It tells nobody, but the browser lists the requests of a page. `tests/browser/test_cached_answers.py` pins it.
 */
const APP_ID = /\/app_id$/;

export interface Watch {
	/** Looks at what the browser has not told yet: the page is being left. */
	flush(): void;
	stop(): void;
}

/** Calls `onReconnect` whenever Gradio tries to connect again. */
export function watchReconnects(onReconnect: () => void): Watch {
	if (typeof document === "undefined" || typeof PerformanceObserver === "undefined") return { flush: () => {}, stop: () => {} };
	const look = (entries: PerformanceEntryList): void => {
		if (entries.some((entry) => APP_ID.test(new URL(entry.name).pathname))) onReconnect();
	};
	const observer = new PerformanceObserver((list) => look(list.getEntries()));
	observer.observe({ type: "resource" });
	return { flush: () => look(observer.takeRecords()), stop: () => observer.disconnect() };
}
