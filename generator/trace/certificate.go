package trace

import (
	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var certificates = emit.Open("DeviceFileCertificateInfo")

// certify now and then writes the signature of a process's file: the sensor looks at a file when it meets it for the
// first time, and again from time to time.
func (e Env) certify(p *Proc) {
	if !p.Device.Managed() || !p.Device.Windows() || !e.R.Is(0.03) && p.Image.Signed {
		return
	}
	e.Certificate(p.Created+e.R.Between(200*tick.Millisecond, 9000*tick.Millisecond), p.Device, p.Image)
}

// Certificate writes the signature of a file, or that it has none.
func (e Env) Certificate(at int64, d *org.Device, im *org.Image) {
	if !im.Signed {
		e.write(certificates, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "MachineGroup", d.Group, "ReportId", reportOf(d, at), "SHA1", im.SHA1, "IsSigned", false, "IsTrusted", false, "IsRootSignerMicrosoft", false)
		return
	}
	r := chance.Stream(2, "certificate", im.Company, im.Product) // the publisher's, the same everywhere
	from := tick.Midnight(at) - r.Between(60, 300)*tick.Day
	from -= from % (30 * tick.Day)
	signer, issuer, kind := im.Company, "DigiCert Trusted G4 Code Signing RSA4096 SHA384 2021 CA1", "Embedded"
	if im.Company == "Microsoft Corporation" {
		issuer = "Microsoft Code Signing PCA 2011"
	}
	crl := "http://crl3.digicert.com/DigiCertTrustedG4CodeSigningRSA4096SHA3842021CA1.crl"
	if im.Company == "Microsoft Corporation" {
		crl = "http://www.microsoft.com/pkiops/crl/MicCodSigPCA2011_2011-07-08.crl"
	}
	if im.OfWindows() {
		signer, issuer, kind = "Microsoft Windows", "Microsoft Windows Production PCA 2011", "Catalog"
	}
	e.write(certificates, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "MachineGroup", d.Group, "ReportId", reportOf(d, at), "SHA1", im.SHA1, "IsSigned", true, "IsTrusted", true,
		"IsRootSignerMicrosoft", im.Company == "Microsoft Corporation", "SignatureType", kind, "Signer", signer, "SignerHash", r.Hex(40), "Issuer", issuer, "IssuerHash", chance.Stream(2, "issuer", issuer).Hex(40),
		"CertificateSerialNumber", "33"+r.Hex(36), "CertificateCreationTime", from, "CertificateExpirationTime", from+365*tick.Day, "CertificateCountersignatureTime", from+r.Between(5, 50)*tick.Day+r.Between(0, tick.Day),
		"CrlDistributionPointUrls", `["`+crl+`"]`)
}
