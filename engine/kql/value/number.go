package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseLong reads a whole number, decimal or hexadecimal (0x1F), with an optional sign.
func ParseLong(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	body, negative := strings.CutPrefix(text, "-")
	if hex, ok := cutHex(body); ok {
		n, err := strconv.ParseUint(hex, 16, 64)
		if negative {
			n = -n
		}
		return int64(n), err == nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func cutHex(text string) (string, bool) {
	if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' {
		return text[2:], true
	}
	return "", false
}

// ParseReal reads a real: digits with an optional point and exponent, or nan, inf, infinity with a sign.
func ParseReal(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	if strings.ContainsAny(text, "xXpP_") {
		return 0, false // forms of Go that Kusto does not know
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// FormatReal writes a real as Kusto does: 1.5, 1.0, 1E+300, 1E-05, NaN, inf, -inf.
func FormatReal(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	sign, digits, exponent := realDigits(f)
	if exponent < -4 || exponent >= 15 {
		mantissa := digits[:1]
		if len(digits) > 1 {
			mantissa += "." + digits[1:]
		}
		return fmt.Sprintf("%s%sE%+03d", sign, mantissa, exponent)
	}
	if exponent < 0 {
		return sign + "0." + strings.Repeat("0", -exponent-1) + digits
	}
	if missing := exponent + 2 - len(digits); missing > 0 {
		digits += strings.Repeat("0", missing)
	}
	return sign + digits[:exponent+1] + "." + digits[exponent+1:]
}

// realDigits are the digits of a real, without a point, and the power of ten of the first one. Kusto writes as few
// digits as tell the number from its neighbours, as everybody does; but where several numbers of so many digits
// would do, it takes the largest and not the nearest: 0.1 + 0.2 is 0.30000000000000007.
func realDigits(f float64) (sign, digits string, exponent int) {
	mantissa, power, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'E', -1, 64), "E")
	exponent, _ = strconv.Atoi(power)
	digits = strings.Replace(mantissa, ".", "", 1)
	if math.Signbit(f) {
		sign = "-"
	}
	if len(digits) < 16 {
		return sign, digits, exponent
	}
	for {
		n, _ := strconv.ParseUint(digits, 10, 64)
		next := strconv.FormatUint(n+1, 10)
		back, err := strconv.ParseFloat(fmt.Sprintf("%se%d", next, exponent-len(digits)+1), 64)
		if err != nil || back != math.Abs(f) || len(next) > len(digits) {
			return sign, digits, exponent
		}
		digits = next
	}
}

// ParseDecimal reads a decimal number and returns it as plain digits with an optional sign and point:
// no exponent, no leading or trailing zeros beyond the one before the point.
func ParseDecimal(text string) (string, bool) {
	body := strings.TrimSpace(text)
	body, negative := strings.CutPrefix(body, "-")
	if !negative {
		body = strings.TrimPrefix(body, "+")
	}
	digits, exponent, has := strings.Cut(strings.ToLower(body), "e")
	shift := 0
	if has {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > 60 || n < -60 {
			return "", false
		}
		shift = n
	}
	whole, frac, _ := strings.Cut(digits, ".")
	if whole+frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return "", false
	}
	out := place(whole+frac, len(whole)+shift)
	if negative && out != "0" {
		out = "-" + out
	}
	return out, true
}

// place sets the point after the first n of the digits, padding with zeros, and trims.
func place(digits string, n int) string {
	if n < 0 {
		digits, n = strings.Repeat("0", -n)+digits, 0
	}
	if n > len(digits) {
		digits += strings.Repeat("0", n-len(digits))
	}
	whole := strings.TrimLeft(digits[:n], "0")
	if whole == "" {
		whole = "0"
	}
	if frac := strings.TrimRight(digits[n:], "0"); frac != "" {
		return whole + "." + frac
	}
	return whole
}
