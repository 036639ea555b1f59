using k8s.Models;

namespace Manidala.Deploy.Tests.Crds;

/// <summary>CloudNativePG, postgresql.cnpg.io/v1.</summary>
public sealed class PostgresCluster : OperatorObject<PostgresCluster.Body>
{
    public sealed class Body
    {
        public int Instances { get; set; }

        public string ImageName { get; set; } = "";

        public string PrimaryUpdateStrategy { get; set; } = "";

        public string PriorityClassName { get; set; } = "";

        public Storage Storage { get; set; } = new();

        public Storage WalStorage { get; set; } = new();

        public Settings Postgresql { get; set; } = new();

        public V1ResourceRequirements Resources { get; set; } = new();

        public Placement Affinity { get; set; } = new();

        public Bootstrap Bootstrap { get; set; } = new();

        public Managed Managed { get; set; } = new();
    }

    public sealed class Storage
    {
        public string Size { get; set; } = "";
    }

    public sealed class Settings
    {
        public Quorum Synchronous { get; set; } = new();

        public Dictionary<string, string> Parameters { get; set; } = [];
    }

    public sealed class Quorum
    {
        public string Method { get; set; } = "";

        public int Number { get; set; }
    }

    public sealed class Placement
    {
        public bool EnablePodAntiAffinity { get; set; }

        public string TopologyKey { get; set; } = "";
    }

    public sealed class Bootstrap
    {
        public InitDb Initdb { get; set; } = new();
    }

    public sealed class InitDb
    {
        public string Database { get; set; } = "";

        public string Owner { get; set; } = "";

        public SqlReferences PostInitApplicationSQLRefs { get; set; } = new();
    }

    public sealed class SqlReferences
    {
        public List<V1ConfigMapKeySelector> ConfigMapRefs { get; set; } = [];
    }

    public sealed class Managed
    {
        public List<Role> Roles { get; set; } = [];
    }

    public sealed class Role
    {
        public string Name { get; set; } = "";

        public string Ensure { get; set; } = "";

        public bool Login { get; set; }

        public bool Inherit { get; set; }

        public V1LocalObjectReference PasswordSecret { get; set; } = new();
    }
}
