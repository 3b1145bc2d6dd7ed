package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
)

func newIndicatorCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "indicator",
		Short: "Threat indicators of the workspace, which analytics rules match",
		Long: `Threat indicators are what the workspace watches for. What devices are told to block is a response:
socrates respond block-indicator.`,
		Example: `  socrates indicator add 203.0.113.66 --threat C2 --confidence 90 --portal azure
  socrates indicator list
  socrates indicator revoke 203.0.113.66 --portal azure`,
	}
	cmd.AddCommand(newIndicatorListCommand(a), newIndicatorAddCommand(a), newIndicatorRevokeCommand(a))
	return cmd
}

func newIndicatorListCommand(a *app) *cobra.Command {
	example := "  socrates indicator list\n  socrates hunt \"ThreatIntelIndicators | summarize count() by SourceSystem\"      those of feeds, too"
	return a.page("list", "List the threat indicators that people added", example, func(_ context.Context, e *soc.Engine) (any, func(), error) {
		all := append([]*soc.Indicator{}, e.Indicators()...)
		return all, func() { a.printIndicators(all, e.Now()) }, nil
	})
}

func (a *app) printIndicators(all []*soc.Indicator, now int64) {
	if len(all) == 0 {
		fmt.Fprintln(a.out, "Nobody has added a threat indicator. Those of feeds are in ThreatIntelIndicators.")
		return
	}
	lines := [][]string{{"VALUE", "TYPE", "THREAT", "CONFIDENCE", "STATE", "UNTIL", "BY"}}
	for _, i := range all {
		lines = append(lines, []string{i.Value, i.Type, i.Threat, fmt.Sprint(i.Confidence), indicatorState(i, now), when(i.Until), i.By})
	}
	a.grid(lines)
}

func indicatorState(i *soc.Indicator, now int64) string {
	switch {
	case i.Revoked:
		return "revoked"
	case !i.Active(now):
		return "expired"
	}
	return "active"
}

func newIndicatorAddCommand(a *app) *cobra.Command {
	var d desk
	var add soc.AddIndicators
	cmd := &cobra.Command{
		Use: "add VALUE...", Short: "Watch for addresses, domains, URLs or file hashes", Args: cobra.MinimumNArgs(1),
		Example: `  socrates indicator add 203.0.113.66 evil.example --threat C2 --portal azure
  socrates indicator add https://evil.example/login --threat Phishing --days 14`,
		RunE: func(cmd *cobra.Command, args []string) error {
			add.Values = args
			return a.act(cmd.Context(), d, "indicator.add", add)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&add.Threat, "threat", "WatchList", "kind of threat, such as C2, Botnet, Malware, Phishing, WatchList")
	cmd.Flags().IntVar(&add.Confidence, "confidence", 50, "0 to 100")
	cmd.Flags().IntVar(&add.Days, "days", 30, "days until it expires")
	cmd.Flags().StringVar(&add.Description, "description", "", "why it is watched for")
	return cmd
}

func newIndicatorRevokeCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "revoke VALUE|ID...", Short: "Revoke indicators, so that rules stop matching them", Args: cobra.MinimumNArgs(1),
		Example: "  socrates indicator revoke 203.0.113.66 --portal azure",
	}, "indicator.revoke", func(args []string) any { return soc.RevokeIndicators{Which: args} })
}
