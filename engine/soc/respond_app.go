package soc

import (
	"context"
	"fmt"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

func init() {
	offer(remedy{kind: "disable-app", says: "disable an application: it gets no token any more", find: findApp, takes: takesApp, leaves: appChanged,
		undo: "enable-app", undoSays: "enable a disabled application"})
}

func takesApp(a entity.Entity) []Block { return []Block{{Kind: "app", ID: a.IDs["OAuthAppId"]}} }

// findApp knows an application by its id or name, from its sign-ins.
func findApp(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	if strings.TrimSpace(name) == "" {
		return entity.Entity{}, refuse(Invalid, "give its name or application id", "which application?")
	}
	rows, err := e.query(ctx, fmt.Sprintf("AADServicePrincipalSignInLogs\n| where AppId =~ %[1]s or ServicePrincipalName =~ %[1]s\n| summarize arg_max(TimeGenerated, ServicePrincipalName) by AppId\n| order by AppId asc", quote(name)))
	if err != nil {
		return entity.Entity{}, err
	}
	a, err := one(rows, "application", name, "AppId", "AADServicePrincipalSignInLogs holds the applications that sign in")
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.OAuthApp, "OAuthAppId", rule.Text(a["AppId"]), "Name", rule.Text(a["ServicePrincipalName"])), nil
}

func appChanged(e *Engine, x *Response, undo bool) {
	const name = "Update service principal"
	set := map[bool]string{false: "[false]", true: "[true]"}[undo]
	target := map[string]any{"id": x.Target.IDs["OAuthAppId"], "type": "ServicePrincipal", "displayName": x.Name,
		"modifiedProperties": []any{map[string]any{"displayName": "AccountEnabled", "newValue": set}}}
	e.put("AuditLogs", cells{"OperationName": name, "ActivityDisplayName": name, "ActivityDateTime": e.st.Now, "Category": "ApplicationManagement", "Result": "success",
		"AADOperationType": "Update", "LoggedByService": "Core Directory", "AADTenantId": e.ws.TenantID, "Identity": x.By, "Id": e.guid(x.ID + set), "CorrelationId": e.guid(x.ID),
		"InitiatedBy": map[string]any{"user": map[string]any{"userPrincipalName": x.By, "displayName": nil, "id": nil}}, "TargetResources": []any{target}, "SourceSystem": "Azure AD"})
}
