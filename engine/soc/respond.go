package soc

import "slices"

// Block is a response in force: something that the attack cannot use any more. Kinds are those of
// generator.Need: device, account, session, mail, address, domain, url, file, app.
type Block struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"` // DeviceId, AccountObjectId, NetworkMessageId, address, domain, SHA256, app id
	Since int64  `json:"since"`
	Until int64  `json:"until,omitempty"` // when it was undone; 0 while in force
	By    string `json:"by"`              // the response's id
}

// Blocks lists every response that takes something away from the attack, those undone included.
func (e *Engine) Blocks() []Block { return slices.Clone(e.st.Blocks) }
