using Google.FlatBuffers;
using Retrain.Graph;
using Schema = Retrain.Formats.TensorFlowLite.Schema;

namespace Retrain.Formats.Tests.TensorFlowLite;

/// <summary>An operator with inputs and the answer.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Inputs">Values; the first is fed, the others are constants.</param>
/// <param name="Outputs">What comes out.</param>
internal sealed record LiteOpCase(Schema.BuiltinOperator Op, Tensor?[] Inputs, params Tensor[] Outputs)
{
    /// <summary>Writes the options.</summary>
    public Func<FlatBufferBuilder, (Schema.BuiltinOptions, int)>? Options { get; init; }

    /// <summary>How inputs stand for reals.</summary>
    public Quantization?[] How { get; init; } = [];

    /// <summary>How the outputs do.</summary>
    public Quantization? To { get; init; }

    /// <summary>The file.</summary>
    public byte[] File() => TinyLite.File(
        Op, Options, [.. Inputs.Select((t, i) => t is null ? default((Tensor, Quantization?)?) : (t, How.ElementAtOrDefault(i)))],
        [.. Outputs.Select(o => (TinyLite.TypeOf(o.Type), o.Shape.ToArray(), o.Type is ElementType.Int8 ? To : null))]);
}
