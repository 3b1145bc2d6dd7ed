package org

import (
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"socrates/generator/chance"
)

// microsoftTenant owns the first-party applications.
const microsoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

// First-party applications under the identifiers that Microsoft documents for them.
var firstParty = [][2]string{
	{"Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000"},
	{"Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000"},
	{"Microsoft Graph", "00000003-0000-0000-c000-000000000000"},
	{"Windows Azure Active Directory", "00000002-0000-0000-c000-000000000000"},
	{"Windows Azure Service Management API", "797f4846-ba00-4fd7-ba43-dac1f8f63013"},
	{"Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"},
	{"Microsoft Teams", "1fec8e78-bce4-4aaf-ab1b-5451cc387264"},
	{"Outlook Mobile", "27922004-5251-4030-b22d-91ecd9a37ea4"},
	{"Microsoft Office", "d3590ed6-52b3-4102-aeff-aad2292ab01c"},
	{"OfficeHome", "4765445b-32c6-49b0-83e6-1d93765276ca"},
	{"Windows Sign In", "38aa3b87-a06d-4817-b275-7a316988d93b"},
	{"Microsoft Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"},
	{"Microsoft Azure PowerShell", "1950a258-227b-4e31-a9cf-717495945fc2"},
	{"Microsoft Authentication Broker", "29d9ed98-a469-4536-ade2-f981bc1d605e"},
	{"OneDrive SyncEngine", "ab9b8c07-8f02-4f72-87fa-80105867a763"},
	{"One Outlook Web", "9199bf20-a13f-4107-85dc-02114787ef48"},
	{"Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e"},
	{"Microsoft Edge", "ecd6b820-32c2-49b6-98a6-444530e5a77a"},
	{"Azure Key Vault", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"},
	{"Azure Storage", "e406a681-f3d4-42a8-90b6-c2b029497af1"},
}

var saas = []string{"Salesforce", "ServiceNow", "Workday", "Zoom", "GitHub Enterprise Cloud", "AWS IAM Identity Center", "Adobe Identity Management", "Atlassian Cloud"}

var daemons = []string{"backup-connector", "crm-sync", "hr-provisioning", "intune-reporting", "devops-pipeline"}

func (o *Org) buildApps() {
	r := o.stream("apps")
	for _, a := range firstParty {
		o.Apps = append(o.Apps, &App{Name: a[0], ID: a[1], Principal: r.GUID(), Owner: microsoftTenant, FirstParty: true})
	}
	for _, name := range saas {
		o.Apps = append(o.Apps, &App{Name: name, ID: r.GUID(), Principal: r.GUID(), Owner: r.GUID()})
	}
	for _, name := range daemons {
		o.Apps = append(o.Apps, &App{Name: name, ID: r.GUID(), Principal: r.GUID(), Owner: o.TenantID, Secret: r.GUID(), Daemon: true})
	}
}

// Daemons lists the applications that sign in by themselves.
func (o *Org) Daemons() (list []*App) {
	for _, a := range o.Apps {
		if a.Daemon {
			list = append(list, a)
		}
	}
	return list
}

// Saas lists the third-party applications that people sign in to.
func (o *Org) Saas() (list []*App) {
	for _, a := range o.Apps {
		if !a.Daemon && !a.FirstParty {
			list = append(list, a)
		}
	}
	return list
}

func (o *Org) buildPartners() {
	r := o.stream("partners")
	fake := gofakeit.NewFaker(r, false)
	words := r.Perm(len(partnerWords))
	for _, w := range words[:min(len(words), 8+len(o.People)/40)] {
		kind := chance.Pick(r, partnerKinds)
		p := &Partner{Name: partnerWords[w] + " " + kind, Domain: strings.ToLower(partnerWords[w]+kind) + ".com"}
		p.MailIP = chance.Pick(r, Hosting[3:7]).Address(r)
		for range r.Between(2, 6) {
			given, surname := fake.FirstName(), fake.LastName()
			p.Contacts = append(p.Contacts, Contact{given + " " + surname, ascii(given) + "." + ascii(surname) + "@" + p.Domain})
		}
		o.Partners = append(o.Partners, p)
	}
}
