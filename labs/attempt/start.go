package attempt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"socrates/labs"
)

// Mode is how a lab is played.
type Mode string

const (
	// Practice gives feedback at once, takes any number of tries, and offers a new variant at will.
	Practice Mode = "practice"
	// Assessment has one variant and a time limit, gives no feedback until it is ended, and later tries earn less.
	Assessment Mode = "assessment"
)

// Start says who plays which lab, and how. It is the first thing in an attempt's journal.
type Start struct {
	Lab     string `json:"lab"`
	Folder  string `json:"folder,omitempty"` // of a lab that is not in the library
	Digest  string `json:"digest"`           // of the lab's files
	Learner string `json:"learner"`
	Class   string `json:"class,omitempty"`
	Mode    Mode   `json:"mode"`
	Variant int    `json:"variant"` // from 1
	Seed    uint64 `json:"seed"`
	Minutes int    `json:"minutes,omitempty"` // the limit of an assessment
}

// complete fills in what follows from the rest, and refuses what cannot be.
func (s *Start) complete(l *labs.Lab) error {
	switch s.Mode {
	case "":
		s.Mode = Practice
	case Practice, Assessment:
	default:
		return fmt.Errorf("mode %q is neither practice nor assessment", s.Mode)
	}
	if s.Learner == "" {
		return fmt.Errorf("an attempt needs a learner")
	}
	if s.Variant < 1 {
		s.Variant = 1
	}
	if s.Mode == Assessment && s.Minutes == 0 {
		s.Minutes = l.TimeLimit()
	}
	s.Lab, s.Digest = l.ID, l.Digest()
	seed, err := s.drawSeed(l)
	s.Seed = seed
	return err
}

// SeedFor is the seed of a learner's tenant: everybody has another one, the same on every machine, and no assessment is
// played in a tenant that could be practised in.
func SeedFor(l *labs.Lab, learner, class string, mode Mode, variant int) (uint64, error) {
	return Start{Learner: learner, Class: class, Mode: mode, Variant: variant}.drawSeed(l)
}

// drawSeed passes over seeds in which the lab's story cannot be cast.
func (s Start) drawSeed(l *labs.Lab) (uint64, error) {
	var last error
	for try := range 50 {
		seed := s.draw(l.ID, try)
		if _, last = l.Spec(seed, "probe", time.Time{}); last == nil {
			return seed, nil
		}
	}
	return 0, fmt.Errorf("no tenant can be made for lab %s: %w", l.ID, last)
}

func (s Start) draw(lab string, try int) uint64 {
	h := sha256.New()
	for _, text := range []string{s.Learner, s.Class, lab, string(s.Mode)} {
		binary.Write(h, binary.BigEndian, int64(len(text)))
		io.WriteString(h, text)
	}
	binary.Write(h, binary.BigEndian, []int64{int64(s.Variant), int64(try)})
	return 1 + binary.BigEndian.Uint64(h.Sum(nil))%999_999_999
}

// OpenLab loads the lab that the attempt is about.
func (s *Start) OpenLab() (*labs.Lab, error) {
	if s.Folder != "" {
		return labs.Open(s.Folder)
	}
	return labs.Find(s.Lab)
}
