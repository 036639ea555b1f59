namespace Manidala.Engine.Model;

/// <summary>What a contract must say before a file is held against it; reader and writer of bundles both ask here.</summary>
internal static class ContractRules
{
    private const int MaxTypes = 256;

    /// <summary>What is wrong, and what is allowed; null where nothing is.</summary>
    public static (string Found, string Expected)? Problem(EncoderContract contract)
    {
        if (EncoderRoles.InputsOf(contract.Kind).Count == 0)
        {
            return ($"encoder kind '{contract.Kind}'", "'recurrent', 'sequence' or 'user'");
        }

        if (contract.StateSize is < 1 or > BundleFiles.MaxStateSize)
        {
            return ($"state size {contract.StateSize}", $"1 to {BundleFiles.MaxStateSize}");
        }

        return RoleProblem(contract) ?? TypesProblem(contract) ?? SequenceProblem(contract) ?? StateProblem(contract);
    }

    private static (string Found, string Expected)? RoleProblem(EncoderContract contract)
    {
        IReadOnlyList<string> inputs = EncoderRoles.InputsOf(contract.Kind);
        IReadOnlyList<string> outputs = EncoderRoles.OutputsOf(contract.Kind);
        if (contract.Inputs?.Keys.FirstOrDefault(role => !inputs.Contains(role, StringComparer.Ordinal)) is { } input)
        {
            return ($"the input role '{input}' in a {contract.Kind} encoder", string.Join(", ", inputs));
        }

        if (contract.Outputs?.Keys.FirstOrDefault(role => !outputs.Contains(role, StringComparer.Ordinal)) is { } output)
        {
            return ($"the output role '{output}' in a {contract.Kind} encoder", string.Join(", ", outputs));
        }

        string[] tensors = [.. contract.Inputs?.Values ?? [], .. contract.Constants?.Keys ?? []];
        if (tensors.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return ($"the input tensor '{twice.Key}' given two values", "one role or constant for each tensor");
        }

        if (contract.Constants is { Count: > 0 } && contract.Kind != EncoderContract.User)
        {
            return ($"constants in a {contract.Kind} encoder", "them only in a user encoder");
        }

        return contract.Kind switch
        {
            EncoderContract.Recurrent when contract.InputOf(EncoderRoles.State) is null || contract.InputOf(EncoderRoles.Item) is null =>
                ("no state or no item among the inputs", "both in a recurrent encoder"),
            EncoderContract.Sequence when contract.InputOf(EncoderRoles.Items) is null && contract.InputOf(EncoderRoles.ItemEmbeddings) is null =>
                ("neither items nor item_embeddings among the inputs", "one of them in a sequence encoder"),
            EncoderContract.User when tensors.Length == 0 => ("no input", "at least one in a user encoder"),
            _ => null,
        };
    }

    private static (string Found, string Expected)? TypesProblem(EncoderContract contract)
    {
        if (contract.InteractionTypes is not { } types)
        {
            bool takesTypes = contract.InputOf(EncoderRoles.Type) is not null || contract.InputOf(EncoderRoles.Types) is not null;
            return takesTypes ? ("an input for types and no interactionTypes", $"their names, '{EncoderContract.OtherType}' first") : null;
        }

        if (types.Count is 0 or > MaxTypes || types[0] != EncoderContract.OtherType || types.Distinct(StringComparer.Ordinal).Count() != types.Count)
        {
            return ($"the interactionTypes {string.Join(", ", types)}", $"1 to {MaxTypes} different names, '{EncoderContract.OtherType}' first");
        }

        return null;
    }

    private static (string Found, string Expected)? SequenceProblem(EncoderContract contract)
    {
        if (contract.Kind == EncoderContract.Sequence && contract.Length is not (>= 1 and <= EncoderContract.MaxLength))
        {
            return ($"the length {(contract.Length is { } length ? $"{length}" : "of no number")}", $"1 to {EncoderContract.MaxLength} in a sequence encoder");
        }

        return contract.Padding is null or EncoderContract.PadLeft or EncoderContract.PadRight
            ? null
            : ($"the padding '{contract.Padding}'", $"'{EncoderContract.PadLeft}' or '{EncoderContract.PadRight}'");
    }

    // The number is in the manifest so that whoever reads it knows what a session costs; here it follows from the rest.
    private static (string Found, string Expected)? StateProblem(EncoderContract contract)
    {
        int? packed = contract.Kind switch
        {
            EncoderContract.Sequence => SequenceState.SizeOf(contract),
            EncoderContract.User => UserState.Size,
            _ => null,
        };
        return packed is { } size && size != contract.StateSize
            ? ($"state size {contract.StateSize}", $"{size}, which the {contract.Kind} encoder's inputs take")
            : null;
    }
}
