// Command socrates is the training range: it parses flags, calls one room, and prints.
//
// In:  arguments, environment, the terminal.
// Out: text or JSON on standard output, talk and errors on standard error, an exit code.
//
// Not here: rules of the trade. A command that needs one has found a missing method in a room.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
