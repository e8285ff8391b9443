#!/usr/bin/env bash
# The browser tests need a Chromium and a Korean font. Root on Debian: the system's packages. Elsewhere: Playwright's own.
set -euo pipefail
bin=$1
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
has_korean() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ko family)" ]; }
if has_chromium && has_korean; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing chromium and a Korean font for the browser tests ..."
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-nanum fontconfig >/dev/null
	exit 0
fi
if ! has_chromium; then
	"$bin/playwright" install chromium
fi
has_korean || echo "No Korean font was found; the screenshots will show boxes. Install one (Debian: fonts-nanum)." >&2
