package trace

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/tick"
)

var trail = emit.Open("AWSCloudTrail").Step(tick.Second)

// APICall is a request to AWS.
type APICall struct {
	User           string // of IAM; or the session's name when Role is set
	Role           string // assumed role
	Service, Event string // s3, GetObject
	IP, Agent      string
	Params, Result string // JSON
	Failure        string // ErrorCode
	MFA            bool
}

// Trail writes an AWSCloudTrail row.
func (e Env) Trail(at int64, c APICall) {
	account := e.O.AWSAccount
	read := strings.HasPrefix(c.Event, "Get") || strings.HasPrefix(c.Event, "List") || strings.HasPrefix(c.Event, "Describe")
	kind, arn, name, key := "IAMUser", fmt.Sprintf("arn:aws:iam::%s:user/%s", account, c.User), c.User, strings.ToUpper("AKIA"+chance.Stream(e.O.Seed, "aws", c.User).Hex(16))
	pairs := []any{}
	if c.Role != "" {
		kind, arn, name, key = "AssumedRole", fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", account, c.Role, c.User), "", strings.ToUpper("ASIA"+e.R.Hex(16))
		pairs = append(pairs, "SessionIssuerAccountId", account, "SessionIssuerArn", fmt.Sprintf("arn:aws:iam::%s:role/%s", account, c.Role), "SessionIssuerType", "Role", "SessionIssuerUserName", c.Role, "SessionCreationDate", at-e.R.Between(60*tick.Second, 3000*tick.Second))
	}
	kindOf := "AwsApiCall"
	if c.Event == "ConsoleLogin" {
		kindOf = "AwsConsoleSignIn"
	}
	message := ""
	if c.Failure != "" {
		message = fmt.Sprintf("User: %s is not authorized to perform: %s:%s", arn, c.Service, c.Event)
	}
	pairs = append(pairs, "AwsEventId", e.R.GUID(), "AWSRegion", "eu-west-1", "EventName", c.Event, "EventSource", c.Service+".amazonaws.com", "EventTypeName", kindOf, "EventVersion", "1.10", "ErrorCode", c.Failure, "ErrorMessage", message,
		"ManagementEvent", c.Event != "GetObject" && c.Event != "PutObject", "ReadOnly", read, "RecipientAccountId", account, "RequestParameters", c.Params, "ResponseElements", c.Result, "SourceIpAddress", c.IP, "UserAgent", c.Agent, "UserIdentityAccountId", account,
		"UserIdentityArn", arn, "UserIdentityType", kind, "UserIdentityUserName", name, "UserIdentityPrincipalid", strings.ToUpper("AIDA"+chance.Stream(e.O.Seed, "aws principal", c.User, c.Role).Hex(16)), "UserIdentityAccessKeyId", key,
		"SessionMfaAuthenticated", c.MFA, "AwsRequestId", e.R.GUID(), "Category", "Management", "TlsVersion", "TLSv1.3")
	e.write(trail, at, e.R.Between(300*tick.Second, 1500*tick.Second), pairs...)
}
