package attack

// Script is an attack ready to run.
type Script struct {
	Stages []Stage
}

// Stage is one step of the attack or one decoy, placed in time.
type Stage struct {
	ID, Says          string
	Technique, Tactic string
	Decoy             bool
	Start, End        int64 // datetime ticks
	After             []string
	Needs             []Need
}

// Need is something that a response can take away.
type Need struct{ Kind, ID string }
