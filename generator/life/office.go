package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// LibraryURL is where a document of a department lies in SharePoint.
func LibraryURL(o *org.Org, department, name string) string {
	site := strings.ReplaceAll(department, " ", "")
	return fmt.Sprintf("https://%s.sharepoint.com/sites/%s/Shared Documents/%s", strings.TrimSuffix(o.OnMicrosoft, ".onmicrosoft.com"), site, name)
}

// PersonalURL is where a document of a person lies in OneDrive.
func PersonalURL(o *org.Org, p *org.Person, name string) string {
	personal := strings.NewReplacer("@", "_", ".", "_").Replace(p.UPN)
	return fmt.Sprintf("https://%s-my.sharepoint.com/personal/%s/Documents/%s", strings.TrimSuffix(o.OnMicrosoft, ".onmicrosoft.com"), personal, name)
}

func cloudFile(d *Day, e trace.Env, at int64) {
	name := docName(e)
	act := trace.CloudAct{Account: d.P.Account, Workload: "SharePoint", Object: LibraryURL(e.O, d.P.Department, chance.Pick(e.R, e.O.Projects)+"/"+name), Type: "File", IP: d.Public, Agent: d.P.Browser.Agent, Place: d.Place}
	if e.R.Is(0.5) {
		act.Workload, act.Object, act.Agent = "OneDrive", PersonalURL(e.O, d.P, name), "Microsoft SkyDriveSync 25.105.0601.0002 ship; Windows NT 10.0 (26100)"
	}
	act.Operation = []string{"FileAccessed", "FileModified", "FileDownloaded", "FileUploaded", "FileSyncDownloadedFull", "FileDeleted", "SharingSet", "FileRenamed"}[e.R.Weighted(8, 5, 2.5, 2, 4, 0.5, 0.4, 0.4)]
	if e.R.Is(0.1) {
		act.IP, act.Place, _ = d.phone(e)
		act.Phone, act.Agent, act.Operation = &d.P.Mobile, d.P.Mobile.Agent, "FileAccessed"
	}
	e.Cloud(at, act)
	if act.Operation == "FileAccessed" && act.Phone == nil && e.R.Is(0.5) {
		connect(d, e, d.Edge, at, org.Websites[0])
	}
}

// readMailbox is mail being read, which Exchange tells in heaps, and put away.
func readMailbox(d *Day, e trace.Env, at int64) {
	act := trace.CloudAct{Account: d.P.Account, Workload: "Exchange", Type: "Mailbox", Object: "Inbox", IP: d.Public, Place: d.Place, Agent: "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18827; Pro)"}
	act.Operation = []string{"MailItemsAccessed", "MoveToDeletedItems", "SoftDelete", "HardDelete"}[e.R.Weighted(6, 2, 1, 0.3)]
	if act.Operation == "MailItemsAccessed" {
		act.Office = []any{"OperationProperties", `[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}]`, "Folders", fmt.Sprintf(`[{"Path":"\\Inbox","FolderItems":%d}]`, e.R.Between(1, 14))}
	}
	if e.R.Is(0.3) {
		act.IP, act.Place, _ = d.phone(e)
		act.Phone, act.Agent = &d.P.Mobile, d.P.Mobile.Mail
	}
	e.Cloud(at, act)
	if e.R.Is(0.002) {
		sort := chance.Pick(e.R, newsletters)
		params := fmt.Sprintf(`[{"Name":"Name","Value":%q},{"Name":"From","Value":%q},{"Name":"MoveToFolder","Value":"Newsletters"},{"Name":"StopProcessingRules","Value":"True"}]`, sort[0], sort[1])
		e.Cloud(after(e.R, at, tick.Minute), trace.CloudAct{Account: d.P.Account, Workload: "Exchange", Operation: "New-InboxRule", Object: d.P.UPN + `\` + sort[0], Type: "Rule", IP: d.Public, Place: d.Place, Agent: act.Agent, Params: params,
			Raw: fmt.Sprintf(`{"Operation":"New-InboxRule","Workload":"Exchange","UserId":%q,"ClientIP":%q,"Parameters":%s}`, d.P.UPN, d.Public, params)})
	}
}
