# `make report` shows what CarryScope does; `make test` checks that it does it right.
.PHONY: report gallery test bench format build
.DEFAULT_GOAL := report

CHECKPOINT ?= checkpoints/microadder-57p
OUT ?= figures/$(notdir $(patsubst %/,%,$(CHECKPOINT)))
# Of the bench, such as OPTIONS="--no-peers --jobs training".
OPTIONS ?=

report: build
	.build/release/analyze report "$(CHECKPOINT)" --out "$(OUT)"

gallery: build
	.build/release/analyze gallery checkpoints/* --out figures

build:
	@scripts/bootstrap
	swift build -c release --product analyze

test:
	@scripts/bootstrap
	swift test -c release

bench:
	@scripts/bootstrap
	swift run -c release bench $(OPTIONS)

format:
	swift format --in-place --recursive Package.swift Sources Tests
