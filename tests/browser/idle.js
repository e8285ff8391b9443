// Whether Gradio's page is at rest: `await gradioIdle()` resolves when no event is under way. A click on a button whose last
// event has not come to its end is dropped by Gradio; a person sees that and waits.
(() => {
    const open = new Set();
    const ended = new Set();
    let asking = 0;
    let streams = 0;
    const fetched = window.fetch.bind(window);

    async function listen(stream) {
        const text = stream.pipeThrough(new TextDecoderStream()).getReader();
        let rest = "";
        for (;;) {
            const { done, value } = await text.read();
            if (done) break;
            const lines = (rest + value).split("\n");
            rest = lines.pop();
            for (const line of lines) {
                if (!line.startsWith("data:")) continue;
                const { msg, event_id } = JSON.parse(line.slice(5));
                if (msg !== "process_completed" || !event_id) continue;
                ended.add(event_id);
                open.delete(event_id);
            }
        }
        open.clear();
    }

    window.fetch = async (...request) => {
        const url = String(request[0]?.url ?? request[0]);
        if (url.includes("/queue/data")) {
            const answer = await fetched(...request);
            // A cut connection ends what was waited for.
            streams++;
            listen(answer.clone().body)
                .catch(() => open.clear())
                .finally(() => streams--);
            return answer;
        }
        if (!url.includes("/queue/join")) return fetched(...request);
        asking++;
        try {
            const answer = await fetched(...request);
            if (answer.ok) {
                const { event_id } = await answer.clone().json();
                if (!ended.has(event_id)) open.add(event_id);
            }
            return answer;
        } finally {
            asking--;
        }
    };

    window.gradioIdle = async () => {
        // Who has gone offline, or whose server is dead, hears of no end.
        const latest = Date.now() + 20_000;
        while ((asking > 0 || open.size > 0) && Date.now() < latest) await new Promise((done) => setTimeout(done, 20));
        // Gradio stops listening a moment later; a server that ends before is one that was lost.
        const closed = Date.now() + 2_000;
        while (streams > 0 && Date.now() < closed) await new Promise((done) => setTimeout(done, 20));
        // Gradio's own end of the event, and what Svelte draws of it.
        await new Promise((done) => setTimeout(done, 50));
    };
})();
