# SPDX-License-Identifier: BSD-3-Clause
SWIFT ?= swift
# For --version; plain `swift build` records none.
export ACCEL_COMMIT ?= $(shell git describe --always --dirty --match '' 2>/dev/null)
# Release tests reach internal declarations as debug tests do. Always by `swift build`, then
# `swift test --skip-build`: in release the two build with other flags, and all of it again.
RELEASE_TESTS = -c release -Xswiftc -enable-testing

.PHONY: all build release test check docs lint format style commits c-warnings headers registers symbols fence misuse \
	rtl-lib rtl-test rtl-netlist-test rtl-session-test rtl-shell-test fpga-tools fpga-test agreement \
	sanitize fuzz embedded a9-study default-network bench roofline virtual-board-test virtual-board \
	virtual-board-kernels kernel-versions man install-man library install library-test clean help

all: build

help: ## show the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1	/p' Makefile | expand -t 24

build: ## debug build
	$(SWIFT) build

release: ## accel and accel-demo in .build/release, optimised, with the commit in --version
	$(SWIFT) build -c release --product accel
	$(SWIFT) build -c release --product accel-demo

test: ## tests in debug
	$(SWIFT) test

check: lint c-warnings headers registers fence symbols misuse docs ## everything that must hold before a push
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	@# TESTED=1: where they have just run, as in CI.
	$(if $(TESTED),,$(SWIFT) test)
	$(SWIFT) build --build-tests $(RELEASE_TESTS)
	$(SWIFT) test --skip-build $(RELEASE_TESTS)

lint: style commits ## format, style and commit messages
	$(SWIFT) format lint --strict --parallel --configuration .swift-format \
		$$(git ls-files '*.swift' ':!:*.pb.swift')

format: ## format the Swift sources in place
	$(SWIFT) format --in-place --parallel --configuration .swift-format \
		$$(git ls-files '*.swift' ':!:*.pb.swift')

style:
	Scripts/check-style.sh

commits:
	Scripts/check-commits.sh

c-warnings: ## C with warnings as errors, by every compiler there is
	Scripts/check-c-warnings.sh

headers: ## each public C header alone, as C and as C++
	Scripts/check-headers.sh

registers: ## the register map's copies agree with Hardware/registers.json
	Scripts/registers.py --check

fence: ## imports go one way
	Scripts/check-imports.sh

symbols: ## exported C symbols carry their target's prefix
	$(SWIFT) build
	Scripts/check-symbols.sh

misuse: ## mistakes with devices, buffers and sessions do not compile
	$(SWIFT) build
	Scripts/check-misuse.sh

agreement: ## every level of the CPU, under emulators too
	Scripts/check-agreement.sh
	Scripts/check-avx512.sh

sanitize: ## tests under AddressSanitizer, UndefinedBehaviorSanitizer, ThreadSanitizer, in folders of their own
	Scripts/sanitize.sh

fuzz: ## 100,000 inputs for the parsers and for the simulated board, watched for leaks
	@# Bounds on memory hold without a sanitizer only, leaks show with one only.
	$(SWIFT) build --build-tests $(RELEASE_TESTS)
	ACCEL_FUZZ_COUNT=$${ACCEL_FUZZ_COUNT:-100000} $(SWIFT) test --skip-build $(RELEASE_TESTS) --filter Fuzz
	ACCEL_FUZZ_COUNT=$${ACCEL_FUZZ_COUNT:-100000} Scripts/sanitize.sh fuzz

docs: ## documentation of Accel, ModelImport and HardwareGen in .build/docs; warnings are errors
	$(SWIFT) build
	Scripts/docs.sh

man: ## manual pages of accel and accel-demo in .build/man
	rm -rf .build/plugins/GenerateManual/outputs
	$(SWIFT) package generate-manual --configuration debug \
		--date "$$(git log -1 --format=%cs 2>/dev/null || date +%F)"
	install -d .build/man
	cd .build/plugins/GenerateManual/outputs && \
		install -m 644 Tool/accel.1 Demo/accel-demo.1 "$(CURDIR)/.build/man/"
	@# The generator gives every program subcommands.
	sed -i '/^\.Ar subcommand$$/d' .build/man/accel-demo.1

install-man: man ## manual pages below DESTDIR/PREFIX (/usr/local)
	install -d "$(DESTDIR)$(or $(PREFIX),/usr/local)/share/man/man1"
	install -m 644 .build/man/*.1 "$(DESTDIR)$(or $(PREFIX),/usr/local)/share/man/man1/"

library: ## libaccel for C and C++, for TARGET (x86_64, armv7, aarch64; this machine's if not given)
	Scripts/library.sh $(TARGET)

install: ## libaccel, accel.h and accel.pc below DESTDIR/PREFIX (/usr/local)
	PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) Scripts/install-library.sh $(TARGET)

library-test: ## libaccel installed and linked by C and C++ programs, also for ARM
	Scripts/check-library.sh

embedded: ## core as Embedded Swift for armv7, LeNet-5 checked under QEMU
	Scripts/embedded.sh

a9-study: ## what LeNet-5 would cost a Cortex-A9, modelled
	Scripts/cortex-a9-study.sh

default-network: ## the default network once more: DATA=folder of MNIST, Python with jax
	Scripts/train_lenet5.py --data "$(DATA)" --out .build/lenet5.npz
	$(SWIFT) run -c release accel import Scripts/lenet5.prototxt,.build/lenet5.npz \
		--scale 0.00390625 --calibrate "$(DATA)" --test "$(DATA)" \
		-o Sources/ProgramSupport/Resources/lenet5.accel

rtl-lib: fpga-tools ## LIB.so for rtl:LIB.so from DESIGN, a folder that the generator wrote
	Hardware/cosim/build.sh "$(DESIGN)" "$(LIB)"

rtl-test: fpga-tools ## the hardware: lint, proofs, benches of modules, generated networks
	Hardware/lint/run.sh
	Hardware/formal/run.sh
	Hardware/tb/run.sh
	Hardware/cosim/tests/run.sh
	ACCEL_RTL=1 $(SWIFT) test --filter HardwareGenTests

rtl-netlist-test: fpga-tools ## what Yosys makes of modules and networks behaves as its sources do
	Hardware/lint/netlist.py
	ACCEL_NETLISTS=$${ACCEL_NETLISTS:-2} $(SWIFT) test --filter NetworkNetlistTests

rtl-session-test: fpga-tools ## the default network generated, simulated, and run by the session and the demo
	$(SWIFT) build --product accel
	rm -rf .build/rtl-lenet5
	.build/debug/accel generate Sources/ProgramSupport/Resources/lenet5.accel \
		-o .build/rtl-lenet5 --cycles 20000
	$(MAKE) rtl-lib DESIGN=.build/rtl-lenet5 LIB=.build/rtl-lenet5.so
	ACCEL_RTL_LENET5=$(CURDIR)/.build/rtl-lenet5.so $(SWIFT) test --filter RTL

rtl-shell-test: fpga-tools ## the shell of the hardware around a stand-in, by the driver
	Hardware/cosim/tests/run.sh

virtual-board-test: ## Linux guests with the simulated board as their device, and our module
	@# As for the tests in release, so that it is built once.
	$(SWIFT) build --build-tests $(RELEASE_TESTS)
	@# Guests of 32 bits run its program.
	if [ ! -x .build-embedded/golden ] && command -v arm-linux-gnueabihf-gcc >/dev/null && \
		command -v qemu-arm-static >/dev/null; then Scripts/embedded.sh; fi
	Scripts/virtual-board.sh x86 arm swiotlb suite suite-swiotlb faults gather gather-arm debug zynq uio
	Scripts/kernel-versions.sh

virtual-board-kernels: ## the kernels of our own that guests boot, into the cache
	Scripts/virtual-board.sh --kernels debug zynq

kernel-versions: ## the module against the kernels of Debian's releases
	Scripts/kernel-versions.sh

virtual-board: ## one of them with a shell
	Scripts/virtual-board.sh --shell x86

fpga-tools: ## yosys, nextpnr, prjxray, Verilator into a cache, without root
	Scripts/fpga-tools.sh

fpga-test: fpga-tools ## a small design to a bitstream that is decoded back
	ACCEL_FPGA_TEST=1 $(SWIFT) test --filter HardwareBuildTests

bench: ## CPU against simulated board
	$(SWIFT) run -c release accel-demo --benchmark --mnist

roofline: ## layers of LeNet-5 beside what the processor could do
	mkdir -p .build-roofline
	clang -std=gnu11 -O2 -ISources/CConv/include Benchmarks/roofline.c Sources/CConv/*.c \
		Sources/CConv/*/*.c -lpthread -o .build-roofline/roofline
	.build-roofline/roofline

clean: ## remove everything that was built
	rm -rf .build .build-*
