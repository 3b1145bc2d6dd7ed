package exchange

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"socrates/quizzes"
)

const manifestHead = `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd" identifier="socrates-questions">
<metadata><schema>QTIv2.2 Package</schema><schemaversion>1.0.0</schemaversion></metadata>
<organizations/>
<resources>
`

const testHead = `<?xml version="1.0" encoding="UTF-8"?>
<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p2 http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd" identifier="test" title="%s">
<testPart identifier="part" navigationMode="nonlinear" submissionMode="individual">
<assessmentSection identifier="all" title="%s" visible="true">
`

// WriteQTI writes a QTI 2.2 content package: a manifest, a test over all items, one file for each item. Live items are
// skipped: nothing in QTI grades a query by its rows.
func WriteQTI(w io.Writer, items []*quizzes.Item, title string) (*Report, error) {
	r := newReport("QTI 2.2")
	z := zip.NewWriter(w)
	var refs, resources, files strings.Builder
	for _, it := range items {
		text, ok := qtiXML(it.Variation(0))
		if !ok {
			r.skip(it.ID, "QTI cannot grade a query by its rows")
			continue
		}
		it = r.plain(it)
		name, href := qtiName(it.ID), "items/"+it.ID+".xml"
		if err := addFile(z, href, text); err != nil {
			return nil, err
		}
		fmt.Fprintf(&refs, "<assessmentItemRef identifier=\"ref-%s\" href=\"%s\" category=\"%s %s\"/>\n", it.ID, href, esc(it.Objective), esc(it.Level))
		fmt.Fprintf(&files, "<dependency identifierref=\"%s\"/>\n", name)
		fmt.Fprintf(&resources, "<resource identifier=\"%s\" type=\"imsqti_item_xmlv2p2\" href=\"%s\"><file href=\"%s\"/></resource>\n", name, href, href)
		r.Done++
	}
	test := fmt.Sprintf(testHead, esc(title), esc(title)) + refs.String() + "</assessmentSection>\n</testPart>\n</assessmentTest>\n"
	manifest := manifestHead + "<resource identifier=\"test\" type=\"imsqti_test_xmlv2p2\" href=\"test.xml\"><file href=\"test.xml\"/>\n" + files.String() +
		"</resource>\n" + resources.String() + "</resources>\n</manifest>\n"
	if err := addFile(z, "test.xml", test); err != nil {
		return nil, err
	}
	if err := addFile(z, "imsmanifest.xml", manifest); err != nil {
		return nil, err
	}
	return r, z.Close()
}

// addFile adds a file without a date, so that the same items give the same package.
func addFile(z *zip.Writer, name, text string) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return err
}
