#!/usr/bin/python3
"""A bare WebKitGTK window that WebKitWebDriver drives: any width, storage that outlives it, console in a file."""
import argparse
import os
import signal

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=1280)
parser.add_argument("--height", type=int, default=900)
parser.add_argument("--profile", required=True)
options, _ = parser.parse_known_args()

log = os.open(os.path.join(options.profile, "console.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
os.dup2(log, 1)
os.dup2(log, 2)

Gtk.init(None)
stored = WebKit2.WebsiteDataManager(
    base_data_directory=os.path.join(options.profile, "data"),
    base_cache_directory=os.path.join(options.profile, "cache"),
)
context = WebKit2.WebContext(website_data_manager=stored)
context.set_automation_allowed(True)


def show(related=None):
    settings = WebKit2.Settings()
    settings.set_property("enable-write-console-messages-to-stdout", True)
    settings.set_property("enable-page-cache", True)
    if related:
        # A view that a page opens must be related to the page's own.
        view = WebKit2.WebView(related_view=related, settings=settings)
    else:
        view = WebKit2.WebView(web_context=context, settings=settings, is_controlled_by_automation=True)
    window = Gtk.Window()
    window.set_default_size(options.width, options.height)
    window.add(view)
    window.show_all()
    window.move(0, 0)
    view.connect("close", lambda *_: window.destroy())
    view.connect("create", lambda *_: show(view))
    view.grab_focus()
    # Without a window manager nobody gives the window the focus.
    GLib.timeout_add(150, lambda: (window.get_window() and window.get_window().focus(0), False)[1])
    return view


def started(_, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("peyk-test")
    info.set_version(1, 0, 0)
    session.set_application_info(info)
    session.connect("create-web-view", lambda *_: show())


def end(*_):
    Gtk.main_quit()


context.connect("automation-started", started)
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, end)
Gtk.main()
