package tenant

import (
	"encoding/json"
	"fmt"
	"time"

	"socrates/engine/kql/value"
)

// Instant is a moment on a tenant's clock, in datetime ticks. In JSON it is RFC 3339 with seven digits.
type Instant int64

const instantLayout = "2006-01-02T15:04:05.0000000Z"

// InstantOf converts a time.
func InstantOf(t time.Time) Instant {
	return Instant(value.UnixEpoch + t.Unix()*value.Second + int64(t.Nanosecond()/100))
}

// Time converts to a time in UTC.
func (i Instant) Time() time.Time {
	d := int64(i) - value.UnixEpoch
	sec, rest := d/value.Second, d%value.Second
	return time.Unix(sec, rest*100).UTC()
}

func (i Instant) String() string { return i.Time().Format(instantLayout) }

// MarshalJSON writes the instant as text.
func (i Instant) MarshalJSON() ([]byte, error) { return json.Marshal(i.String()) }

// UnmarshalJSON reads RFC 3339 text.
func (i *Instant) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("%q is no time such as 2026-03-02T09:30:00Z", s)
	}
	*i = InstantOf(t)
	return nil
}
