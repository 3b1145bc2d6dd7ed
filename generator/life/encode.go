package life

import (
	"encoding/base64"
	"unicode/utf16"
)

// Encode is what PowerShell's -EncodedCommand expects: UTF-16LE in base64.
func Encode(script string) string {
	var raw []byte
	for _, u := range utf16.Encode([]rune(script)) {
		raw = append(raw, byte(u), byte(u>>8))
	}
	return base64.StdEncoding.EncodeToString(raw)
}
