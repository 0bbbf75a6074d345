# Everything a newcomer needs: `make report` and `make test`.
.PHONY: report test bench format build
.DEFAULT_GOAL := report

build:
	@scripts/bootstrap
	swift build -c release

test:
	@scripts/bootstrap
	swift test -c release

format:
	swift format --in-place --recursive Package.swift Sources Tests
