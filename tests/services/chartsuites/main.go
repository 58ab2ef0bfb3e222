// Command chartsuites runs the helm-unittest suites of the charts that it is given: chartsuites CHART...
package main

import (
	"os"
	"path/filepath"

	"github.com/helm-unittest/helm-unittest/pkg/unittest"
	"github.com/helm-unittest/helm-unittest/pkg/unittest/formatter"
	"github.com/helm-unittest/helm-unittest/pkg/unittest/printer"
)

func main() {
	runner := unittest.TestRunner{
		Printer:        printer.NewPrinter(os.Stdout, nil),
		Formatter:      formatter.NewFormatter("", ""),
		TestFiles:      []string{filepath.Join("tests", "*_test.yaml")},
		ChartTestsPath: "",
		Strict:         true,
	}
	if !runner.RunV3(os.Args[1:]) {
		os.Exit(1)
	}
}
