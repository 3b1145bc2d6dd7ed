package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "aws-pivot", Doc: "A leaked access key looks around AWS and reads a secret.", Technique: "T1078.004", Tactic: "InitialAccess", Params: []Param{fromRented}, Needs: needAddress, Run: awsPivot})
}

func awsPivot(e trace.Env, at int64, a Args) {
	call := trace.APICall{User: "deploy-bot", IP: a.Address("from").IP, Agent: "Boto3/1.38.23 md/Botocore#1.38.23 ua/2.1 os/linux#6.8.0-kali md/arch#x86_64 lang/python#3.12.6"}
	for _, c := range [][4]string{{"sts", "GetCallerIdentity"}, {"iam", "ListUsers", "AccessDenied"}, {"iam", "ListAttachedUserPolicies", "AccessDenied", `{"userName":"deploy-bot"}`}, {"s3", "ListBuckets"}, {"ec2", "DescribeInstances"},
		{"secretsmanager", "ListSecrets"}, {"secretsmanager", "GetSecretValue", "", `{"secretId":"entra-sync-credential"}`}, {"ssm", "GetParametersByPath", "AccessDenied", `{"path":"/prod"}`}} {
		call.Service, call.Event, call.Failure, call.Params = c[0], c[1], c[2], c[3]
		e.Trail(at, call)
		at += e.R.Around(30*tick.Second, 20*tick.Second)
	}
}
