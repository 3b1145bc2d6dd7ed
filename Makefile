# make check does what CI does. Every target is a command that also works by hand.

BIN := bin/socrates
GO  ?= go

.PHONY: build test check lint content corpora docs bench fuzz clean

build: ## the binary, with its version
	$(GO) build -trimpath -o $(BIN) ./cmd/socrates

test: ## the tests
	$(GO) test ./...

check: ## all that CI does
	bash .ci/run

lint: ## format, vet, staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -d . | head -40; echo "run gofmt -w ."; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

content: build ## labs, scenarios, rules and questions are checked like code
	$(BIN) content check

docs: build ## regenerate the reference pages
	$(BIN) kql docs --out docs/kql

bench: build ## measure the language beside hand-written SQL
	$(BIN) kql bench

clean:
	rm -rf bin
