#!/usr/bin/env bash
# Finds or installs the WebKit that tests run in: a driver, a display without a screen, and what the small
# window of tests/webkit/ is made of.
set -euo pipefail

# The system's own: that is the one that apt gives its modules.
has_window() { /usr/bin/python3 -c 'import gi; gi.require_version("Gtk", "3.0"); gi.require_version("WebKit2", "4.1")' 2>/dev/null; }
{ command -v WebKitWebDriver && command -v Xvfb && has_window; } >/dev/null ||
  scripts/apt.sh "WebKitGTK and its driver" \
    "Install WebKitWebDriver, Xvfb, and Python's gi with WebKit2 4.1, so that they are found." \
    webkit2gtk-driver xvfb python3-gi gir1.2-webkit2-4.1
