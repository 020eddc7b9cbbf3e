package main

// purpose says what a tool is for. It was checked against the tool's documentation.
type purpose struct{ name, address, is, instead string }

var purposes = []purpose{
	{
		"gonew", "https://pkg.go.dev/golang.org/x/tools/cmd/gonew",
		"copies a Go module and changes its path; by the Go team, who call it experimental",
		"you have a service that you like, and later changes to it needn't reach the copies",
	},
	{
		"goa", "https://github.com/goadesign/goa",
		"generates transport, client and documents from a design in Go",
		"you need gRPC or JSON-RPC next to HTTP, and a framework that owns the transport is fine",
	},
	{
		"ogen", "https://ogen.dev/docs/intro",
		"generates types, validation, a server and a client from an OpenAPI 3 document",
		"the document exists first, and you want to write everything else",
	},
	{
		"oapi-codegen", "https://github.com/oapi-codegen/oapi-codegen",
		"generates types, clients, and handlers for many routers from an OpenAPI 3 document",
		"you add an API to an existing program, or need its router",
	},
	{
		"go-swagger", "https://goswagger.io",
		"generates servers and clients from a Swagger 2 document",
		"your documents are Swagger 2",
	},
	{
		"gqlgen", "https://github.com/99designs/gqlgen",
		"generates a server from a GraphQL schema",
		"your API is GraphQL",
	},
}

const pageHead = `# Other tools

newsvc next to other tools that start a Go backend service, all measured in the same way, and what each is for. ` + "`make comparison`" + ` wrote this page on
%s, on a machine with %s. All measurements on it come from that run, and newsvc is the one of this repository at that time. To repeat it, run ` + "`make comparison`" + ` in a
clone, on Linux: it takes a quarter of an hour. It downloads the tools in the versions below, and writes nothing if one of them can't be downloaded.

- [What each is for](#what-each-is-for)
- [Measurements](#measurements)
- [Where the others are better](#where-the-others-are-better)
- [What was run](#what-was-run)
- [Not measured](#not-measured)
`

const purposeHead = `
## What each is for

newsvc generates a whole service, with a database, tests and deployment, that you own and edit, and merges later changes with your edits. The others solve other problems. Some complement it:
ogen and oapi-codegen generate clients from the OpenAPI document of its services.

| tool | what it is | use it instead of newsvc if |
|---|---|---|
`

const measuredHead = `
## Measurements

Each tool makes a service for one resource, users with a name and an email address, in an empty folder, with an empty home folder and without a terminal. newsvc takes turns with each tool, without a network
and with all modules in the cache, and the time of each run is divided by that of newsvc's run before it: the table has the median of %d such ratios. In its own turn, newsvc took %.0f ms. The load average was %.1f during the run: a load above the number of cores makes all times longer.
Each tool is killed %d times, at times spread evenly over its duration. %d times, a file of the user's own is where the tool would write one.
At the end, each Go file gets a comment by hand, in its first function, and the resource gets a field.

gonew brings no templates. It copies the service that newsvc generates, so what its column says of that service is true of newsvc.

`

const betterHead = `
Tools that own their files say so with DO NOT EDIT. An edit in these files is a mistake of the user, and the tool's rule is simple. The other edits are the ones that count.

## Where the others are better

As measured:

`

const betterRest = `
As their documentation says:

- With a document, a design or a schema first, routes can't differ from it. In a service of newsvc, tests find such a difference; nothing rules it out.
- goa generates gRPC, and gqlgen GraphQL; newsvc generates JSON over HTTP only.
- oapi-codegen and go-swagger generate a client too, if asked to.
- oapi-codegen and ogen add an API to a program that exists; newsvc starts one.

All of them are older than newsvc and have more users. [Frameworks and stores](frameworks.md#throughput) compares the speed of newsvc's services with that of a server that ogen generates from the same document.

## What was run

In the folder of the service, except for newsvc and gonew, which make it. The document, design or schema is the user's own work; all describe the same five operations.

| tool | to generate | to add a field, after the document was edited |
|---|---|---|
`

const pageFoot = `
- **A part of a service** means that the service's folder has some of the generated files, but not all.
- **The same command then finishes it** if it succeeds in the same folder after the kill, or if it had finished before. ` + "`gqlgen init`" + ` refuses to run again.
- **Complete** means that ` + "`go mod tidy -diff`" + ` prints nothing for go.mod and go.sum as generated. **Modules** are the requirements in go.mod after ` + "`go mod tidy`" + `, direct and indirect.
- **A file of yours** may also be in a folder that the tool owns, such as goa's gen.
- **An OpenAPI document** counts if the tool writes it as a file. For ogen, oapi-codegen and go-swagger, it is what they start from.

## Not measured

These weren't available on the machine, need a service that wasn't, or bring no templates. What the table says is from their documentation, and nobody has run them for this page.

| tool | what its documentation says |
|---|---|
| [kratos](https://go-kratos.dev/docs/getting-started/usage) | a framework for microservices with gRPC and HTTP; ` + "`kratos new`" + ` clones a template repository, and generates code from proto files |
| [goctl](https://go-zero.dev/community/faq/goctl) of go-zero | generates services from .api and .proto files; generating again leaves files with logic alone |
| [go-blueprint](https://github.com/melkeydev/go-blueprint) | asks for a framework and a database, or takes flags, and generates a small project for them |
| [Encore](https://encore.dev/docs/go) | a framework and a platform that sets up infrastructure from declarations in the code |
| [copier](https://copier.readthedocs.io/en/stable/updating/) | templates in any language; stores the answers, and updates a project that was generated from an older template |
| [cookiecutter](https://github.com/cookiecutter/cookiecutter), with [cruft](https://github.com/cruft/cruft) | templates in any language; cruft updates a project when its template changes |
| [plop](https://plopjs.com/documentation/) | a framework for generators of your own, which ask questions and add or change files in a project; it brings no templates |

copier and cruft solve the same problem as ` + "`newsvc update`" + `, for any template. Use them if your templates aren't about services, or if your team writes Python; a [pack](packs.md) of newsvc also knows
resources, migrations and modules, and merges them.
`
