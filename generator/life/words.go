package life

var downloadNames = []string{"invoice_2026-06", "datasheet", "whitepaper", "price-list", "boarding-pass", "agenda", "annual-report", "manual", "order-confirmation", "brochure"}

var docKinds = []string{"budget", "minutes", "status report", "forecast", "contract draft", "test plan", "slides", "requirements", "risk register", "summary", "travel plan", "checklist"}

var shellTools = [][2]string{
	{"ipconfig.exe", "ipconfig /all"}, {"git.exe", "git.exe pull --rebase"}, {"git.exe", "git.exe status"}, {"ping.exe", "ping.exe -n 4 10.10.1.10"},
	{"whoami.exe", "whoami"}, {"net.exe", "net use"}, {"robocopy.exe", `robocopy C:\work D:\backup /MIR`},
}

var subjects = []string{
	"%s: minutes and next steps", "Question about %s", "%s budget", "Updated plan for %s", "%s - please review", "Meeting moved: %s", "%s status", "Draft for %s",
	"Invoice for %s", "Travel for %s workshop", "%s: numbers for Thursday", "Thanks for the help with %s",
}

var newsletters = [][2]string{
	{"LinkedIn", "messages-noreply@linkedin.com"}, {"The Economist", "newsletters@e.economist.com"}, {"GitHub", "noreply@github.com"},
	{"Booking.com", "noreply@booking.com"}, {"Adobe", "mail@mail.adobe.com"}, {"DHL Express", "noreply@dhl.com"},
}

var spamSubjects = []string{"Final notice: your parcel is waiting", "You have (1) pending voicemail", "Increase your sales leads today", "Your mailbox storage is full", "Exclusive offer for managers"}
