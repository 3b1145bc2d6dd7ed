package udf

import "testing"

// The values of Microsoft's reference page of hash().
func TestHash(t *testing.T) {
	if got := hashText("World"); got != 1846988464401551951 {
		t.Errorf("hash of a text is %d", got)
	}
	if got := hashLong(635556672000000000); got != 1380966698541616202 { // 2015-01-01
		t.Errorf("hash of a datetime is %d", got)
	}
	ab, _ := hashCombine([]any{int64(1), int64(2)})
	ba, _ := hashCombine([]any{int64(2), int64(1)})
	if ab == ba {
		t.Error("the order of hashes does not matter")
	}
}
