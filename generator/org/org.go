package org

// Org is the simulated organisation.
type Org struct {
	Name string
}
