package udf

import "database/sql/driver"

// Functions of five arguments.

func has5(in []driver.Value) (any, error) {
	return hasTerm(in[0].(string), in[1].(string), in[2].(bool), in[3].(bool), in[4].(bool)), nil
}

func indexOf5(in []driver.Value) (any, error) {
	return null(indexOf(in[0].(string), in[1].(string), in[2].(int64), in[3].(int64), in[4].(int64)))
}

func indexOfRegex5(in []driver.Value) (any, error) {
	return null(indexOfRegex(in[0].(string), in[1].(string), in[2].(int64), in[3].(int64), in[4].(int64)))
}

func arrayFind5(in []driver.Value) (any, error) {
	return null(arrayFind(in[0].(string), in[1].(string), in[2].(int64), in[3].(int64), in[4].(int64)))
}
