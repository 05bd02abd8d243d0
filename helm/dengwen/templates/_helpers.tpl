{{- define "dengwen.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "dengwen.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "dengwen.labels" -}}
{{ include "dengwen.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "dengwen.image" -}}
{{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end -}}

{{- define "dengwen.healthHost" -}}
{{ .Values.web.healthHost | default (printf "ops.%s" .Values.domain) }}
{{- end -}}

{{/* What is no secret. A hook runs before the ConfigMap is there, so it takes the same map in line. */}}
{{- define "dengwen.plain" -}}
DJANGO_SETTINGS_MODULE: dengwen.settings.prod
DENGWEN_BASE_DOMAIN: {{ .Values.domain | quote }}
DENGWEN_SECURE: "1"
DENGWEN_LOG_LEVEL: {{ .Values.logLevel | quote }}
DENGWEN_MEDIA_ROOT: /srv/dengwen/media
DENGWEN_KEY_DIR: /srv/dengwen/keys
DENGWEN_SECRET_KEY_FILE: /run/secrets/dengwen/secret-key
DENGWEN_KEK_FILE: /run/secrets/dengwen/kek
DENGWEN_PEPPER_FILE: /run/secrets/dengwen/pepper
HOME: /tmp
PYTHONUNBUFFERED: "1"
{{- end -}}

{{- define "dengwen.secretEnv" -}}
- name: DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.app }}, key: database-url}}
- name: REDIS_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.app }}, key: redis-url}}
{{- end -}}

{{- define "dengwen.ownerEnv" -}}
- name: DATABASE_OWNER_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.owner }}, key: database-owner-url}}
{{- end -}}

{{- define "dengwen.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAs.user }}
runAsGroup: {{ .Values.runAs.group }}
fsGroup: {{ .Values.runAs.group }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "dengwen.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "dengwen.claim" -}}
{{- $claim := index .root.Values.persistence .what -}}
{{ $claim.existingClaim | default (printf "%s-%s" (include "dengwen.name" .root) .what) }}
{{- end -}}

{{/* Everything of a pod's spec that does not depend on what runs in it. */}}
{{- define "dengwen.pod" -}}
serviceAccountName: {{ include "dengwen.name" . }}
automountServiceAccountToken: false
securityContext:
  {{- include "dengwen.podSecurity" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/*
One of the processes that run for ever, as a Deployment. Takes root, part, command, and:
owner (has the owner's role), writesKeys, and probes as YAML.
*/}}
{{- define "dengwen.deployment" -}}
{{- $values := index .root.Values .part -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "dengwen.name" .root }}-{{ .part }}
  labels:
    {{- include "dengwen.labels" . | nindent 4 }}
spec:
  replicas: {{ $values.replicas }}
  selector:
    matchLabels:
      {{- include "dengwen.selector" . | nindent 6 }}
  strategy:
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  template:
    metadata:
      labels:
        {{- include "dengwen.labels" . | nindent 8 }}
      annotations:
        checksum/config: {{ include "dengwen.plain" .root | sha256sum }}
        {{- with .root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "dengwen.pod" .root | nindent 6 }}
      terminationGracePeriodSeconds: {{ .grace | default 30 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "dengwen.selector" . | nindent 14 }}
      containers:
        - name: {{ .part }}
          image: {{ include "dengwen.image" .root }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          command:
            {{- toYaml .command | nindent 12 }}
          envFrom:
            - configMapRef: {name: {{ include "dengwen.name" .root }}}
          env:
            {{- include "dengwen.secretEnv" .root | nindent 12 }}
            {{- if .owner }}
            {{- include "dengwen.ownerEnv" .root | nindent 12 }}
            {{- end }}
          {{- with .ports }}
          ports:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .probes }}
          {{- . | nindent 10 }}
          {{- end }}
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          securityContext:
            {{- include "dengwen.containerSecurity" .root | nindent 12 }}
          volumeMounts:
            - {name: media, mountPath: /srv/dengwen/media}
            - {name: keys, mountPath: /srv/dengwen/keys, readOnly: {{ not .writesKeys }}}
            - {name: secrets, mountPath: /run/secrets/dengwen, readOnly: true}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: media
          persistentVolumeClaim: {claimName: {{ include "dengwen.claim" (dict "root" .root "what" "media") }}}
        - name: keys
          persistentVolumeClaim: {claimName: {{ include "dengwen.claim" (dict "root" .root "what" "keys") }}}
        - name: secrets
          secret: {secretName: {{ .root.Values.secrets.keys }}, defaultMode: 0440}
        - name: tmp
          emptyDir: {}
{{- end -}}
