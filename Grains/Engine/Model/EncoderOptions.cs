using System.ComponentModel.DataAnnotations;
using Manidala.Engine.Devices;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Model;

/// <summary>Where and how the encoder runs.</summary>
public sealed class EncoderOptions
{
    /// <summary>Takes CUDA where this build has it, the CPU elsewhere.</summary>
    public const string Auto = ProviderChoice.Auto;

    public const string Cpu = ProviderChoice.Cpu;

    /// <summary>The CUDA provider of the Gpu package.</summary>
    public const string Cuda = ProviderChoice.Cuda;

    /// <summary>A provider in a library of its own, named by <see cref="ProviderLibrary"/>.</summary>
    public const string Path = ProviderChoice.Path;

    /// <summary>The execution provider: auto, cpu, cuda or path.</summary>
    [AllowedValues(Auto, Cpu, Cuda, Path)]
    public string Provider { get; set; } = Auto;

    /// <summary>The execution provider's library, for the provider <c>path</c>.</summary>
    public string? ProviderLibrary { get; set; }

    /// <summary>Threads of one step; more help large models and take cores from the rest.</summary>
    [Range(1, 256)]
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>A call of a bundle's graph, for a step or for items, that takes longer is ended, and the bundle refused or taken back for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LongestCall { get; set; } = TimeSpan.FromSeconds(30);

    internal ProviderChoice Choice => new(Provider, ProviderLibrary);
}

/// <summary>Refuses values out of range.</summary>
[OptionsValidator]
public sealed partial class EncoderOptionsValidator : IValidateOptions<EncoderOptions>;

/// <summary>The rule over two properties: a library is named where, and only where, the provider is one.</summary>
public sealed class EncoderOptionsRules : IValidateOptions<EncoderOptions>
{
    public ValidateOptionsResult Validate(string? name, EncoderOptions options) =>
        options.Provider == EncoderOptions.Path == !string.IsNullOrEmpty(options.ProviderLibrary)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"ProviderLibrary is '{options.ProviderLibrary}' with Provider '{options.Provider}'; it must name a file with Provider 'path', and nothing else.");
}
