// Command injector gives pods their sidecar as Dapr's own does it, with the settings that Dapr's chart hands to it, and
// on loopback: Dapr's listens on every address and has its certificate from a control plane that does not run here.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	admission "k8s.io/api/admission/v1"
	core "k8s.io/api/core/v1"

	"github.com/dapr/dapr/pkg/injector/patcher"
	"github.com/dapr/dapr/pkg/injector/service"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: injector ADDRESS CERTIFICATE KEY")
	}
	config, err := service.GetConfig()
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/mutate", func(answer http.ResponseWriter, request *http.Request) {
		var review admission.AdmissionReview
		if err := json.NewDecoder(request.Body).Decode(&review); err != nil || review.Request == nil {
			http.Error(answer, "no review", http.StatusBadRequest)
			return
		}
		response, err := respond(config, review.Request)
		if err != nil {
			http.Error(answer, err.Error(), http.StatusInternalServerError)
			return
		}
		review.Request, review.Response = nil, response
		answer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(answer).Encode(review)
	})
	log.Fatal(http.ListenAndServeTLS(os.Args[1], os.Args[2], os.Args[3], nil))
}

func respond(config service.Config, request *admission.AdmissionRequest) (*admission.AdmissionResponse, error) {
	var pod core.Pod
	if err := json.Unmarshal(request.Object.Raw, &pod); err != nil {
		return nil, err
	}
	sidecar := patcher.NewSidecarConfig(&pod)
	sidecar.Mode = "kubernetes"
	sidecar.Namespace = request.Namespace
	sidecar.MTLSEnabled = true
	sidecar.Identity = request.Namespace + ":" + pod.Spec.ServiceAccountName
	sidecar.ImagePullPolicy = config.GetPullPolicy()
	sidecar.OperatorAddress = patcher.ServiceAPI.Address(config.Namespace, config.KubeClusterDomain)
	sidecar.SentryAddress = patcher.ServiceSentry.Address(config.Namespace, config.KubeClusterDomain)
	sidecar.RunAsNonRoot = config.GetRunAsNonRoot()
	sidecar.RunAsUser = config.GetRunAsUser()
	sidecar.RunAsGroup = config.GetRunAsGroup()
	sidecar.ReadOnlyRootFilesystem = config.GetReadOnlyRootFilesystem()
	sidecar.EnableK8sDownwardAPIs = config.GetEnableK8sDownwardAPIs()
	sidecar.SidecarDropALLCapabilities = config.GetDropCapabilities()
	sidecar.EnableNativeSidecar = config.GetNativeSidecarEnabled()
	sidecar.ControlPlaneNamespace = config.Namespace
	sidecar.ControlPlaneTrustDomain = config.ControlPlaneTrustDomain
	sidecar.SentrySPIFFEID = "spiffe://" + config.ControlPlaneTrustDomain + "/ns/" + config.Namespace + "/dapr-sentry"
	sidecar.CurrentTrustAnchors = []byte("none: nobody asks for it here")
	sidecar.KubeClusterDomain = config.KubeClusterDomain
	sidecar.SchedulerEnabled = true
	sidecar.SidecarImage = config.SidecarImage
	sidecar.SetFromPodAnnotations()
	patch, err := sidecar.GetPatch()
	if err != nil {
		return nil, err
	}
	response := admission.AdmissionResponse{UID: request.UID, Allowed: true}
	if len(patch) > 0 {
		kind := admission.PatchTypeJSONPatch
		response.PatchType = &kind
		response.Patch, err = json.Marshal(patch)
	}
	return &response, err
}
