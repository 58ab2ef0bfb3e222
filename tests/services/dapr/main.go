// Command dapr is the sidecar and the scheduler of Dapr in one program, for the tests: dapr daprd ..., dapr scheduler ...
package main

import (
	"fmt"
	"os"

	daprd "github.com/dapr/dapr/cmd/daprd/app"
	scheduler "github.com/dapr/dapr/cmd/scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: dapr daprd|scheduler [flags]")
		os.Exit(2)
	}
	role := os.Args[1]
	os.Args = append(os.Args[:1], os.Args[2:]...)
	switch role {
	case "daprd":
		daprd.Run()
	case "scheduler":
		scheduler.Run()
	default:
		fmt.Fprintf(os.Stderr, "dapr: no role %q; say daprd or scheduler\n", role)
		os.Exit(2)
	}
}
