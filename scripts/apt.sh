#!/usr/bin/env bash
# Installs what a check needs, where apt can; else says how.
# usage: scripts/apt.sh WHAT HOW PACKAGE…: what it is, and how it is had without apt.
set -euo pipefail

what=$1 how=$2
shift 2
if ! command -v apt-get >/dev/null; then
  echo "Missing: $what. $how" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  as_root="sudo"
  command -v sudo >/dev/null || { echo "Missing: $what. Install it as root: apt-get install $*" >&2; exit 1; }
fi
echo "Installing $what: about a minute."
$as_root apt-get update -qq
# Only programs are wanted: no server among them may begin to serve on this machine.
$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq "$@" ||
  { echo "It failed. Try by hand: apt-get install $*" >&2; exit 1; }
