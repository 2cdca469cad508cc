using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>Model files as sessions of ONNX Runtime, and what these say about a file.</summary>
internal static class OnnxSessions
{
    /// <summary>Opens a file for many workers at once.</summary>
    /// <param name="file">Path of the model; weights in files beside it are found.</param>
    /// <param name="extraOutput">A value inside the graph that becomes an output too, where it is none yet.</param>
    /// <exception cref="RetrainException">Missing, unreadable, no ONNX model, or one that ONNX Runtime refuses.</exception>
    public static InferenceSession Open(string file, string? extraOutput = null)
    {
        if (!File.Exists(file))
        {
            throw new RetrainException(
                Directory.Exists(file) ? $"model '{file}' is a folder, not a file" : $"model '{file}' does not exist");
        }

        if (extraOutput is not null && WithOutput(ReadFile(file), extraOutput) is { } changed)
        {
            return Open(changed, file);
        }

        return Open(() => OnnxEnvironment.Open(file), file, () => ReadFile(file));
    }

    /// <summary>As <see cref="Open(string, string?)"/>, for a model in memory.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="name">For messages.</param>
    public static InferenceSession Open(ReadOnlyMemory<byte> model, string name) =>
        Open(() => OnnxEnvironment.Open(model), name, () => model);

    /// <summary>What the session declares, in the words of <see cref="OnnxValue"/>.</summary>
    public static IReadOnlyList<OnnxValue> Declared(IReadOnlyDictionary<string, NodeMetadata> values) =>
        [.. values.Select(v => new OnnxValue(
            v.Key,
            v.Value.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR ? (TensorProto.Types.DataType)v.Value.ElementDataType : null,
            v.Value.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
                ? [.. v.Value.Dimensions.Zip(v.Value.SymbolicDimensions,
                    (size, symbol) => size >= 0 ? new OnnxDimension(size) : new OnnxDimension(null, symbol.Length > 0 ? symbol : null))]
                : null))];

    private static InferenceSession Open(Func<InferenceSession> open, string name, Func<ReadOnlyMemory<byte>> content)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(name, content().Span, e);
        }
    }

    /// <summary>Says in our words why a file was refused, where we know better than ONNX Runtime.</summary>
    private static RetrainException Refused(string name, ReadOnlySpan<byte> content, OnnxRuntimeException cause)
    {
        try
        {
            _ = OnnxModel.Read(content);
        }
        catch (OnnxFormatException e)
        {
            return new RetrainException($"'{name}': {e.Message}", cause);
        }

        return new RetrainException($"'{name}' cannot be run: {OnnxEnvironment.OneLine(cause)}", cause);
    }

    private static byte[] ReadFile(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"model '{file}' cannot be read: {e.OneLine()}", e);
        }
    }

    /// <summary>The file with one more output; <see langword="null"/> where that is not needed or not possible.</summary>
    private static byte[]? WithOutput(byte[] file, string value)
    {
        try
        {
            OnnxModel model = OnnxModel.Read(file);
            bool isInner = model.Graph.Node.Any(n => n.Output.Contains(value)) && model.Graph.Output.All(o => o.Name != value);
            if (!isInner || model.ExternalFiles.Count > 0)
            {
                return null;
            }

            model.Graph.Output.Add(new ValueInfoProto { Name = value });
            return model.Write();
        }
        catch (OnnxFormatException)
        {
            return null;
        }
    }
}
