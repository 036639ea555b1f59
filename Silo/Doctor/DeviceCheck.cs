using Manidala.Engine.Devices;
using Manidala.Engine.Model;

namespace Manidala.Silo.Doctor;

/// <summary>Whether what the encoder is to run on is here.</summary>
internal static class DeviceCheck
{
    private const string Area = "gpu";

    public static IEnumerable<Finding> Judge(EncoderOptions encoder, IReadOnlyList<DeviceFinding> findings)
    {
        DeviceFinding[] missing = [.. findings.Where(finding => !finding.IsThere)];
        bool isAsked = encoder.Provider is EncoderOptions.Cuda or EncoderOptions.Path;
        if (missing.Length == 0)
        {
            return [Finding.Ok(Area, "driver and provider are here; `./manidala doctor --gpu` measures them")];
        }

        // A driver without a provider is a machine with a GPU that stands idle.
        bool hasDriver = findings[0].IsThere;
        if (!isAsked)
        {
            return hasDriver && encoder.Provider == EncoderOptions.Auto
                ? [Finding.Warning(Area, $"a GPU's driver is here, and the encoder runs on the CPU: {missing[0].Need}: {missing[0].Found}", "docs/gpu.md says how to build for it; Encoder__Provider=cpu says that this is meant.")]
                : [Finding.Ok(Area, $"none, and none is asked for: the encoder runs on the CPU ({CudaCheck.DescribeRuntime()})")];
        }

        return missing.Select(finding => Finding.Error(
            Area, $"Encoder__Provider is {encoder.Provider}, and {finding.Need} is missing: {finding.Found}", "Install it (docs/gpu.md), or set Encoder__Provider=cpu."));
    }
}
