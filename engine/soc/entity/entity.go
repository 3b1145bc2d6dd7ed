// Package entity names the things that alerts are about: accounts, hosts, addresses, files, messages.
//
// In:  a type as Sentinel's entity mapping spells it, and identifiers (FullName, HostName, Address …).
// Out: Entity, the keys by which two products mean the same thing, its evidence and JSON forms.
//
// Not here: alerts, windows of time, what happens when two alerts share an entity (correlation).
package entity

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Type is an entity type as entity mappings of analytics rules spell it.
type Type string

// The types that content may use.
const (
	Account        Type = "Account"
	Host           Type = "Host"
	IP             Type = "IP"
	URL            Type = "URL"
	File           Type = "File"
	FileHash       Type = "FileHash"
	Process        Type = "Process"
	Mailbox        Type = "Mailbox"
	MailMessage    Type = "MailMessage"
	MailCluster    Type = "MailCluster"
	SubmissionMail Type = "SubmissionMail"
	DNS            Type = "DNS"
	CloudApp       Type = "CloudApplication"
	AzureResource  Type = "AzureResource"
	RegistryKey    Type = "RegistryKey"
	RegistryValue  Type = "RegistryValue"
	SecurityGroup  Type = "SecurityGroup"
	IoTDevice      Type = "IoTDevice"
	Malware        Type = "Malware"
	AWSResource    Type = "AWSResource"
	GoogleResource Type = "GCPResource"
	OAuthApp       Type = "OAuthApplication" // Defender evidence only; no mapping in Sentinel
)

// Role says what an entity was in the alert: the victim's side, or the attacker's.
type Role string

const (
	Impacted Role = "Impacted"
	Related  Role = "Related"
)

// Entity is one thing an alert is about. IDs holds identifiers by the names that entity mappings use.
type Entity struct {
	Type Type              `json:"type"`
	IDs  map[string]string `json:"ids"`
	Role Role              `json:"role,omitempty"`
	// Quiet entities are shown, but do not tie alerts together: the organisation's own way out to the
	// internet, say, which every alert would share.
	Quiet bool `json:"quiet,omitempty"`
}

// identifiers lists what a mapping of a type may name, strongest first. Source: the entity type
// reference of Microsoft Sentinel.
var identifiers = map[Type][]string{
	Account: {"AadUserId", "Sid", "ObjectGuid", "FullName", "UserPrincipalName", "Name", "UPNSuffix", "NTDomain", "DnsDomain",
		"AadTenantId", "PUID", "IsDomainJoined", "DisplayName"},
	Host:           {"MdatpDeviceId", "FullName", "HostName", "NetBiosName", "DnsDomain", "NTDomain", "AzureID", "OMSAgentID", "OSFamily", "OSVersion", "IsDomainJoined"},
	IP:             {"Address", "AddressScope"},
	URL:            {"Url"},
	File:           {"Name", "Directory", "Sha256", "Sha1", "Md5"},
	FileHash:       {"Value", "Algorithm"},
	Process:        {"ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc", "ImageFile"},
	Mailbox:        {"MailboxPrimaryAddress", "DisplayName", "Upn", "AadId", "RiskLevel", "ExternalDirectoryObjectId"},
	MailMessage:    {"NetworkMessageId", "InternetMessageId", "Recipient", "Sender", "Subject", "SenderIP", "P1Sender", "P2Sender", "P1SenderDomain", "P2SenderDomain", "P1SenderDisplayName", "P2SenderDisplayName", "Urls", "Threats", "ReceivedDate", "DeliveryAction", "DeliveryLocation", "Language", "ThreatDetectionMethods", "BodyFingerprintBin1", "AntispamDirection"},
	MailCluster:    {"NetworkMessageIds", "Query", "CountByDeliveryStatus", "CountByThreatType", "CountByProtectionStatus", "Threats", "QueryTime", "MailCount", "IsVolumeAnomaly", "Source", "ClusterSourceIdentifier", "ClusterSourceType", "ClusterQueryStartTime", "ClusterQueryEndTime", "ClusterGroup"},
	SubmissionMail: {"NetworkMessageId", "Timestamp", "Recipient", "Sender", "SenderIp", "Subject", "ReportType", "SubmissionId", "SubmissionDate", "Submitter"},
	DNS:            {"DomainName"},
	CloudApp:       {"AppId", "Name", "InstanceName", "InstanceId", "Risk"},
	AzureResource:  {"ResourceId"},
	RegistryKey:    {"Hive", "Key"},
	RegistryValue:  {"Name", "Value", "ValueType", "Hive", "Key"},
	SecurityGroup:  {"DistinguishedName", "SID", "ObjectGuid"},
	IoTDevice:      {"DeviceId", "DeviceName", "Source", "IoTSecurityAgentId", "DeviceType", "IoTHub", "Vendor", "Model", "OperatingSystem", "IpAddress", "MacAddress", "Protocols", "SerialNumber", "Site", "Zone"},
	Malware:        {"Name", "Category"},
	AWSResource:    {"AmazonResourceId"},
	GoogleResource: {"FullResourceName"},
	OAuthApp:       {"OAuthAppId", "Name"},
}

// Types lists what entity mappings may name, by name.
func Types() []Type { return slices.Sorted(maps.Keys(identifiers)) }

// Identifiers lists what a mapping of type t may name; nil for a type that does not exist.
func Identifiers(t Type) []string { return identifiers[t] }

// New makes an entity from name-value pairs, leaving out empty values. Without any value it is the zero
// Entity, which Empty reports.
func New(t Type, pairs ...string) Entity {
	e := Entity{Type: t, IDs: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			e.IDs[pairs[i]] = pairs[i+1]
		}
	}
	return e
}

// Empty reports an entity without identifiers.
func (e Entity) Empty() bool { return len(e.IDs) == 0 }

// Name is how people call the entity: its UPN, host name, address, file name.
func (e Entity) Name() string {
	switch e.Type {
	case Account:
		return cmp.Or(e.UPN(), joinNonEmpty(`\`, e.IDs["NTDomain"], e.IDs["Name"]), e.IDs["AadUserId"], e.IDs["Sid"])
	case Host:
		return cmp.Or(e.IDs["HostName"], e.IDs["FullName"], e.IDs["NetBiosName"], e.IDs["MdatpDeviceId"])
	case Mailbox:
		return cmp.Or(e.IDs["MailboxPrimaryAddress"], e.IDs["Upn"])
	case MailMessage:
		return cmp.Or(e.IDs["Subject"], e.IDs["NetworkMessageId"])
	case Process:
		return cmp.Or(e.IDs["CommandLine"], e.IDs["ProcessId"])
	case RegistryKey:
		return joinNonEmpty(`\`, e.IDs["Hive"], e.IDs["Key"])
	}
	for _, id := range identifiers[e.Type] {
		if v := e.IDs[id]; v != "" {
			return v
		}
	}
	return ""
}

// UPN is the account's user principal name, however the mapping gave it; "" when it did not.
func (e Entity) UPN() string {
	if e.Type == Mailbox {
		return cmp.Or(e.IDs["Upn"], e.IDs["MailboxPrimaryAddress"])
	}
	if upn := e.IDs["UserPrincipalName"]; upn != "" {
		return upn
	}
	if full := e.IDs["FullName"]; strings.Contains(full, "@") {
		return full
	}
	if name := e.IDs["Name"]; name != "" && e.IDs["UPNSuffix"] != "" {
		return name + "@" + e.IDs["UPNSuffix"]
	}
	if strings.Contains(e.IDs["Name"], "@") {
		return e.IDs["Name"]
	}
	return ""
}

func joinNonEmpty(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}
