package document

// Kinds returns an empty document of each kind, by the name in its schema. The JSON Schemas in docs/schema
// are generated from them.
func Kinds() map[string]any {
	return map[string]any{
		"abort":      Abort{},
		"change":     Change{},
		"commands":   Commands{},
		"completion": Completion{},
		"config":     Config{},
		"continue":   Continue{},
		"diff":       Diff{},
		"doctor":     Doctor{},
		"explain":    Explain{},
		"failure":    Failure{},
		"guide":      Guide{},
		"init":       Init{},
		"options":    Options{},
		"pack-check": PackCheck{},
		"pack-diff":  PackDiff{},
		"pack-new":   PackNew{},
		"pack-pins":  PackPins{},
		"pack-test":  PackTest{},
		"status":     Status{},
		"undo":       Undo{},
		"update":     Update{},
		"version":    Version{},
	}
}
