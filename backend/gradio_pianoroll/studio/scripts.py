"""What the studio's page does by itself, as JavaScript: the drawer, files that are dropped, downloads that begin."""

# The drawer as it is now, the other way round. Tabs look for their room again.
TOGGLE_DRAWER = """() => {
  const drawer = document.getElementById("studio-drawer");
  const isOpen = getComputedStyle(drawer).visibility === "visible";
  document.getElementById("studio-main").dataset.drawer = isOpen ? "closed" : "open";
  window.dispatchEvent(new Event("resize"));
}"""
# Open, on its first tab, with the keyboard in it.
SHOW_FILES = """() => {
  document.getElementById("studio-main").dataset.drawer = "open";
  const tab = document.querySelector("#studio-tabs button[role=tab]");
  tab?.click();
  tab?.focus();
  document.getElementById("studio-drawer").scrollIntoView({ block: "nearest" });
}"""
CLOSE_DRAWER = """() => { document.getElementById("studio-main").dataset.drawer = "closed"; }"""
# A file that is dropped anywhere goes the way of the drop zone, which may be out of sight; so does one that is pasted
# on the roll or chosen there. The roll leaves alone what was prevented before it comes to it.
TAKE_DROPS = """() => {
  const main = document.getElementById("studio-main");
  // The page begins with the example: whatever was opened since is the user's, and comes back with a reload.
  document.body.dataset.pianoroll = "keep";
  const has = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const elsewhere = (event) => has(event) && !event.target.closest?.("#studio-drawer");
  // A text may be lyrics for selected notes, which the roll tells by what is in it.
  const isText = (file) => /\\.(txt|lrc)$/i.test(file?.name ?? "");
  const open = (file) => {
    const input = document.querySelector("#studio-file input[type=file]");
    if (!input || !file) return false;
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  document.addEventListener("dragover", (event) => {
    if (!has(event)) return;
    event.preventDefault();
    main.toggleAttribute("data-drop", elsewhere(event));
  }, true);
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) main.removeAttribute("data-drop");
  });
  document.addEventListener("drop", (event) => {
    main.removeAttribute("data-drop");
    const [file] = event.dataTransfer?.files ?? [];
    if (isText(file) && event.target.closest?.(".gradio-pianoroll")) return;
    if (elsewhere(event) && open(file)) event.preventDefault();
  }, true);
  document.addEventListener("pianoroll-files", (event) => {
    const [file] = event.detail.files;
    if (!isText(file) && open(file)) event.preventDefault();
  });
}"""
# The link is on the page but hidden: a click on it, once it has its file, starts the download.
_START_DOWNLOAD = """() => {
  const start = (tries) => {
    const link = document.querySelector("#%s a, a#%s, #%s");
    if (link && (link.href || tries > 40)) link.click();
    else if (tries <= 40) setTimeout(() => start(tries + 1), 50);
  };
  setTimeout(() => start(0), 50);
}"""


def start_download(elem_id: str) -> str:
    """Script that starts the download of a `gr.DownloadButton`."""
    return _START_DOWNLOAD.replace("%s", elem_id)
