using System.Collections.Immutable;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>A step of a sub-graph.</summary>
/// <param name="Name"><c>CONV_2D</c>; of a custom operator its own name.</param>
/// <param name="IsCustom">Whether an application or TensorFlow itself has to bring the kernel along.</param>
/// <param name="Version">Version of the operator.</param>
/// <param name="Inputs">Tensors; -1: left away.</param>
/// <param name="Outputs">Tensors.</param>
/// <param name="Table">The step in the file, for its options.</param>
internal sealed record LiteOperator(
    string Name, bool IsCustom, int Version, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs, Schema.Operator Table)
{
    /// <summary>How names of TensorFlow's own operators begin (Select TF ops).</summary>
    public const string FlexPrefix = "Flex";

    /// <summary>The operator for messages, with what is odd about it.</summary>
    public string Describe() => this switch
    {
        { IsCustom: false } => Name,
        _ when Name.StartsWith(FlexPrefix, StringComparison.Ordinal) =>
            $"{Name}: TensorFlow's own {Name[FlexPrefix.Length..]}, which only TensorFlow runs",
        _ => $"{Name}: a custom operator, which only its own application knows",
    };
}
