package org

// The invented halves of company names. They were chosen to be no company of renown; any likeness is chance.
var namePrefixes = []string{
	"Halvermont", "Calderwick", "Norrensby", "Tavisholm", "Estermoor", "Brackenvale", "Ormsgate", "Lindqvarn",
	"Pellworthy", "Westriggan", "Aldermarsh", "Farrowmere", "Dunskerry", "Hexholme", "Marrowby", "Sundervik",
}

var industries = []string{
	"Optics", "Marine", "Foods", "Instruments", "Logistics", "Energy", "Textiles", "Biologics", "Engineering", "Mutual",
}

var partnerWords = []string{
	"Ostrelle", "Vantmoor", "Quillbrook", "Tarnwell", "Hesperby", "Gravensend", "Lowmarket", "Kestrelby", "Ashcombe",
	"Finmarsh", "Bellwether", "Corriston", "Dellavane", "Emberley", "Foxgarth", "Glenmoray", "Hollinside", "Inverquay",
	"Jessamund", "Kirkholme", "Larchfeld", "Mossgarth", "Netherbeck", "Oakhanger", "Pennyquick", "Rushmere",
}

var partnerKinds = []string{"Partners", "Supply", "Legal", "Freight", "Consulting", "Systems", "Metals", "Studio", "Payroll", "Labs"}

var streets = []string{
	"Harbour Street", "Mill Lane", "Station Road", "Kingsway", "Canal Street", "Market Square", "Foundry Row",
	"Park Avenue", "Dock Road", "Queen Street",
}

var projectWords = []string{
	"Larkspur", "Northlight", "Meridian", "Copperfield", "Tidewater", "Juniper", "Redwood", "Saltmarsh", "Beacon",
	"Harvest", "Keystone", "Lantern", "Orchard", "Pathfinder", "Quarry", "Sparrow", "Thistle", "Umber", "Vesper", "Willow",
}

type department struct {
	name   string
	share  float64
	head   string
	titles []string
	apps   []string // what the department opens besides mail and browser
}

var departments = []department{
	{"Executive", 0.03, "Chief Executive Officer", []string{"Executive Assistant", "Chief of Staff"}, []string{"excel.exe", "powerpnt.exe", "acrobat.exe"}},
	{"Finance", 0.12, "Finance Director", []string{"Accountant", "Accounts Payable Clerk", "Financial Controller", "Treasury Analyst"}, []string{"excel.exe", "saplogon.exe", "acrobat.exe"}},
	{"Human Resources", 0.07, "HR Director", []string{"HR Business Partner", "Recruiter", "Payroll Specialist"}, []string{"winword.exe", "excel.exe", "acrobat.exe"}},
	{"Sales", 0.20, "Sales Director", []string{"Account Manager", "Sales Representative", "Sales Operations Analyst"}, []string{"powerpnt.exe", "excel.exe", "zoom.exe"}},
	{"Marketing", 0.08, "Marketing Director", []string{"Content Manager", "Brand Designer", "Campaign Manager"}, []string{"powerpnt.exe", "acrobat.exe", "winword.exe"}},
	{"Engineering", 0.22, "Engineering Director", []string{"Design Engineer", "Software Engineer", "Test Engineer", "Principal Engineer"}, []string{"code.exe", "windowsterminal.exe", "excel.exe"}},
	{"Operations", 0.16, "Operations Director", []string{"Production Planner", "Logistics Coordinator", "Quality Inspector"}, []string{"excel.exe", "saplogon.exe", "winword.exe"}},
	{"IT", 0.08, "IT Director", []string{"Systems Administrator", "Service Desk Analyst", "Network Engineer", "Cloud Engineer"}, []string{"windowsterminal.exe", "mmc.exe", "mstsc.exe"}},
	{"Legal", 0.04, "General Counsel", []string{"Legal Counsel", "Contracts Manager"}, []string{"winword.exe", "acrobat.exe"}},
}

// Apps lists the programs that people of a department open besides mail and browser.
func Apps(dept string) []string {
	for _, d := range departments {
		if d.name == dept {
			return d.apps
		}
	}
	return nil
}
