# The tasks of this repository. `make help` lists them.

GO            ?= go
LINT          := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
# The flags of a release, which has no debug information: without, the compiler takes a sixth less time.
RELEASE_FLAGS := -trimpath -gcflags=all=-dwarf=false
RELEASE_TOOLS := github.com/goreleaser/goreleaser/v2@v2.16.0 github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
# They take a third less time to compile unoptimized. Compression stays fast.
UNOPTIMIZED   := -gcflags='all=-N -l -dwarf=false' -gcflags=std=-dwarf=false -gcflags=github.com/klauspost/...=-dwarf=false
VERSION       := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS       := -s -w -X github.com/newsvc/newsvc/internal/cli.releaseVersion=$(VERSION)

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the tasks
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: build
build: ## build bin/newsvc, as a release does
	CGO_ENABLED=0 $(GO) build $(RELEASE_FLAGS) -ldflags '$(LDFLAGS)' -o bin/newsvc ./cmd/newsvc

.PHONY: short
short: ## the tests that build no services, in a few minutes
	$(GO) test -short ./...

.PHONY: test
test: vet lint release-tools ## all tests: lint, unit tests; generated services are built, linted, tested and run
	$(GO) test -count=1 -timeout 40m ./internal/e2e ./internal/tools/release ./... # the longest first

.PHONY: race
race: ## the short tests again, with the race detector and in a random order
	$(GO) test -short -race -shuffle=on ./...

.PHONY: vet
vet: ## vet for the other systems that newsvc runs on; the linter vets for this one
	GOOS=darwin $(GO) vet $(RELEASE_FLAGS) ./... # then the test of a release finds this compiled
	GOOS=windows $(GO) vet $(RELEASE_FLAGS) ./...

.PHONY: lint
lint: ## run golangci-lint, and check that go.mod is tidy
	$(LINT) run --allow-serial-runners
	$(GO) mod tidy -diff

.PHONY: fmt
fmt: ## format the code
	$(LINT) fmt

.PHONY: golden
golden: ## regenerate testdata/golden, testdata/edits, testdata/generations and the output in docs
	$(GO) run ./cmd/newsvc pack test templates --cases testdata/golden --update
	$(GO) test -count=1 ./internal/cli -run '^Test(HandEdits|Generations)_Reports$$' -update
	$(GO) test -count=1 ./cmd/newsvc -run '^TestPages$$' -update

.PHONY: picture
picture: ## draw docs/form.svg from the real form
	$(GO) run ./internal/tools/picture

.PHONY: matrix
matrix: ## all tests with every pair of framework and store
	$(GO) test -count=1 -timeout 120m -v ./internal/e2e -matrix

.PHONY: pins
pins: ## update the dependencies of generated services and verify them
	$(GO) run ./cmd/newsvc pack pins templates

.PHONY: reference
reference: ## write docs/manifest.md and the JSON Schemas of documents
	$(GO) run ./internal/tools/reference

.PHONY: release-pack
release-pack: ## add the built-in pack, as it is now, to the archive of released versions
	$(GO) run ./internal/tools/releasepack

.PHONY: release-tools
release-tools: ## install what builds a release into bin
	@for tool in $(RELEASE_TOOLS); do \
	  echo "installing $$tool, which is compiled for minutes the first time"; \
	  CGO_ENABLED=0 GOBIN='$(CURDIR)/bin' $(GO) install $(RELEASE_FLAGS) $(UNOPTIMIZED) -ldflags='-s -w' $$tool || exit 1; \
	done

.PHONY: snapshot
snapshot: release-tools ## build everything of a release into dist, except signatures and the image
	PATH="$(CURDIR)/bin:$$PATH" goreleaser release --snapshot --clean --skip=sign,ko

.PHONY: bench
bench: ## measure newsvc and its services; writes docs/frameworks.md (8 minutes on an idle machine)
	$(GO) test -run '^$$' -bench . -benchtime 20x ./internal/render ./internal/disk
	$(GO) run ./internal/tools/bench

.PHONY: comparison
comparison: ## compare newsvc with other tools; writes docs/comparison.md (a quarter of an hour)
	$(GO) run ./internal/tools/comparison

.PHONY: soak
soak: ## half an hour of load on services with misbehaving clients: SOAK=30m
	$(GO) run ./internal/tools/bench -databases sqlite,postgres -for $(or $(SOAK),30m) soak

.PHONY: fuzz
fuzz: ## fuzz every parser for a while
	@for target in $$(grep -rlE '^func Fuzz' --include='*_test.go' internal); do \
	  for name in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$target); do \
	    $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime 30s ./$$(dirname $$target) || exit 1; \
	  done; \
	done
