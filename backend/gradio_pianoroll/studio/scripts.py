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
# A file that is dropped anywhere goes the way of the drop zone, which may be out of sight.
TAKE_DROPS = """() => {
  const main = document.getElementById("studio-main");
  const has = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const elsewhere = (event) => has(event) && !event.target.closest?.("#studio-drawer");
  document.addEventListener("dragover", (event) => {
    if (!has(event)) return;
    event.preventDefault();
    main.toggleAttribute("data-drop", elsewhere(event));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) main.removeAttribute("data-drop");
  });
  document.addEventListener("drop", (event) => {
    main.removeAttribute("data-drop");
    const input = document.querySelector("#studio-file input[type=file]");
    if (!elsewhere(event) || !input || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
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
