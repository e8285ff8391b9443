#!/usr/bin/env bash
# One clear sentence when Node is missing or too old for the build.
set -u
need="Node 20 or newer with npm is needed to build the front end: install it (https://nodejs.org, or Debian: apt install nodejs npm) and run again."
command -v node >/dev/null && command -v npm >/dev/null || { echo "$need" >&2; exit 1; }
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || { echo "$need (Found Node $(node --version).)" >&2; exit 1; }
