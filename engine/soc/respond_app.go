package soc

import (
	"context"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

func init() {
	offer(remedy{kind: "disable-app", says: "disable an application: it gets no token any more", find: findApp, takes: takesApp, leaves: appChanged,
		undo: "enable-app", undoSays: "enable a disabled application"})
}

func takesApp(a entity.Entity) []Block { return []Block{{Kind: "app", ID: a.IDs["OAuthAppId"]}} }

// findApp knows an application by its id, its name, or the id of its service principal: one that signs in by itself, or
// one that people use or have consented to.
func findApp(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	if strings.TrimSpace(name) == "" {
		return entity.Entity{}, refuse(Invalid, "give its name or application id", "which application?")
	}
	var rows []map[string]any
	for _, q := range []string{appsThemselves, appsOfPeople} {
		var err error
		if rows, err = e.query(ctx, strings.ReplaceAll(q, "NAME", quote(name))); err != nil {
			return entity.Entity{}, err
		}
		if len(rows) > 0 {
			break
		}
	}
	a, err := one(rows, "application", name, "AppId", "AADServicePrincipalSignInLogs holds the applications that sign in, SigninLogs those that people use")
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.OAuthApp, "OAuthAppId", rule.Text(a["AppId"]), "Name", rule.Text(a["ServicePrincipalName"])), nil
}

const appsThemselves = `AADServicePrincipalSignInLogs
| where AppId =~ NAME or ServicePrincipalName =~ NAME or ServicePrincipalId =~ NAME
| summarize arg_max(TimeGenerated, ServicePrincipalName) by AppId
| order by AppId asc`

const appsOfPeople = `SigninLogs
| where AppId =~ NAME or AppDisplayName =~ NAME or AppDisplayName in ((AuditLogs
    | where OperationName == 'Consent to application' and tostring(TargetResources[0].id) =~ NAME
    | project tostring(TargetResources[0].displayName)))
| where isnotempty(AppId)
| summarize arg_max(TimeGenerated, AppDisplayName) by AppId
| project AppId, ServicePrincipalName = AppDisplayName
| order by AppId asc`

func appChanged(e *Engine, x *Response, undo bool) {
	const name = "Update service principal"
	set := map[bool]string{false: "[false]", true: "[true]"}[undo]
	target := map[string]any{"id": x.Target.IDs["OAuthAppId"], "type": "ServicePrincipal", "displayName": x.Name,
		"modifiedProperties": []any{map[string]any{"displayName": "AccountEnabled", "newValue": set}}}
	e.put("AuditLogs", cells{"OperationName": name, "ActivityDisplayName": name, "ActivityDateTime": e.st.Now, "Category": "ApplicationManagement", "Result": "success",
		"AADOperationType": "Update", "LoggedByService": "Core Directory", "AADTenantId": e.ws.TenantID, "Identity": x.By, "Id": e.guid(x.ID + set), "CorrelationId": e.guid(x.ID),
		"InitiatedBy": map[string]any{"user": map[string]any{"userPrincipalName": x.By, "displayName": nil, "id": nil}}, "TargetResources": []any{target}, "SourceSystem": "Azure AD"})
}
