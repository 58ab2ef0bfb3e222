{{/* One kind of pod: (dict "root" $ "kind" "api" "name" "api" "image" "api" "args" (list "api") "resources" {} "env" {} "annotations" {} "app" "api") */}}
{{- define "todobot.podTemplate" -}}
{{- $root := .root -}}{{- $values := $root.Values -}}
metadata:
  labels:
    {{- include "todobot.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
  annotations:
    checksum/config: {{ include "todobot.settings" $root | sha256sum }}
    checksum/secrets: {{ toYaml $values.secrets | sha256sum }}
    {{- if include "todobot.dapr" $root }}
    {{- include "todobot.daprAnnotations" . | nindent 4 }}
    {{- end }}
    {{- with .annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- include "todobot.podSpec" . | nindent 2 }}
  {{- if $values.topologySpread }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "todobot.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ $.name }}
    {{- end }}
  {{- end }}
  containers:
    - name: todobot
      image: {{ include "todobot.image" (list $root .image) }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args: {{ toJson .args }}
      ports:
        - {name: http, containerPort: 8080}
      envFrom:
        - configMapRef: {name: {{ include "todobot.fullname" $root }}}
      env:
        {{- include "todobot.env" . | nindent 8 }}
      startupProbe:
        httpGet: {path: /health/ready, port: http}
        periodSeconds: 1
        failureThreshold: {{ $values.probes.startupSeconds }}
      readinessProbe:
        httpGet: {path: /health/ready, port: http}
        periodSeconds: {{ $values.probes.periodSeconds }}
        timeoutSeconds: 3
        failureThreshold: 2
      livenessProbe:
        httpGet: {path: /health/live, port: http}
        periodSeconds: {{ mul 2 $values.probes.periodSeconds }}
        timeoutSeconds: 5
        failureThreshold: 6
      lifecycle: # those who send to this pod have to hear first that it goes
        preStop: {sleep: {seconds: 5}}
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        {{- toYaml $values.securityContext | nindent 8 }}
      volumeMounts:
        {{- include "todobot.mounts" $root | nindent 8 }}
{{- end }}

{{/* What pods and jobs have in common. */}}
{{- define "todobot.podSpec" -}}
{{- $root := .root -}}{{- $values := $root.Values -}}
serviceAccountName: {{ include "todobot.account" (list $root .kind) }}
automountServiceAccountToken: {{ eq (default "env" $values.config.SECRETS) "dapr" }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - {name: tmp, emptyDir: {}}
  {{- if ne .kind "embedded" }}
  - {name: data, emptyDir: {}}
  {{- end }}
  {{- if include "todobot.hasSecret" $root }}
  - name: secrets
    secret: {secretName: {{ default (include "todobot.secret" $root) .secret }}, defaultMode: 0440}
  {{- end }}
{{- end }}

{{- define "todobot.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: data, mountPath: /data}
{{- if include "todobot.hasSecret" . }}
- {name: secrets, mountPath: /run/secrets/todobot, readOnly: true}
{{- end }}
{{- end }}

{{- define "todobot.env" -}}
{{- $root := .root -}}
- {name: HOST, value: 0.0.0.0}
- {name: PORT, value: "8080"}
- {name: DATA_DIR, value: /data}
{{- if include "todobot.hasSecret" $root }}
- {name: SECRET_FILES, value: /run/secrets/todobot}
{{- end }}
{{- if and (include "todobot.dapr" $root) .app }}
- {name: INTERNAL_HOST, value: 127.0.0.1}
- {name: INTERNAL_PORT, value: "8081"}
- {name: DAPR_HTTP_ENDPOINT, value: "http://127.0.0.1:3500"}
- {name: DAPR_GRPC_ENDPOINT, value: "http://127.0.0.1:50001"}
- name: APP_API_TOKEN
  valueFrom: {secretKeyRef: {name: {{ include "todobot.daprToken" $root }}, key: token}}
{{- end }}
{{- range $name, $value := .env }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{/* Dapr's names of the kinds of pods. Each kind of workers has its own: what is brought to one for a group that only
     another kind handles would be brought again for ever. */}}
{{- define "todobot.apps" -}}
[todobot-api, todobot-bot, todobot-workers-core, todobot-workers-notify, todobot-workers-updates]
{{- end }}

{{/* Which of them handles a consumer group. */}}
{{- define "todobot.appOf" -}}
todobot-workers-{{ get (dict "schedule" "core" "notify" "notify" "updates" "updates" "cards" "updates") . }}
{{- end }}

{{- define "todobot.daprAnnotations" -}}
{{- $dapr := .root.Values.dapr -}}
dapr.io/enabled: "true"
dapr.io/app-id: todobot-{{ .app }}
dapr.io/app-port: "8081"
dapr.io/app-protocol: http
dapr.io/config: {{ include "todobot.fullname" .root }}
dapr.io/app-token-secret: {{ include "todobot.daprToken" .root }}
dapr.io/enable-app-health-check: "true"
dapr.io/app-health-check-path: /health/live
{{- /* It wants a token of the cluster, which these pods do not have, and the sidecar ends without. Components' secrets
       come by Dapr's operator; SECRETS=dapr has a component of its own. */}}
dapr.io/disable-builtin-k8s-secret-store: "true"
dapr.io/graceful-shutdown-seconds: {{ .root.Values.terminationGracePeriodSeconds | quote }}
dapr.io/block-shutdown-duration: 30s
dapr.io/log-level: {{ $dapr.logLevel }}
dapr.io/log-as-json: "true"
dapr.io/sidecar-seccomp-profile-type: RuntimeDefault
dapr.io/sidecar-cpu-request: {{ $dapr.resources.cpuRequest }}
dapr.io/sidecar-memory-request: {{ $dapr.resources.memoryRequest }}
dapr.io/sidecar-memory-limit: {{ $dapr.resources.memoryLimit }}
{{- end }}
