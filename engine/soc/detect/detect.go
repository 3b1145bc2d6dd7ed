// Package detect holds the built-in detections of the Defender products: rows of a table, each a query.
//
// In:  YAML lists of detections; the answer of a detection's query.
// Out: Detection, checked; the entities that a row names.
//
// Not here: when detections run, alerts, incidents.
package detect

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/span"
)

// Detection is a product's alert logic. Its query reads rows one by one and keeps two columns: Timestamp,
// the activity's time, and Ingested = ingestion_time().
type Detection struct {
	ID         string    `yaml:"id"`
	Product    string    `yaml:"product"`
	Title      string    `yaml:"title"`
	Text       string    `yaml:"description"`
	Severity   string    `yaml:"severity"`
	Category   string    `yaml:"category"`
	Techniques []string  `yaml:"techniques"`
	Source     string    `yaml:"detectionSource"`
	Query      string    `yaml:"query"`
	Entities   []Mapping `yaml:"entities"`
	Per        []string  `yaml:"per"`   // columns: rows that agree in them belong to one alert
	Quiet      span.Span `yaml:"quiet"` // for so long after the alert's last row; default 24h
}

// Mapping names the columns that hold an entity's identifiers.
type Mapping struct {
	Type entity.Type       `yaml:"type"`
	Role entity.Role       `yaml:"role"`
	IDs  map[string]string `yaml:"ids"` // identifier: column
}

// Parse reads a list of detections.
func Parse(name string, text []byte) ([]*Detection, error) {
	var list []*Detection
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	for _, d := range list {
		if d.Quiet == 0 {
			d.Quiet = span.Day
		}
		if err := d.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: detection %q: %w", name, d.ID, err))
		}
	}
	return list, errors.Join(errs...)
}

func (d *Detection) check() error {
	switch {
	case d.ID == "" || d.Product == "" || d.Title == "" || d.Severity == "" || d.Category == "":
		return errors.New("id, product, title, severity and category are needed")
	case !strings.Contains(d.Query, "ingestion_time()") || !strings.Contains(d.Query, "Timestamp"):
		return errors.New("the query must keep Timestamp and Ingested = ingestion_time()")
	case len(d.Entities) == 0 || len(d.Per) == 0:
		return errors.New("entities and per are needed")
	}
	for _, m := range d.Entities {
		if entity.Identifiers(m.Type) == nil {
			return fmt.Errorf("no entity type %q", m.Type)
		}
	}
	return nil
}
