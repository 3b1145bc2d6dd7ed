package udf

import (
	"database/sql/driver"
	"math"
	"math/cmplx"
)

// Filters and the Fourier transform.

var seriesFilterFuncs = []Func{
	{Name: "kql_series_fir", In: []Type{Text, Text, Bool, Bool}, Out: Text, Nulls: true, Fn: fir},
	{Name: "kql_series_iir", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(iir)},
	{Name: "kql_series_fft", In: []Type{Text, Text}, Out: Text, Fn: Of2(fft)},
	{Name: "kql_series_ifft", In: []Type{Text, Text}, Out: Text, Fn: Of2(ifft)},
}

// fir convolves a series with a filter: each point is the sum of itself and those before it, times the
// coefficients; with center the window lies around the point. A normalized filter is divided by the sum of its
// coefficients, which is the default unless one is negative, and then refused. NULL normalize: the default.
func fir(in []driver.Value) (any, error) {
	js, ok1 := in[0].(string)
	filter, ok2 := in[1].(string)
	s, ok3 := readSeries(js)
	c, ok4 := readSeries(filter)
	if !ok1 || !ok2 || !ok3 || !ok4 || len(c) == 0 {
		return nil, nil
	}
	sum, negative := 0.0, false
	for _, n := range c {
		sum += n.f
		negative = negative || n.f < 0
	}
	normalize, given := in[2].(bool)
	if !given {
		normalize = !negative
	}
	if normalize && negative {
		return nil, nil
	}
	center, _ := in[3].(bool)
	return writeSeries(convolve(s, c, sum, normalize, center)), nil
}

func convolve(s, c []num, sum float64, normalize, center bool) []num {
	shift := 0
	if center {
		shift = len(c) / 2
	}
	out := make([]num, len(s))
	for i := range s {
		acc := longNum(0)
		for j, k := range c {
			if at := i + shift - j; at >= 0 && at < len(s) {
				acc = combine("+", acc, combine("*", s[at], k))
			}
		}
		if normalize {
			acc = combine("/", acc, realNum(sum))
		}
		out[i] = acc
	}
	return out
}

// iir applies a recursive filter: a[0]*y[n] is the sum of b[i]*x[n-i] less the sum of a[j]*y[n-j], j from 1.
func iir(js, numerators, denominators string) (string, bool) {
	x, ok1 := readReals(js)
	b, ok2 := readReals(numerators)
	a, ok3 := readReals(denominators)
	if !ok1 || !ok2 || !ok3 || len(a) == 0 || a[0] == 0 {
		return "", false
	}
	y := make([]float64, len(x))
	for n := range x {
		for i := 0; i < len(b) && i <= n; i++ {
			y[n] += b[i] * x[n-i]
		}
		for j := 1; j < len(a) && j <= n; j++ {
			y[n] -= a[j] * y[n-j]
		}
		y[n] /= a[0]
	}
	return writeReals(y), true
}

// fft gives the real and the imaginary part of the Fourier transform of a series of complex numbers.
func fft(re, im string) (string, bool) { return transformText(re, im, -1) }

// ifft undoes fft.
func ifft(re, im string) (string, bool) { return transformText(re, im, 1) }

func transformText(re, im string, direction float64) (string, bool) {
	r, ok1 := readReals(re)
	i, ok2 := readReals(im)
	if !ok1 || !ok2 || len(i) > 0 && len(i) != len(r) {
		return "", false
	}
	x := make([]complex128, len(r))
	for k := range r {
		x[k] = complex(r[k], 0)
		if len(i) > 0 {
			x[k] = complex(r[k], i[k])
		}
	}
	out := transform(x, direction)
	for k, c := range out {
		if direction > 0 {
			c /= complex(float64(len(out)), 0)
		}
		r[k] = real(c)
		x[k] = c
	}
	imag2 := make([]float64, len(r))
	for k, c := range x {
		imag2[k] = imag(c)
	}
	return tuple(r, imag2), true
}

// transform is the discrete Fourier transform of any length: by halves for powers of two, otherwise by
// Bluestein's way of writing it as a convolution. Direction is -1 forwards, 1 backwards (not yet divided).
func transform(x []complex128, direction float64) []complex128 {
	n := len(x)
	if n&(n-1) == 0 {
		out := append([]complex128(nil), x...)
		halve(out, direction)
		return out
	}
	size := 1
	for size < 2*n+1 {
		size *= 2
	}
	chirp := make([]complex128, n)
	a, b := make([]complex128, size), make([]complex128, size)
	for k := range x {
		square := (k * k) % (2 * n)
		chirp[k] = cmplx.Rect(1, direction*math.Pi*float64(square)/float64(n))
		a[k] = x[k] * chirp[k]
		b[k] = cmplx.Conj(chirp[k])
		if k > 0 {
			b[size-k] = b[k]
		}
	}
	halve(a, -1)
	halve(b, -1)
	for k := range a {
		a[k] *= b[k]
	}
	halve(a, 1)
	for k := range chirp {
		chirp[k] *= a[k] / complex(float64(size), 0)
	}
	return chirp
}

// halve transforms in place; the length is a power of two.
func halve(x []complex128, direction float64) {
	n := len(x)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j |= bit
		if i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		step := cmplx.Rect(1, direction*2*math.Pi/float64(size))
		for start := 0; start < n; start += size {
			w := complex(1, 0)
			for k := start; k < start+size/2; k++ {
				u, v := x[k], x[k+size/2]*w
				x[k], x[k+size/2] = u+v, u-v
				w *= step
			}
		}
	}
}
