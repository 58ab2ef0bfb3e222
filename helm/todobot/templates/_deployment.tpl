{{/* One Deployment; the dict is that of todobot.podTemplate and "replicas" (nil where something else scales it), "strategy". */}}
{{- define "todobot.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "todobot.fullname" .root }}-{{ .name }}
  labels:
    {{- include "todobot.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  {{- if .replicas }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    {{- toYaml .strategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "todobot.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
  template:
    {{- include "todobot.podTemplate" . | nindent 4 }}
{{- end }}

{{/* Never fewer than before while a new version comes. */}}
{{- define "todobot.rolling" -}}
type: RollingUpdate
rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
{{- end }}

{{/* budget: (dict "root" $ "name" "api" "maxUnavailable" 1) */}}
{{- define "todobot.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "todobot.fullname" .root }}-{{ .name }}
  labels:
    {{- include "todobot.labels" .root | nindent 4 }}
spec:
  maxUnavailable: {{ .maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "todobot.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
{{- end }}

{{/* scaler: (dict "root" $ "name" "api" "min" 2 "max" 10 "cpu" 70) */}}
{{- define "todobot.scaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "todobot.fullname" .root }}-{{ .name }}
  labels:
    {{- include "todobot.labels" .root | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "todobot.fullname" .root }}-{{ .name }}}
  minReplicas: {{ .min }}
  maxReplicas: {{ .max }}
  metrics:
    - type: ContainerResource # the program's own, not the sidecar's
      containerResource: {name: cpu, container: todobot, target: {type: Utilization, averageUtilization: {{ .cpu }}}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300}
{{- end }}

{{/* service: (dict "root" $ "name" "api" "component" "api" "service" {type port annotations}) */}}
{{- define "todobot.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "todobot.fullname" .root }}-{{ .name }}
  labels:
    {{- include "todobot.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  {{- with .service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .service.type }}
  selector:
    {{- include "todobot.selector" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  ports:
    - {name: http, port: {{ .service.port }}, targetPort: http, appProtocol: http}
{{- end }}
