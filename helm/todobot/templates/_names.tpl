{{- define "todobot.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "todobot.fullname" -}}
{{- $name := include "todobot.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "todobot.selector" -}}
app.kubernetes.io/name: {{ include "todobot.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "todobot.labels" -}}
{{ include "todobot.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* image: (list $ "api") */}}
{{- define "todobot.image" -}}
{{- $root := index . 0 -}}{{- $kind := index . 1 -}}{{- $image := $root.Values.image -}}
{{- $digest := index $image.digests $kind -}}
{{- if $digest -}}
{{ printf "%s/todobot-%s@%s" $image.registry $kind $digest }}
{{- else -}}
{{ printf "%s/todobot-%s:%s" $image.registry $kind (default $root.Chart.AppVersion $image.tag) }}
{{- end -}}
{{- end }}

{{- define "todobot.secret" -}}
{{ default (printf "%s-secrets" (include "todobot.fullname" .)) .Values.secrets.existingSecret }}
{{- end }}

{{/* Whether there is a Secret to mount. */}}
{{- define "todobot.hasSecret" -}}
{{- if or .Values.secrets.existingSecret .Values.secrets.values .Values.secrets.externalSecret.enabled }}yes{{ end -}}
{{- end }}

{{- define "todobot.daprToken" -}}
{{ default (printf "%s-dapr" (include "todobot.fullname" .)) .Values.dapr.tokenSecret }}
{{- end }}

{{- define "todobot.dapr" -}}
{{- if and .Values.dapr.enabled (not .Values.embedded.enabled) }}yes{{ end -}}
{{- end }}

{{/* account: (list $ "api") */}}
{{- define "todobot.account" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.serviceAccount.create -}}
{{ printf "%s-%s" (include "todobot.fullname" $root) (index . 1) }}
{{- else -}}
{{ default "default" $root.Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{/* What the settings' ConfigMap holds; what is empty is left to the program. */}}
{{- define "todobot.settings" -}}
{{- $own := dict }}
{{- range $name, $value := .Values.config }}
{{- if not (and $.Values.embedded.enabled (has $name (list "EVENT_BUS" "SCHEDULER"))) }}
{{- if ne (toString $value) "" }}{{ $_ := set $own $name (toString $value) }}{{ end }}
{{- end }}
{{- end }}
{{- toYaml $own }}
{{- end }}

{{/* Stops what cannot work, with a sentence. */}}
{{- define "todobot.check" -}}
{{- if not .Values.embedded.enabled }}
{{- if not .Values.config.KAFKA_BOOTSTRAP_SERVERS }}
{{- fail "Several processes need Kafka: set config.KAFKA_BOOTSTRAP_SERVERS, or embedded.enabled for one pod that needs nothing." }}
{{- end }}
{{- if not (include "todobot.hasSecret" .) }}
{{- fail "Say where the database is: secrets.existingSecret, secrets.externalSecret or secrets.values.DATABASE_URL." }}
{{- end }}
{{- end }}
{{- if and (not .Values.dapr.enabled) (not .Values.embedded.enabled) (or (eq .Values.config.EVENT_BUS "dapr") (eq .Values.config.SCHEDULER "dapr")) }}
{{- fail "config.EVENT_BUS or config.SCHEDULER is dapr and dapr.enabled is false: set the first to kafka and the second to local." }}
{{- end }}
{{- end }}

{{/* A topic's or group's name on the cluster: (list prefix name) */}}
{{- define "todobot.named" -}}
{{ index . 0 }}{{ index . 1 }}
{{- end }}
