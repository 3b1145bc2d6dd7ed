package udf

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"

	"socrates/engine/kql/value"
)

var encodeFuncs = []Func{
	{Name: "kql_base64_bytes", In: []Type{Text}, Out: Text, Fn: Of1(base64Bytes)},
	{Name: "kql_base64_from_bytes", In: []Type{Text}, Out: Text, Fn: Of1(base64FromBytes)},
	{Name: "kql_base64_guid", In: []Type{Text}, Out: Text, Fn: Of1(base64Guid)},
	{Name: "kql_base64_from_guid", In: []Type{Text}, Out: Text, Fn: Of1(base64FromGuid)},
	{Name: "kql_gzip", In: []Type{Text}, Out: Text, Fn: Of1(Sure(gzipText))},
	{Name: "kql_gunzip", In: []Type{Text}, Out: Text, Fn: func(in []driver.Value) (any, error) { return inflate(in[0].(string), gunzip) }},
	{Name: "kql_zlib", In: []Type{Text}, Out: Text, Fn: Of1(Sure(zlibText))},
	{Name: "kql_unzlib", In: []Type{Text}, Out: Text, Fn: func(in []driver.Value) (any, error) { return inflate(in[0].(string), unzlib) }},
	{Name: "kql_url_encode_component", In: []Type{Text}, Out: Text, Fn: Of1(Sure(urlEncodeComponent))},
	{Name: "kql_codepoints", In: []Type{Text}, Out: Text, Fn: Of1(Sure(codepoints))},
	{Name: "kql_from_codepoints", In: []Type{Text}, Out: Text, Fn: Of1(Sure(fromCodepoints))},
}

// base64Bytes decodes Base64 to an array of byte values.
func base64Bytes(s string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", false
	}
	out := make([]string, len(raw))
	for i, b := range raw {
		out[i] = longJSON(int64(b))
	}
	return array(out), true
}

func base64FromBytes(js string) (string, bool) {
	l, ok := list(js)
	raw := make([]byte, len(l))
	for i, e := range l {
		n, isLong := value.ParseLong(e)
		if !isLong || n < 0 || n > 255 {
			return "", false
		}
		raw[i] = byte(n)
	}
	return base64.StdEncoding.EncodeToString(raw), ok
}

// guidBytes turns the bytes of a guid's text into those of its memory layout, or back: the first three
// groups are little-endian.
func guidBytes(b []byte) []byte {
	return []byte{b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]}
}

func base64Guid(s string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(raw) != 16 {
		return "", false
	}
	return value.ParseGuid(hex.EncodeToString(guidBytes(raw)))
}

func base64FromGuid(guid string) (string, bool) {
	raw, err := hex.DecodeString(strings.ReplaceAll(guid, "-", ""))
	if err != nil || len(raw) != 16 {
		return "", false
	}
	return base64.StdEncoding.EncodeToString(guidBytes(raw)), true
}

// maxStored is the length in bytes up to which a text is stored as it is: packing it would not pay.
const maxStored = 51

// storedBlock is a text as one block of a deflate stream, unpacked.
func storedBlock(s string) []byte {
	n := uint16(len(s))
	out := binary.LittleEndian.AppendUint16([]byte{1}, n)
	return append(binary.LittleEndian.AppendUint16(out, ^n), s...)
}

func gzipText(s string) string {
	var out bytes.Buffer
	if len(s) <= maxStored {
		out.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff})
		out.Write(storedBlock(s))
		tail := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(s)))
		out.Write(binary.LittleEndian.AppendUint32(tail, uint32(len(s))))
		return base64.StdEncoding.EncodeToString(out.Bytes())
	}
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(s)) // a buffer takes everything
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

func zlibText(s string) string {
	var out bytes.Buffer
	if len(s) <= maxStored {
		out.Write([]byte{0x78, 1})
		out.Write(storedBlock(s))
		out.Write(binary.BigEndian.AppendUint32(nil, adler32.Checksum([]byte(s))))
		return base64.StdEncoding.EncodeToString(out.Bytes())
	}
	w, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed) // a level that exists
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

func gunzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
func unzlib(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }

// maxInflated caps what one decompressed text may hold, in bytes.
const maxInflated = 16 << 20

const errInflated Limit = "the compressed text holds more than 16 MB; take a smaller one"

// inflate decodes Base64 and decompresses; what is neither gives the empty text.
func inflate(s string, open func(io.Reader) (io.Reader, error)) (any, error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", nil
	}
	r, err := open(bytes.NewReader(raw))
	if err != nil {
		return "", nil
	}
	out, err := io.ReadAll(io.LimitReader(r, maxInflated+1))
	switch {
	case len(out) > maxInflated:
		return nil, errInflated
	case err != nil || !utf8.Valid(out):
		return "", nil
	}
	return string(out), nil
}

// urlEncode writes a blank as + and escapes all but letters, digits and -_.!*().
func urlEncode(s string) string { return strings.ReplaceAll(percent(s, "-_.!*() "), " ", "+") }

// urlEncodeComponent escapes all but letters, digits and -_.~ .
func urlEncodeComponent(s string) string { return percent(s, "-_.~") }

// percent escapes every byte that is neither a letter or digit of ASCII nor one of those given.
func percent(s, plain string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02x", c)
		}
	}
	return out.String()
}

func codepoints(s string) string {
	var out []string
	for _, r := range s {
		out = append(out, longJSON(int64(r)))
	}
	return array(out)
}

// fromCodepoints joins the characters of an array of numbers and of arrays of them.
func fromCodepoints(js string) string {
	var out strings.Builder
	for _, e := range value.Elements(js) {
		for _, p := range value.Elements(e) {
			if n, ok := value.ParseLong(p); ok && n >= 0 && n <= utf8.MaxRune {
				out.WriteRune(rune(n))
			}
		}
	}
	return out.String()
}
