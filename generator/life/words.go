package life

var downloadNames = []string{"invoice_2026-06", "datasheet", "whitepaper", "price-list", "boarding-pass", "agenda", "annual-report", "manual", "order-confirmation", "brochure", "terms", "quote_4471", "catalogue", "slides", "certificate", "floorplan", "release-notes"}

var docKinds = []string{"budget", "minutes", "status report", "forecast", "contract draft", "test plan", "slides", "requirements", "risk register", "summary", "travel plan", "checklist", "offer", "specification", "interview notes", "supplier list",
	"cost breakdown", "design review", "onboarding plan", "inventory", "roadmap", "meeting notes", "statement of work", "questionnaire"}

var shellTools = [][2]string{
	{"git.exe", "git.exe pull --rebase"}, {"git.exe", "git.exe status"}, {"ipconfig.exe", "ipconfig /all"}, {"ping.exe", "ping.exe -n 4 {dc}"}, {"git.exe", "git.exe checkout -b {project}-{n}"}, {"", "Get-ChildItem"},
	{"whoami.exe", "whoami"}, {"net.exe", "net use"}, {"robocopy.exe", `robocopy C:\work\{project} D:\backup\{project} /MIR /R:2`}, {"nslookup.exe", "nslookup intranet.{domain}"}, {"", "Get-Process"}, {"hostname.exe", "hostname"}, {"git.exe", `git.exe commit -m "{project}: fix {n}"`},
}

var adminTools = [][2]string{
	{"", "Get-ADUser"}, {"gpupdate.exe", "gpupdate /force"}, {"", "Test-NetConnection"}, {"nslookup.exe", "nslookup {dc}.{domain}"}, {"", "Get-ADGroupMember"}, {"tasklist.exe", "tasklist /svc"}, {"sc.exe", `sc \\{dc} query dns`}, {"w32tm.exe", "w32tm /query /status"},
	{"net.exe", "net user /domain"}, {"netstat.exe", "netstat -ano"}, {"systeminfo.exe", "systeminfo"}, {"nltest.exe", "nltest /dsgetdc:{domain}"}, {"", "Invoke-Command"}, {"wevtutil.exe", "wevtutil qe System /c:20 /rd:true /f:text"},
}

var subjects = []string{
	"{project}: minutes and next steps", "Question about {project}", "{project} {kind}", "Updated {kind} for {project}", "{project} - please review", "Meeting moved to {day}", "{project} status", "Draft of the {kind}", "Invoice {n}", "Travel for {project} workshop",
	"{project}: numbers for {day}", "Thanks for the help with {project}", "Order {n}", "Lunch on {day}?", "Quick question", "{kind} for {day}", "FW: {project} {kind}", "Handover {project}", "Access to the {project} folder", "Out of office next week",
	"Customer visit on {day}", "Delivery {n} delayed", "Re-plan {project}", "Feedback on the {kind}", "Agenda for {day}", "Ticket {n}",
}

var newsletters = [][2]string{
	{"LinkedIn", "messages-noreply@linkedin.com"}, {"Microsoft 365 Message center", "o365mc@microsoft.com"}, {"GitHub", "noreply@github.com"}, {"The Economist", "newsletters@e.economist.com"}, {"Booking.com", "noreply@booking.com"}, {"Adobe", "mail@mail.adobe.com"},
	{"DHL Express", "noreply@dhl.com"}, {"Zoom", "no-reply@zoom.us"}, {"Atlassian", "noreply@am.atlassian.com"}, {"Financial Times", "newsletters@news-alerts.ft.com"}, {"Salesforce", "info@mail.salesforce.com"}, {"ServiceNow", "events@servicenow.com"},
}

var newsletterSubjects = []string{"{name}, {n} new updates for you", "Your weekly digest", "What you missed this week", "{n} things to read today", "Join our webinar on Thursday", "Your summary is ready", "New in June", "{name}, people are looking at your profile", "Reminder: your trial ends soon"}

var notices = [][3]string{
	{"servicedesk", "Service Desk", "[#{n}] Your request was received"}, {"servicedesk", "Service Desk", "[#{n}] Your request was solved"}, {"scan", "Scanner 2nd floor", "Scan from printer {n}"}, {"hr-noreply", "HR Portal", "Timesheet reminder"}, {"monitoring", "Monitoring", "OK: backup job {n} finished"},
	{"monitoring", "Monitoring", "WARNING: disk usage above 85 %"}, {"workflow", "Workflow", "{project}: approval needed ({n})"}, {"facility", "Facility Management", "Parking: reservation {n}"},
}

var (
	spamSubjects  = []string{"Final notice: your parcel is waiting", "You have (1) pending voicemail", "Increase your sales leads today", "Your mailbox storage is full", "Exclusive offer for managers", "Re: your quotation", "Business loan approved", "Password expires today", "SEO report for your website", "Congratulations", "Shipment on hold", "Partnership proposal"}
	spamNames     = []string{"Customer Service", "Support Team", "Post Delivery", "IT Helpdesk", "Anna Miller", "Marketing Partners", "Loan Office", "Web Team", "Voicemail"}
	spamSyllables = []string{"best", "deal", "mar", "quix", "promo", "ta", "lor", "veri", "fast", "mail", "no", "zen", "click", "bon", "ru", "ship"}

	pagePaths       = []string{"/", "/", "/search", "/en/", "/login", "/api/v2/config", "/static/js/main.js", "/news/latest", "/article/" + "2026", "/account", "/favicon.ico", "/images/banner.jpg", "/feed"}
	typos           = []string{"gogle.com", "outlok.office.com", "isatap", "localdomain", "intrnet", "mircosoft.com", "printserver-old", "fileserver2"}
	homeNetworks    = []string{"FRITZ!Box ", "BT-", "VM", "Ziggo", "Livebox-", "NETGEAR", "TP-Link_", "SKY"}
	hotelNetworks   = []string{"Hotel Guest ", "Marriott_GUEST ", "Airport Free WiFi ", "Conference-"}
	intranetPages   = []string{"/", "/news", "/people", "/forms/leave", "/kb/article", "/canteen", "/ticket/new", "/timesheet"}
	intranetAssets  = []string{"/static/site.css", "/static/app.js", "/static/logo.svg", "/static/vendor.js", "/api/user", "/api/notifications"}
	officeDLLs      = []string{"mso.dll", "combase.dll", "bcrypt.dll", "urlmon.dll", "winhttp.dll", "amsi.dll", "vbe7.dll", "wbemprox.dll"}
	backgroundDLLs  = []string{"bcrypt.dll", "ncrypt.dll", "wldp.dll", "amsi.dll", "winhttp.dll", "combase.dll", "taskschd.dll", "wbemcomn.dll", "dbghelp.dll", "wbemprox.dll", "urlmon.dll", "cryptsp.dll", "rsaenh.dll", "msxml6.dll", "samlib.dll", "netapi32.dll", "wtsapi32.dll", "dnsapi.dll"}
	commandLineCron = []string{"test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily )", "cd / && run-parts --report /etc/cron.hourly", "/usr/local/bin/rotate-app-logs.sh >/dev/null 2>&1", "command -v debian-sa1 > /dev/null && debian-sa1 1 1", "/usr/local/bin/check-queue.py --quiet"}
)

var (
	visitorAgents = []string{edgeAgent, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"}
	robotAgents  = []string{"Mozilla/5.0 zgrab/0.x", "python-requests/2.32.3", "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)", "Go-http-client/1.1", "curl/8.5.0", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "-"}
	robotPaths   = []string{"/", "/wp-login.php", "/.env", "/.git/config", "/robots.txt", "/phpmyadmin/index.php", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/owa/auth/logon.aspx", "/actuator/health", "/cgi-bin/luci", "/boaform/admin/formLogin", "/remote/login", "/autodiscover/autodiscover.xml", "/favicon.ico", "/admin"}
	portalPages  = []string{"/", "/login", "/orders", "/orders/detail.aspx", "/account", "/catalogue", "/support/ticket.aspx", "/search", "/upload/attachment.aspx", "/api/status"}
	portalAssets = []string{"/static/app.js", "/static/site.css", "/static/logo.png", "/static/fonts/inter.woff2", "/api/session"}
)
