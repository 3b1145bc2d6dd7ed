package practice

import "socrates/quizzes/record"

// Confidences are the levels a learner may state, in percent.
var Confidences = []int{25, 50, 75, 95}

// Calibration compares how sure a learner was with how often they were right.
type Calibration struct {
	Levels  []Level `json:"levels"`
	Answers int     `json:"answers"`
	Brier   float64 `json:"brier"` // mean squared distance between confidence and score; 0 is perfect, 0.25 is a coin
	Over    float64 `json:"over"`  // mean confidence less mean score: above 0 is overconfident
}

// Level is one stated confidence.
type Level struct {
	Confidence int     `json:"confidence"`
	Answers    int     `json:"answers"`
	Right      float64 `json:"right"` // share of the points
}

// Calibrate looks at those answers that came with a confidence.
func Calibrate(answers []*record.Answer) Calibration {
	var c Calibration
	for _, conf := range Confidences {
		l := Level{Confidence: conf}
		for _, a := range answers {
			if a.Confidence != conf {
				continue
			}
			l.Answers++
			l.Right += a.Score()
			off := float64(conf)/100 - a.Score()
			c.Brier += off * off
			c.Over += off
		}
		c.Answers += l.Answers
		if l.Answers > 0 {
			l.Right /= float64(l.Answers)
		}
		c.Levels = append(c.Levels, l)
	}
	if c.Answers > 0 {
		c.Brier /= float64(c.Answers)
		c.Over /= float64(c.Answers)
	}
	return c
}
