# Peyk: build, serve and test. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PORT ?= 8080
HOST ?= 127.0.0.1
BASE ?= /
FEED ?= dist/feed.json
TABS ?= 100
BROWSERS ?= 50
# The folder that `make publish` writes, and where it will lie, such as https://news.example.
OUT ?= site
SITE ?=
# `peyk publish` puts the base path in by itself; only a folder that is to be copied is built for it.
BUILD_BASE := $(if $(filter serve publish test bench bench-serve size release,$(MAKECMDGOALS)),/,$(BASE))
PUBLISH = target/release/peyk publish --feed '$(FEED)' --app dist --base '$(BASE)' $(if $(SITE),--site '$(SITE)')

TRUNK_VERSION := 0.21.14
DENY_VERSION := 0.20.2
BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
# Panics name source files: under the same path on every machine, so that builds do not differ.
CARGO_STORE := $(or $(CARGO_HOME),$(HOME)/.cargo)
export PATH := $(HOME)/.cargo/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export TRUNK_SKIP_VERSION_CHECK := true
unexport NO_COLOR

RUST_SOURCES := $(shell find src -name '*.rs' -o -name '*.tsv') Cargo.toml Cargo.lock
WEB_SOURCES := index.html embed.html builder.html Trunk.toml $(shell find style public plain -type f -not -name '*.woff2') scripts/finish-build.mjs scripts/edition.mjs scripts/later.sh
STAMPS := target/stamps
FONTS := public/fonts/vazirmatn-persian-400.woff2

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: serve
serve: dist/index.html target/release/peyk ## publish and serve the demo edition (FEED=path-or-address PORT=9000 BASE=/sub/)
	@$(PUBLISH) --out target/site
	@target/release/peyk serve --dir target/site --host '$(HOST)' --port '$(PORT)' --base '$(BASE)'

.PHONY: publish
publish: dist/index.html target/release/peyk ## make the folder of pages for a host (FEED=path-or-address SITE=https://… BASE=/sub/ OUT=folder)
	@$(PUBLISH) --out '$(OUT)'

.PHONY: build
build: dist/index.html ## make dist/, the folder to copy to a host (BASE=/sub/ for a sub-path)

.PHONY: size
size: dist/index.html ## weigh the code of a first visit
	@node scripts/size.mjs

.PHONY: test
test: $(STAMPS)/browser $(STAMPS)/webkit $(STAMPS)/hosts dist/index.html target/release/peyk ## every check that CI runs
	@scripts/test.sh

.PHONY: release
release: dist/index.html ## pack a static peyk command and the app for a newsroom
	@scripts/release.sh

.PHONY: audit
audit: | $(STAMPS)/tools ## hold every dependency to deny.toml and to known advisories
	@scripts/audit.sh '$(DENY_VERSION)'

.PHONY: sbom
sbom: | $(STAMPS)/tools ## list what Peyk is made of (CycloneDX) in target/sbom/
	@node scripts/sbom.mjs target/sbom

.PHONY: reproducible
reproducible: $(STAMPS)/wasm-tools ## build dist/ twice, clean, in two folders, and compare every byte (about 20 minutes)
	@scripts/reproducible.sh

.PHONY: bench
bench: $(STAMPS)/browser dist/index.html target/release/peyk ## measure speed in a real browser, beside plain HTML
	@node scripts/bench.mjs

.PHONY: bench-search
bench-search: $(STAMPS)/browser dist/index.html target/release/peyk ## measure search beside other engines, and from a key to the painted result (STORIES=5000 RUNS=3)
	@node scripts/bench-search.mjs
	@node scripts/bench-typing.mjs

.PHONY: bench-installed
bench-installed: $(STAMPS)/browser dist/index.html target/release/peyk ## measure the installed app and frames on other sites (RUNS=15 PAGES=5000)
	@node scripts/bench-installed.mjs

.PHONY: bench-serve
bench-serve: $(STAMPS)/hosts $(STAMPS)/wrk dist/index.html target/release/peyk ## measure peyk serve beside nginx and Caddy
	@node scripts/bench-serve.mjs

.PHONY: promises
promises: ## write what tests and measurements have noted into docs/RELIABILITY.md
	@node scripts/promises.mjs

.PHONY: lighthouse
lighthouse: $(STAMPS)/browser $(STAMPS)/lighthouse dist/index.html target/release/peyk ## Lighthouse's scores of front, section and story
	@node tests/lighthouse/run.mjs

.PHONY: test-drafts
test-drafts: $(STAMPS)/browser dist/index.html target/release/peyk ## kill tabs and browsers while a comment is typed (TABS=100 BROWSERS=50)
	@TABS='$(TABS)' BROWSERS='$(BROWSERS)' node tests/drafts/run.mjs

.PHONY: test-faults
test-faults: $(STAMPS)/browser $(STAMPS)/hosts $(STAMPS)/strace dist/index.html target/release/peyk ## attack and starve the app and the command: some 20 minutes (ONLY="publish sources" for some of it)
	@scripts/test-faults.sh

.PHONY: fuzz
fuzz: ## fuzz the feed and its bodies for a minute each
	@scripts/fuzz.sh

.PHONY: fonts
fonts: $(FONTS) ## cut the fonts from the npm package

.PHONY: clean
clean: ## remove what was built
	rm -rf dist target node_modules public/fonts/*.woff2

# What the base path was at the last build: another one makes another dist/.
$(STAMPS)/base: FORCE | $(STAMPS)/tools
	@mkdir -p $(STAMPS); echo '$(BUILD_BASE)' | cmp -s - $@ || echo '$(BUILD_BASE)' > $@

dist/index.html: $(RUST_SOURCES) $(WEB_SOURCES) $(FONTS) $(STAMPS)/wasm-tools $(STAMPS)/base
	@echo 'Building the app: about 4 minutes the first time, seconds after a change of style.'
	@rm -rf target/trunk
	@CARGO_ENCODED_RUSTFLAGS='--remap-path-prefix=$(CARGO_STORE)=/cargo' trunk build --config Trunk.toml
	@scripts/later.sh '--remap-path-prefix=$(CARGO_STORE)=/cargo' desk search
	@BASE='$(BUILD_BASE)' node scripts/finish-build.mjs

target/release/peyk: $(RUST_SOURCES) | $(STAMPS)/tools
	@echo 'Building the peyk command: about 4 minutes the first time.'
	@cargo build --release --locked --features native --bin peyk
	@touch $@

$(FONTS): scripts/fonts.mjs $(STAMPS)/npm
	@node scripts/fonts.mjs

$(STAMPS)/tools:
	@scripts/need.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: package.json package-lock.json | $(STAMPS)/tools
	@echo 'Installing the npm packages of the build: under a minute.'
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/wasm-tools: Cargo.lock tools/wasm-bindgen/Cargo.lock $(STAMPS)/npm | $(STAMPS)/tools
	@scripts/wasm-tools.sh '$(TRUNK_VERSION)' '$(BINDGEN_VERSION)'
	@touch $@

$(STAMPS)/browser: scripts/browser.sh $(STAMPS)/wasm-tools
	@scripts/browser.sh
	@touch $@

$(STAMPS)/webkit: scripts/webkit.sh
	@scripts/webkit.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/lighthouse: tests/lighthouse/package.json tests/lighthouse/package-lock.json | $(STAMPS)/tools
	@echo 'Installing Lighthouse: under a minute.'
	@npm ci --prefix tests/lighthouse --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/wrk:
	@command -v wrk >/dev/null || scripts/apt.sh 'wrk' 'Install wrk, so that it is found in PATH.' wrk
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/strace:
	@command -v strace >/dev/null || scripts/apt.sh 'strace' 'Install strace, so that it is found in PATH.' strace
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/hosts: scripts/hosts.sh
	@scripts/hosts.sh
	@mkdir -p $(STAMPS) && touch $@

.PHONY: FORCE
FORCE:
