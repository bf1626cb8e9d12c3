# Two commands on a fresh machine that has a Swift toolchain: make demo, make test.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
PACKAGES := libonig-dev libzstd-dev zlib1g-dev libsqlite3-dev pkg-config zstd jq python3 python3-venv
# What tests compare with, and what breaks system calls for them.
TEST_PACKAGES := strace golang-go golang-golang-x-mod-dev
# The Swift runtime goes into the program: it starts twice as fast (most of a start is loading of libraries), and runs
# where there is no Swift. A warning of the linker about mktemp is about Foundation, which calls it nowhere for us.
RELEASING := -c release --static-swift-stdlib
RELEASE = $(shell $(SWIFT) build $(RELEASING) --show-bin-path)
# Tests run optimised, overflow and bounds checks in force: what they compare with the plain way takes minutes otherwise.
# They have a folder of their own, so that they do not undo what `swift build` has built.
TESTING := -Xswiftc -O --scratch-path .build/tests
TESTED = $(shell $(SWIFT) build $(TESTING) --show-bin-path)
# 1 in make test; make soak sets more, for the tests that read it.
SOAK ?= 1
# What make fuzz runs: names of `FuzzTarget`, all of them where none is given, each for so many seconds.
TARGET ?=
SECONDS ?= 60
FUZZING = --package-path Tests/Fuzzing --scratch-path .build/fuzz -c release -Xswiftc -sanitize=fuzzer

# Installs what of the Debian packages $(1) is missing.
define install
if command -v dpkg-query >/dev/null 2>&1; then \
	  missing=$$(for p in $(1); do \
	    dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || echo $$p; done); \
	  if [ -n "$$missing" ]; then \
	    echo "installing: $$missing"; \
	    if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	    $$sudo apt-get update -qq && \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	  fi; \
	fi
endef

.PHONY: all build demo test soak fuzz install uninstall packages test-packages embed clean help

all: build

help:
	@echo 'make demo     install what is missing, build, and show the main job on Samples/'
	@echo 'make test     build and run every test'
	@echo 'make soak     every split of every sample, more rounds of kill -9, and make fuzz'
	@echo 'make fuzz     what reads foreign bytes under libFuzzer [TARGET="json chat" SECONDS=60]'
	@echo 'make install  PREFIX=$(PREFIX): the command, completions, the manual page'
	@echo 'make embed    write the packs of Rules/ into the program anew'

# Debian and its kin only; elsewhere the names differ and the build says what is missing.
packages:
	@$(call install,$(PACKAGES))

test-packages: packages
	@$(call install,$(TEST_PACKAGES))

build: packages
	$(SWIFT) build $(RELEASING) --product hallmark

demo: build
	@HALLMARK=$(RELEASE)/hallmark bash Samples/demo.sh

test: test-packages
	$(SWIFT) build --build-tests $(TESTING)
	HALLMARK_SOAK=$(SOAK) $(SWIFT) test --skip-build --disable-xctest $(TESTING)
	python3 Rules/embed.py --check
	$(TESTED)/hallmark rules check Rules Rules/lexicon
	$(TESTED)/hallmark rules test Rules Rules/lexicon
	$(TESTED)/hallmark rules eval --benign --field text --max-fp-per-1000 enforce=2 --rules Rules -- Rules/benign

soak: packages
	$(MAKE) test SOAK=40
	$(MAKE) fuzz

# The corpus and what breaks a law stay in .build/fuzz/found/TARGET, for the next run to begin with.
fuzz: packages
	$(SWIFT) build $(FUZZING)
	@fuzz=$$($(SWIFT) build $(FUZZING) --show-bin-path)/Fuzz; \
	for target in $(if $(TARGET),$(TARGET),$$($$fuzz --targets)); do \
	  found=.build/fuzz/found/$$target; mkdir -p $$found/corpus; \
	  echo "fuzzing $$target for $(SECONDS) s"; \
	  FUZZ_TARGET=$$target $$fuzz -max_total_time=$(SECONDS) -timeout=20 -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix=$$found/ $$found/corpus || exit 1; \
	done

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -s -m 755 $(RELEASE)/hallmark $(DESTDIR)$(PREFIX)/bin/hallmark
	install -m 644 docs/hallmark.1 $(DESTDIR)$(PREFIX)/share/man/man1/hallmark.1
	$(RELEASE)/hallmark --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hallmark
	$(RELEASE)/hallmark --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_hallmark
	$(RELEASE)/hallmark --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/hallmark.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/hallmark $(DESTDIR)$(PREFIX)/share/man/man1/hallmark.1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hallmark \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_hallmark \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/hallmark.fish

embed:
	python3 Rules/embed.py

clean:
	rm -rf .build
