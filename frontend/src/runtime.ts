/** Gradio mounts the component with this, so that both come from one instance of Svelte. */
export { mount, unmount } from "svelte";
