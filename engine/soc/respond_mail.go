package soc

import (
	"context"
	"fmt"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

func init() {
	mail := func(e *Engine) int64 { return e.profile.Responses.Mail.Ticks() }
	offer(remedy{kind: "soft-delete-mail", says: "move a message out of every mailbox into Recoverable items", find: findMail, takes: takesMail, looks: recipients, slow: mail,
		leaves: purged("Soft deleted", "Deleted folder"), undo: "restore-mail", undoSays: "move a soft-deleted message back to the inboxes"})
	offer(remedy{kind: "hard-delete-mail", says: "delete a message from every mailbox for good", find: findMail, takes: takesMail, looks: recipients, slow: mail,
		leaves: purged("Hard deleted", "Deleted folder")})
	offer(remedy{kind: "block-sender", says: "refuse mail of an address or a domain (tenant block list)", find: findSender, takes: takesSender, slow: mail,
		undo: "unblock-sender", undoSays: "take an address or domain off the tenant block list"})
}

func takesMail(m entity.Entity) []Block {
	return []Block{{Kind: "mail", ID: m.IDs["NetworkMessageId"]}}
}

func takesSender(s entity.Entity) []Block {
	if domain := s.IDs["DomainName"]; domain != "" {
		return []Block{{Kind: "sender-domain", ID: domain}}
	}
	return []Block{{Kind: "sender", ID: s.IDs["MailboxPrimaryAddress"]}}
}

// recipients lists the mailboxes that the message lies in.
func recipients(ctx context.Context, e *Engine, x *Response) (any, error) {
	rows, err := e.query(ctx, fmt.Sprintf("EmailEvents\n| where NetworkMessageId =~ %s and DeliveryAction == \"Delivered\"\n| summarize by RecipientEmailAddress\n| order by RecipientEmailAddress asc",
		quote(x.Target.IDs["NetworkMessageId"])))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range rows {
		names = append(names, rule.Text(r["RecipientEmailAddress"]))
	}
	return map[string]any{"mailboxes": list(names)}, nil
}

// purged writes EmailPostDeliveryEvents: one row for every mailbox that the message was taken from, or put back into.
func purged(action, place string) func(*Engine, *Response, bool) {
	return func(e *Engine, x *Response, undo bool) {
		for n, to := range mailboxes(x) {
			row := cells{"NetworkMessageId": x.Target.IDs["NetworkMessageId"], "InternetMessageId": x.Target.IDs["InternetMessageId"], "RecipientEmailAddress": to,
				"SenderFromAddress": x.Target.IDs["Sender"], "Action": action, "ActionType": "Manual Remediation", "ActionTrigger": "AdminAction", "ActionResult": "Success",
				"DeliveryLocation": place, "EmailDirection": "Inbound", "ReportId": fmt.Sprintf("%s-%d", e.guid(x.ID+action), n)}
			if undo {
				row["Action"], row["DeliveryLocation"] = "Moved to inbox", "Inbox/folder"
			}
			if x.Source == "investigation" {
				row["ActionType"], row["ActionTrigger"] = "Automated Remediation", "AutomaticAction"
			}
			e.put("EmailPostDeliveryEvents", row)
		}
	}
}

// mailboxes reads the result of recipients, which a restored snapshot holds as plain JSON.
func mailboxes(x *Response) []string {
	found, _ := x.Result.(map[string]any)
	switch names := found["mailboxes"].(type) {
	case []string:
		return names
	case []any:
		out := make([]string, len(names))
		for i, n := range names {
			out[i] = fmt.Sprint(n)
		}
		return out
	}
	return nil
}
