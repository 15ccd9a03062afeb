# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: the types in Oracle's documentation, and those that responses of real tenancies show, by service.

Sources: "Supported Resources" of https://docs.oracle.com/en-us/iaas/Content/Search/Concepts/queryoverview.htm, as a
server for MCP of 2025 in a public repository quotes it in full; types in inventories that public tools keep of
responses of Search; and those that Oracle's own CIS script requests. The page spells most names in lower case: the
spelling in responses is Search's own if an inventory shows it, otherwise assumed. The tenancy may contain none of them.
"""

from __future__ import annotations

_BY_SERVICE = {
    "Access Governance": "AgcsGovernanceInstance",
    "Analytics Cloud": "AnalyticsInstance",
    "API Gateway": "ApiDeployment ApiGateway ApiGatewayApi ApiGatewayCertificate",
    "Application Dependency Management": "AdmKnowledgeBase AdmVulnerabilityAudit",
    "Application Performance Monitoring": "ApmDomain",
    "Artificial Intelligence": "AiDataPlatform AiLanguageProject AiVisionModel AiVisionProject GenAiAgent "
    "GenAiAgentDataIngestionJob GenAiAgentDataSource GenAiAgentEndpoint GenAiAgentKnowledgeBase",
    "Autonomous Recovery Service": "ProtectedDatabase ProtectionPolicy RecoveryServiceSubnet",
    "Bastion": "Bastion",
    "Big Data": "BigDataService BigDataServiceApiKey BigDataServiceLakehouseConfig BigDataServiceMetastoreConfig",
    "Block Volume": "BootVolume BootVolumeBackup BootVolumeReplica Volume VolumeBackup VolumeBackupPolicy VolumeGroup "
    "VolumeGroupBackup VolumeReplica",
    "Blockchain Platform": "BlockchainPlatforms",
    "Budgets": "Budget",
    "Certificates": "CaBundle CaBundleAssociation Certificate CertificateAssociation CertificateAuthority "
    "CertificateAuthorityAssociation",
    "Cloud Bridge": "OcbInventory OcbVmAsset OcbVmwareVmAsset",
    "Cloud Guard": "CloudGuardDetectorRecipe CloudGuardManagedList CloudGuardResponderRecipe CloudGuardSavedQuery "
    "CloudGuardTarget",
    "Cluster Placement Groups": "ClusterPlacementGroup",
    "Compute": "AutoScalingConfiguration ClusterNetwork ComputeCapacityReservation ConsoleHistory DedicatedVmHost "
    "Image Instance InstanceConfiguration InstancePool",
    "Compute Cloud@Customer": "Ccc-Infrastructure Ccc-Upgrade-Schedule",
    "Connector Hub": "ServiceConnector",
    "Console Dashboards": "ConsoleDashboard ConsoleDashboardGroup",
    "Container Instances": "Container ContainerInstance",
    "Container Registry": "ContainerImage ContainerRepo",
    "Content Management": "OceInstance",
    "Data Catalog": "DataCatalog DataCatalogMetastore DataCatalogPrivateEndpoint",
    "Data Flow": "Application DataFlowApplication DataFlowRun Run",
    "Data Integration": "DISWorkspace",
    "Data Labeling": "DataLabelingDataset",
    "Data Safe": "DataSafeAuditProfile DataSafePrivateEndpoint DataSafeReportDefinition DataSafeSecurityAssessment "
    "DataSafeUserAssessment",
    "Data Science": "DataScienceJob DataScienceJobRun DataScienceModel DataScienceModelDeployment "
    "DataScienceModelVersionSet DataScienceNotebookSession DataScienceProject",
    "Database": "AutonomousContainerDatabase AutonomousDatabase AutonomousVmCluster BackupDestination "
    "CloudAutonomousVmCluster CloudExadataInfrastructure CloudVmCluster Database DatabaseBackup DatabaseSoftwareImage "
    "DbHome DbKeyStore DbNode DbServer DbSystem ExadataInfrastructure ExternalContainerDatabase "
    "ExternalDatabaseConnector ExternalNonContainerDatabase ExternalPluggableDatabase PluggableDatabase VmCluster "
    "VmClusterNetwork",
    "Database Management": "DbMgmtExternalAsm DbMgmtExternalAsmInstance DbMgmtExternalCluster "
    "DbMgmtExternalClusterInstance DbMgmtExternalDbHome DbMgmtExternalDbNode DbMgmtExternalDbSystem "
    "DbMgmtExternalDbSystemConnector DbMgmtExternalExadataInfrastructure DbMgmtExternalExadataStorageConnector "
    "DbMgmtExternalExadataStorageGrid DbMgmtExternalExadataStorageServer DbMgmtExternalListener "
    "DbMgmtExternalMySqlDb DbMgmtJob DbMgmtManagedDatabase DbMgmtManagedDatabaseGroup DbMgmtMySqlDbConnector "
    "DbMgmtNamedCredential DbMgmtPrivateEndpoint",
    "Database Migration": "Agent Connection Job Migration",
    "Database Tools": "DatabaseToolsConnection DatabaseToolsPrivateEndpoint",
    "DevOps": "DevOpsBuildPipeline DevOpsBuildPipelineStage DevOpsBuildRun DevOpsConnection DevOpsDeployArtifact "
    "DevOpsDeployEnvironment DevOpsDeployPipeline DevOpsDeployStage DevOpsDeployment DevOpsProject DevOpsRepository "
    "DevOpsTrigger",
    "Digital Assistant": "OdaInstance",
    "DNS": "CustomerDnsZone DnsResolver DnsView",
    "Email Delivery": "Dkim EmailDkim EmailDomain EmailSender",
    "Events": "EventRule",
    "File Storage": "Export FileSystem MountTarget Snapshot",
    "File Storage with Lustre": "LustreFileSystem",
    "Fleet Application Management": "FamsCatalogItem FamsCompliancePolicy FamsCompliancePolicyRule FamsFleet "
    "FamsMaintenanceWindow FamsPatch Famsplatformconfiguration FamsProperty FamsProvision FamsRunbook "
    "FamsSchedulerDefinition FamsTaskRecord",
    "Full Stack Disaster Recovery": "DrPlan DrPlanExecution DrProtectionGroup",
    "Functions": "FunctionsApplication FunctionsFunction",
    "Globally Distributed Database": "OsdDistributedAutonomousDb OsdDistributedDb OsdDistributedDbPrivateEndpoint",
    "GoldenGate": "GoldenGateConnection GoldenGateDeployment",
    "IAM": "App Compartment DynamicResourceGroup Group IdentityProvider Policy TagDefault TagNamespace User",
    "Integration": "IntegrationInstance",
    "Java Management": "JmsFleet JmsPlugin",
    "Kubernetes Engine": "ClustersCluster ClustersVirtualNode ClustersVirtualNodePool",
    "Load Balancer": "LoadBalancer NetworkLoadBalancer",
    "Log Analytics": "LogAnalyticsEntity",
    "Logging": "Log LogGroup LogSavedSearch UnifiedAgentConfiguration",
    "Management Agent": "ManagementAgent ManagementAgentInstallKey",
    "Media Services": "MediaAsset MediaWorkflow StreamCdnConfig StreamDistributionChannel StreamPackagingConfig",
    "Monitoring": "Alarm",
    "MySQL": "MysqlBackup MysqlDbSystem",
    "Network Firewall": "NetworkFirewall NetworkFirewallPolicy",
    "Networking": "ByoipRange CaptureFilter Cpe CrossConnect CrossConnectGroup DHCPOptions Drg DrgAttachment "
    "DrgRouteDistribution DrgRouteTable IPSecConnection InternetGateway Ipv6 LocalPeeringGateway NatGateway "
    "NetworkSecurityGroup PathAnalyzerTest PrivateIp PublicIp PublicIpPool RemotePeeringConnection RouteTable "
    "SecurityList ServiceGateway Subnet Vcn VirtualCircuit Vlan Vnic Vtap",
    "NoSQL": "NoSQLTable",
    "Notifications": "OnsSubscription OnsTopic",
    "Object Storage": "Bucket",
    "OS Management Hub": "OsmhLifecycleEnvironment OsmhManagedInstanceGroup OsmhManagementStation OsmhProfile "
    "OsmhScheduledJob OsmhSoftwareSource",
    "PostgreSQL": "PostgresqlBackup PostgresqlConfiguration PostgresqlDbSystem",
    "Process Automation": "OpaInstance",
    "Queue": "Queue",
    "Resource Manager": "OrmConfigSourceProvider OrmJob OrmPrivateEndpoint OrmStack OrmTemplate",
    "Resource Scheduler": "ResourceSchedule",
    "Search": "ConsoleResourceCollections",
    "Security Zones": "SecurityZonesSecurityRecipe SecurityZonesSecurityZone",
    "Service Limits": "Quota",
    "Streaming": "ConnectHarness Stream",
    "Vault": "Key KmsHsmCluster KmsHsmPartition Vault VaultSecret",
    "Visual Builder": "VbsInstance VisualBuilderInstance",
    "VMware": "VmwareEsxiHost VmwareSddc",
    "Vulnerability Scanning": "VssContainerScanRecipe VssContainerScanTarget VssHostScanRecipe VssHostScanTarget",
    "WAF": "HttpRedirect WaasAddressList WaasCertificate WaasCustomProtectionRule WaasPolicy WebAppFirewall "
    "WebAppFirewallPolicy",
    "WebLogic Management": "WlmsWlsDomain",
    "Zero Trust Packet Routing": "SecurityAttributeNamespace ZprPolicy",
}

PUBLISHED = tuple(name for names in _BY_SERVICE.values() for name in names.split())
"""The names as in responses; queries may use any case."""
