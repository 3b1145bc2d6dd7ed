package measure

// Cases are twenty questions that hunters ask, from one look for a word to joins and timelines. The SQL is what
// somebody who knows DuckDB well would write for the same answer over the same columns.
var Cases = []Case{
	{
		"encoded commands of a week",
		`DeviceProcessEvents | where Timestamp > ago(7d) | where FileName =~ "powershell.exe" and ProcessCommandLine has "EncodedCommand"
| project Timestamp, DeviceName, AccountName, ProcessCommandLine`,
		`SELECT "Timestamp", "DeviceName", "AccountName", "ProcessCommandLine" FROM data.DeviceProcessEvents WHERE "Timestamp" > $now - 7*864000000000
AND "FileName" ILIKE 'powershell.exe' AND contains(lower("ProcessCommandLine"), 'encodedcommand')
AND regexp_matches("ProcessCommandLine", '(?i)(?:^|[^0-9a-z])encodedcommand(?:$|[^0-9a-z])')`,
	},
	{
		"a word in every command line",
		`DeviceProcessEvents | where ProcessCommandLine contains "whoami" | summarize count() by DeviceName`,
		`SELECT "DeviceName", count(*) FROM data.DeviceProcessEvents WHERE contains(lower("ProcessCommandLine"), 'whoami') GROUP BY 1`,
	},
	{
		"any of several terms",
		`DeviceProcessEvents | where Timestamp > ago(14d) | where ProcessCommandLine has_any ("mimikatz", "whoami", "EncodedCommand") | summarize Hits = count() by FileName`,
		`SELECT "FileName", count(*) FROM data.DeviceProcessEvents WHERE "Timestamp" > $now - 14*864000000000
AND regexp_matches("ProcessCommandLine", '(?i)(?:^|[^0-9a-z])(?:mimikatz|whoami|encodedcommand)(?:$|[^0-9a-z])') GROUP BY 1`,
	},
	{
		"busiest devices",
		`DeviceProcessEvents | summarize Events = count(), Files = dcount(FileName) by DeviceName | top 10 by Events`,
		`SELECT "DeviceName", count(*) AS e, count(DISTINCT "FileName") FROM data.DeviceProcessEvents GROUP BY 1 ORDER BY e DESC, "DeviceName" LIMIT 10`,
	},
	{
		"rare programs",
		`DeviceProcessEvents | summarize Devices = dcount(DeviceId), First = min(Timestamp) by SHA256, FileName | where Devices < 400 | sort by Devices asc`,
		`SELECT "SHA256", "FileName", count(DISTINCT "DeviceId") AS d, min("Timestamp") FROM data.DeviceProcessEvents GROUP BY 1, 2 HAVING count(DISTINCT "DeviceId") < 400 ORDER BY d`,
	},
	{
		"events an hour",
		`DeviceNetworkEvents | summarize count() by bin(Timestamp, 1h), ActionType`,
		`SELECT "Timestamp" // 36000000000 * 36000000000, "ActionType", count(*) FROM data.DeviceNetworkEvents GROUP BY 1, 2`,
	},
	{
		"connections to listed addresses",
		`let Bad = datatable(ip:string, threat:string)["25.3.4.5", "c2", "40.1.2.3", "botnet", "61.3.2.9", "scanner"];
DeviceNetworkEvents | where Timestamp > ago(20d) | join kind=inner Bad on $left.RemoteIP == $right.ip | project Timestamp, DeviceName, RemoteIP, threat`,
		`SELECT "Timestamp", "DeviceName", "RemoteIP", b.threat FROM data.DeviceNetworkEvents
JOIN (VALUES ('25.3.4.5', 'c2'), ('40.1.2.3', 'botnet'), ('61.3.2.9', 'scanner')) b(ip, threat) ON "RemoteIP" = b.ip WHERE "Timestamp" > $now - 20*864000000000`,
	},
	{
		"processes and their connections",
		`DeviceProcessEvents | where Timestamp > ago(2d) and FileName == "powershell.exe" | project DeviceId, ProcessId, ProcessCommandLine
| join kind=inner (DeviceNetworkEvents | where Timestamp > ago(2d) | project DeviceId, InitiatingProcessId, RemoteIP, RemotePort) on DeviceId, $left.ProcessId == $right.InitiatingProcessId
| summarize Connections = count(), Ports = dcount(RemotePort) by RemoteIP`,
		`SELECT n."RemoteIP", count(*), count(DISTINCT n."RemotePort") FROM data.DeviceProcessEvents p JOIN data.DeviceNetworkEvents n
ON p."DeviceId" = n."DeviceId" AND p."ProcessId" = n."InitiatingProcessId"
WHERE p."Timestamp" > $now - 2*864000000000 AND n."Timestamp" > $now - 2*864000000000 AND p."FileName" = 'powershell.exe' GROUP BY 1`,
	},
	{
		"addresses never seen before",
		`let Known = DeviceNetworkEvents | where Timestamp < ago(1d) | distinct RemoteIP;
DeviceNetworkEvents | where Timestamp >= ago(1d) | join kind=leftanti Known on RemoteIP | summarize Devices = dcount(DeviceId) by RemoteIP`,
		`SELECT n."RemoteIP", count(DISTINCT n."DeviceId") FROM data.DeviceNetworkEvents n ANTI JOIN
(SELECT DISTINCT "RemoteIP" FROM data.DeviceNetworkEvents WHERE "Timestamp" < $now - 864000000000) k ON n."RemoteIP" = k."RemoteIP"
WHERE n."Timestamp" >= $now - 864000000000 GROUP BY 1`,
	},
	{
		"latest event of each device",
		`DeviceProcessEvents | summarize arg_max(Timestamp, FileName, AccountName) by DeviceId`,
		`SELECT "DeviceId", "Timestamp", "FileName", "AccountName" FROM data.DeviceProcessEvents QUALIFY row_number() OVER (PARTITION BY "DeviceId" ORDER BY "Timestamp" DESC) = 1`,
	},
	{
		"a property inside JSON",
		`DeviceProcessEvents | where Timestamp > ago(10d) | extend Level = toint(parse_json(AdditionalFields).ProcessPosture.Level)
| where Level >= 4 | summarize count() by Signer = tostring(parse_json(AdditionalFields).ProcessPosture.Signer)`,
		`SELECT json_extract_string("AdditionalFields", '$.ProcessPosture.Signer'), count(*) FROM data.DeviceProcessEvents WHERE "Timestamp" > $now - 10*864000000000
AND TRY_CAST(json_extract_string("AdditionalFields", '$.ProcessPosture.Level') AS INTEGER) >= 4 GROUP BY 1`,
	},
	{
		"guessed passwords",
		`SigninLogs | summarize Failures = countif(ResultType != "0"), Successes = countif(ResultType == "0"), Addresses = dcount(IPAddress) by UserPrincipalName, bin(TimeGenerated, 1d)
| where Failures > 10 and Successes > 0`,
		`SELECT "UserPrincipalName", "TimeGenerated" // 864000000000 * 864000000000 AS d, count(*) FILTER (WHERE "ResultType" <> '0'), count(*) FILTER (WHERE "ResultType" = '0'), count(DISTINCT "IPAddress")
FROM data.SigninLogs GROUP BY 1, 2 HAVING count(*) FILTER (WHERE "ResultType" <> '0') > 10 AND count(*) FILTER (WHERE "ResultType" = '0') > 0`,
	},
	{
		"operating systems of sign-ins",
		`SigninLogs | where ResultType == "0" | summarize count() by OS = tostring(DeviceDetail.operatingSystem), Browser = tostring(DeviceDetail.browser)`,
		`SELECT json_extract_string("DeviceDetail", '$.operatingSystem'), json_extract_string("DeviceDetail", '$.browser'), count(*) FROM data.SigninLogs WHERE "ResultType" = '0' GROUP BY 1, 2`,
	},
	{
		"sets of ports",
		`DeviceNetworkEvents | where Timestamp > ago(10d) | summarize Ports = make_set(RemotePort), Last = max(Timestamp) by DeviceName | where array_length(Ports) > 3 | project DeviceName, Last`,
		`SELECT "DeviceName", max("Timestamp") FROM data.DeviceNetworkEvents WHERE "Timestamp" > $now - 10*864000000000 GROUP BY 1 HAVING len(list_sort(list(DISTINCT "RemotePort"))) > 3`,
	},
	{
		"percentiles of file sizes",
		`DeviceProcessEvents | summarize percentiles(FileSize, 50, 95) by FileName`,
		`SELECT "FileName", quantile_disc("FileSize", 0.5), quantile_disc("FileSize", 0.95) FROM data.DeviceProcessEvents GROUP BY 1`,
	},
	{
		"the newest hundred",
		`DeviceNetworkEvents | where RemotePort == 3389 | top 100 by Timestamp desc | project Timestamp, DeviceName, RemoteIP`,
		`SELECT "Timestamp", "DeviceName", "RemoteIP" FROM data.DeviceNetworkEvents WHERE "RemotePort" = 3389 ORDER BY "Timestamp" DESC LIMIT 100`,
	},
	{
		"two tables as one",
		`union (DeviceProcessEvents | project DeviceName, ActionType), (DeviceNetworkEvents | project DeviceName, ActionType) | summarize count() by DeviceName, ActionType`,
		`SELECT "DeviceName", "ActionType", count(*) FROM (SELECT "DeviceName", "ActionType" FROM data.DeviceProcessEvents UNION ALL SELECT "DeviceName", "ActionType" FROM data.DeviceNetworkEvents) GROUP BY 1, 2`,
	},
	{
		"hosts out of addresses",
		`DeviceNetworkEvents | where isnotempty(RemoteUrl) | extend Host = extract(@"https?://([^/]+)", 1, RemoteUrl) | summarize Visits = count() by Host | top 20 by Visits`,
		`SELECT regexp_extract("RemoteUrl", 'https?://([^/]+)', 1) AS h, count(*) AS v FROM data.DeviceNetworkEvents WHERE "RemoteUrl" <> '' GROUP BY 1 ORDER BY v DESC, h LIMIT 20`,
	},
	{
		"beacons",
		`DeviceNetworkEvents | where Timestamp > ago(3d) and ActionType == "ConnectionSuccess" | sort by DeviceName asc, Timestamp asc
| extend Gap = iff(DeviceName == prev(DeviceName), Timestamp - prev(Timestamp), timespan(null)) | summarize Mean = avg(Gap), Connections = count() by DeviceName`,
		`SELECT "DeviceName", trunc(avg(gap))::BIGINT, count(*) FROM (SELECT "DeviceName", "Timestamp" - lag("Timestamp") OVER (PARTITION BY "DeviceName" ORDER BY "Timestamp") AS gap
FROM data.DeviceNetworkEvents WHERE "Timestamp" > $now - 3*864000000000 AND "ActionType" = 'ConnectionSuccess') GROUP BY 1`,
	},
	{
		"accounts of many devices",
		`let Base = DeviceProcessEvents | where Timestamp > ago(7d) | summarize Devices = dcount(DeviceId), Runs = count() by AccountName;
Base | where Devices > toscalar(Base | summarize avg(Devices)) | project AccountName, Devices, Runs`,
		`WITH b AS (SELECT "AccountName", count(DISTINCT "DeviceId") AS d, count(*) AS n FROM data.DeviceProcessEvents WHERE "Timestamp" > $now - 7*864000000000 GROUP BY 1)
SELECT * FROM b WHERE d > (SELECT avg(d) FROM b)`,
	},
}
