package soc

import (
	"strings"

	"socrates/engine/soc/entity"
)

func init() {
	offer(remedy{kind: "disable-user", says: "disable an account: no new sign-in, no logon", find: findUser, takes: takesAccount, leaves: auditUser("Disable account", "Enable account"),
		undo: "enable-user", undoSays: "enable a disabled account"})
	offer(remedy{kind: "revoke-sessions", says: "end every session of a user; a token that was stolen is worth nothing", find: findUser, takes: takesSession,
		leaves: auditUser("Update StsRefreshTokenValidFrom Timestamp", "")})
	offer(remedy{kind: "reset-password", says: "set a new password, which also ends the sessions that the old one opened", find: findUser, takes: takesSession,
		leaves: auditUser("Reset user password", "")})
	offer(remedy{kind: "confirm-compromised", says: "raise the user's risk to high; the risk policy then asks for a new password", find: findUser, takes: takesSession, leaves: confirmed})
}

func takesAccount(u entity.Entity) []Block {
	return []Block{{Kind: "account", ID: u.IDs["AadUserId"]}}
}

func takesSession(u entity.Entity) []Block {
	return []Block{{Kind: "session", ID: u.IDs["AadUserId"]}}
}

// auditUser writes the AuditLogs row of a change to an account.
func auditUser(done, undone string) func(*Engine, *Response, bool) {
	return func(e *Engine, x *Response, undo bool) {
		name := done
		if undo {
			name = undone
		}
		user := map[string]any{"id": x.Target.IDs["AadUserId"], "type": "User", "userPrincipalName": x.Target.UPN(), "displayName": nil, "modifiedProperties": []any{}}
		e.put("AuditLogs", cells{"OperationName": name, "ActivityDisplayName": name, "ActivityDateTime": e.st.Now, "Category": "UserManagement", "Result": "success",
			"AADOperationType": "Update", "LoggedByService": "Core Directory", "AADTenantId": e.ws.TenantID, "Identity": x.By, "Id": e.guid(x.ID + name), "CorrelationId": e.guid(x.ID),
			"InitiatedBy": map[string]any{"user": map[string]any{"userPrincipalName": x.By, "displayName": nil, "id": nil}}, "TargetResources": []any{user}, "SourceSystem": "Azure AD"})
	}
}

// confirmed writes what Entra ID Protection keeps of a user that an administrator confirmed.
func confirmed(e *Engine, x *Response, _ bool) {
	const detail = "adminConfirmedUserCompromised"
	id := x.Target.IDs["AadUserId"]
	row := cells{"Id": id, "UserPrincipalName": x.Target.UPN(), "UserDisplayName": strings.Split(x.Target.UPN(), "@")[0], "RiskLevel": "high", "RiskState": "confirmedCompromised",
		"RiskDetail": detail, "OperationName": "Risky user", "CorrelationId": e.guid(x.ID), "SourceSystem": "Azure AD"}
	event := cells{"Id": e.guid(x.ID + "event"), "UserId": id, "UserPrincipalName": x.Target.UPN(), "RiskEventType": "adminConfirmedUserCompromised", "RiskLevel": "high",
		"RiskState": "confirmedCompromised", "RiskDetail": detail, "ActivityDateTime": e.st.Now, "DetectedDateTime": e.st.Now, "LastUpdatedDateTime": e.st.Now,
		"OperationName": "User Risk Detection", "CorrelationId": e.guid(x.ID), "SourceSystem": "Azure AD"}
	row["RiskLastUpdatedDateTime"] = e.st.Now
	e.put("AADRiskyUsers", row)
	e.put("AADUserRiskEvents", event)
}
