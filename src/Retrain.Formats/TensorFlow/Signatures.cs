using Google.Protobuf.Collections;
using Retrain.Formats.TensorFlow.Schema;

namespace Retrain.Formats.TensorFlow;

/// <summary>Signatures of a meta graph.</summary>
internal static class Signatures
{
    // TensorFlow's own entries (__saved_model_init_op, __saved_model_train_op) name an operation to run, not a way to call the graph.
    private const string InternalPrefix = "__saved_model_";

    /// <summary>
    /// Signatures by name; those of initialisation, and those with sparse or composite tensors, which no image model has, are left out.
    /// </summary>
    /// <exception cref="TensorFlowFormatException">A tensor has no name or an impossible shape.</exception>
    public static IReadOnlyDictionary<string, TensorFlowSignature> Of(MetaGraphDef model) => model.SignatureDef
        .Where(s => !s.Key.StartsWith(InternalPrefix, StringComparison.Ordinal)
            && s.Value.Inputs.Concat(s.Value.Outputs).All(p => p.Value.EncodingCase == TensorInfo.EncodingOneofCase.Name))
        .OrderBy(s => s.Key, StringComparer.Ordinal)
        .ToDictionary(
            s => s.Key,
            s => new TensorFlowSignature(s.Value.MethodName, Ports(s.Key, s.Value.Inputs), Ports(s.Key, s.Value.Outputs)),
            StringComparer.Ordinal);

    private static TensorFlowPort[] Ports(string signature, MapField<string, TensorInfo> tensors) =>
        [.. tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => Port(signature, t.Key, t.Value))];

    private static TensorFlowPort Port(string signature, string key, TensorInfo tensor)
    {
        if (tensor.Name.Length == 0)
        {
            throw new TensorFlowFormatException($"signature '{signature}': '{key}' names no tensor");
        }

        try
        {
            string name = tensor.Name.Contains(':', StringComparison.Ordinal) ? tensor.Name : tensor.Name + ":0";
            return new TensorFlowPort(key, name, DataTypes.ToElementType(tensor.Dtype), TensorShapes.Open(tensor.TensorShape));
        }
        catch (TensorFlowFormatException e)
        {
            throw new TensorFlowFormatException($"signature '{signature}': '{key}': {e.Message}", e);
        }
    }
}
