using Manidala.Engine.Model;

namespace Manidala.Training.Packing;

/// <summary>Makes the contract of a file out of what the user says and what the file declares.</summary>
internal sealed class ContractBuilder(PackRequest request, IReadOnlyList<EncoderTensor> inputs, IReadOnlyList<EncoderTensor> outputs)
{
    private static readonly string[] WindowRoles =
        [EncoderRoles.Items, EncoderRoles.ItemEmbeddings, EncoderRoles.Types, EncoderRoles.Gaps, EncoderRoles.Mask];

    /// <exception cref="PackException">Something is not said and cannot be read from the file, or the file has no such tensor.</exception>
    public EncoderContract Build()
    {
        Dictionary<string, string> roles = RolesOfInputs();
        bool takesTypes = roles.ContainsKey(EncoderRoles.Type) || roles.ContainsKey(EncoderRoles.Types);
        if (takesTypes && request.InteractionTypes is null)
        {
            throw new PackException(
                $"{request.Onnx} takes interaction types; expected --types with their names in the order of its numbers, '{EncoderContract.OtherType}' first.");
        }

        bool isSequence = request.Kind == EncoderContract.Sequence;
        return new EncoderContract(
            request.Kind,
            StateSize: request.Kind == EncoderContract.Recurrent ? StateSize(roles) : 0,
            roles,
            RolesOfOutputs(),
            request.InteractionTypes,
            isSequence ? Length(roles) : null,
            isSequence ? request.Padding ?? EncoderContract.PadLeft : null,
            isSequence ? request.PaddingItem ?? ((request.FirstItem ?? 0) - 1) : null,
            request.FirstItem,
            request.Constants.Count == 0 ? null : request.Constants).WithPackedState();
    }

    private Dictionary<string, string> RolesOfInputs()
    {
        var roles = new Dictionary<string, string>();
        IReadOnlyList<string> known = EncoderRoles.InputsOf(request.Kind);
        foreach ((string role, string tensor) in request.Inputs)
        {
            RequireRole("--input", role, known);
            roles[role] = Require("--input", inputs, tensor).Name;
        }

        foreach (string tensor in request.Constants.Keys)
        {
            Require("--constant", inputs, tensor);
        }

        foreach (EncoderTensor input in inputs)
        {
            if (roles.ContainsValue(input.Name) || request.Constants.ContainsKey(input.Name))
            {
                continue;
            }

            if (!known.Contains(input.Name, StringComparer.Ordinal) || !roles.TryAdd(input.Name, input.Name))
            {
                string constant = request.Kind == EncoderContract.User ? $", or --constant {input.Name}=VALUE" : "";
                throw new PackException(
                    $"{request.Onnx}: found the input {input.Name} as {input}, which nothing fills; "
                    + $"expected --input ROLE={input.Name} with one of the roles {string.Join(", ", known)}{constant}.");
            }
        }

        return roles;
    }

    private Dictionary<string, string>? RolesOfOutputs()
    {
        var roles = new Dictionary<string, string>();
        IReadOnlyList<string> known = EncoderRoles.OutputsOf(request.Kind);
        foreach ((string role, string tensor) in request.Outputs)
        {
            RequireRole("--output", role, known);
            roles[role] = Require("--output", outputs, tensor).Name;
        }

        foreach (string role in known)
        {
            if (roles.ContainsKey(role) || outputs.Any(output => output.Name == role))
            {
                continue;
            }

            roles[role] = known.Count == 1 && outputs.Count == 1
                ? outputs[0].Name
                : throw new PackException($"{request.Onnx}: found the outputs {Names(outputs)}; expected --output {role}=NAME with one of them.");
        }

        return roles.Count == 0 ? null : roles;
    }

    private int Length(Dictionary<string, string> roles)
    {
        int? declared = WindowRoles
            .Where(roles.ContainsKey)
            .Select(role => Find(inputs, roles[role])!.Dimensions)
            .Where(lengths => lengths.Count > 1 && lengths[1] > 0)
            .Select(lengths => (int?)lengths[1])
            .FirstOrDefault();
        return request.Length ?? declared
            ?? throw new PackException($"{request.Onnx} leaves the window's length open; expected --length, the number of newest interactions that it takes.");
    }

    private int StateSize(Dictionary<string, string> roles)
    {
        IReadOnlyList<int>? declared = roles.TryGetValue(EncoderRoles.State, out string? state) ? Find(inputs, state)!.Dimensions : null;
        return request.StateSize ?? (declared is [_, > 0 and var width]
            ? width
            : throw new PackException($"{request.Onnx} does not say how wide its state is; expected --state-size, and an input for the state."));
    }

    private EncoderTensor Require(string option, IReadOnlyList<EncoderTensor> tensors, string name) =>
        Find(tensors, name) ?? throw new PackException($"{option} names the tensor {name}; {request.Onnx} has {Names(tensors)}.");

    private static void RequireRole(string option, string role, IReadOnlyList<string> known)
    {
        if (!known.Contains(role, StringComparer.Ordinal))
        {
            throw new PackException($"{option} names the role '{role}'; allowed: {string.Join(", ", known)}.");
        }
    }

    private static EncoderTensor? Find(IReadOnlyList<EncoderTensor> tensors, string name) => tensors.FirstOrDefault(tensor => tensor.Name == name);

    private static string Names(IReadOnlyList<EncoderTensor> tensors) => string.Join(", ", tensors.Select(tensor => tensor.Name));
}
