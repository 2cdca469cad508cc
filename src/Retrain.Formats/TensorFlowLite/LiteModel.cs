using System.Collections.Immutable;
using Google.FlatBuffers;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>
/// A TensorFlow Lite file: sub-graphs, signatures, buffers, metadata. Opening it reads all but the elements of constants, and looks at
/// every offset: what comes out lies inside the file.
/// </summary>
internal sealed class LiteModel
{
    private const int IdentifierStart = 4;
    private const int SupportedVersion = 3;
    private const int ShortestFile = 8;

    /// <summary>Offsets of large buffers count from the start of the file; 0 and 1 mean that there is none.</summary>
    private const ulong FirstOffset = 2;

    private readonly byte[] file;
    private readonly ArraySegment<byte>[] buffers;

    private LiteModel(byte[] file)
    {
        this.file = file;
        var budget = new LiteBudget(file.Length);
        Schema.Model model = Schema.Model.GetRootAsModel(new ByteBuffer(file));
        Version = (int)model.Version;
        if (Version != SupportedVersion)
        {
            throw new LiteFormatException($"the file has version {model.Version} of the format; {SupportedVersion} is supported");
        }

        Description = budget.Text(model.Description);
        buffers = [.. Each(model.BuffersLength, i => Buffer(model.Buffers(i)!.Value))];
        (string Name, bool IsCustom, int Version)[] codes =
            [.. Each(model.OperatorCodesLength, i => Code(model.OperatorCodes(i)!.Value, budget))];
        Graphs = [.. Each(model.SubgraphsLength, i => Graph(model.Subgraphs(i)!.Value, codes, budget))];
        if (Graphs.IsEmpty)
        {
            throw new LiteFormatException("the file holds no sub-graph");
        }

        Signatures = [.. Each(model.SignatureDefsLength, i => Signature(model.SignatureDefs(i)!.Value, budget))];
        Metadata = [.. Each(model.MetadataLength, i => model.Metadata(i)!.Value).Select(
            m => (budget.Text(m.Name), Index(m.Buffer, buffers.Length, "metadata")))];
    }

    /// <summary>Version of the format.</summary>
    public int Version { get; }

    /// <summary>What the converter wrote about itself; may be empty.</summary>
    public string Description { get; }

    /// <summary>The sub-graphs, one at least; the first is what runs without a signature.</summary>
    public ImmutableArray<LiteGraph> Graphs { get; }

    /// <summary>Ways to call it by names; older files have none.</summary>
    public ImmutableArray<LiteSignature> Signatures { get; }

    /// <summary>Named buffers beside the network.</summary>
    public ImmutableArray<(string Name, int Buffer)> Metadata { get; }

    /// <summary>The whole file, bytes behind the flatbuffer included.</summary>
    public ReadOnlyMemory<byte> File => file;

    /// <summary>Whether a file calls itself one of these.</summary>
    /// <param name="head">Its first bytes.</param>
    public static bool IsLite(ReadOnlySpan<byte> head) =>
        head.Length >= ShortestFile && head[IdentifierStart..ShortestFile].SequenceEqual("TFL3"u8);

    /// <summary>Opens a file.</summary>
    /// <param name="file">All of it; kept, not copied.</param>
    /// <exception cref="LiteFormatException">It is none, damaged, cut off, or of another version.</exception>
    public static LiteModel Read(byte[] file)
    {
        if (!IsLite(file))
        {
            throw new LiteFormatException(ForeignFile.Describe(file, "a TensorFlow Lite model")
                ?? "the file does not have TensorFlow Lite's mark (TFL3), so it is damaged or something else");
        }

        return LiteFaults.Guard(() => new LiteModel(file));
    }

    /// <summary>The bytes of a buffer; empty for what is no constant.</summary>
    public ReadOnlyMemory<byte> Buffer(int index) => buffers[index];

    /// <summary>The elements of a list of offsets; one that is longer than the file is damage, whatever the first elements are.</summary>
    private IEnumerable<T> Each<T>(int count, Func<int, T> read) => count >= 0 && count <= file.Length / sizeof(int)
        ? Enumerable.Range(0, count).Select(read)
        : throw new LiteFormatException($"the file is damaged: a list of {count} in {file.Length} bytes");

    private static int Index(long index, int count, string what) => index >= 0 && index < count
        ? (int)index
        : throw new LiteFormatException($"the file is damaged: {what} points to number {index} of {count}");

    private static (string Name, bool IsCustom, int Version) Code(Schema.OperatorCode code, LiteBudget budget)
    {
        // Operators up to 127 stand in the older field too, and only there in older files.
        int builtin = Math.Max((int)code.BuiltinCode, code.DeprecatedBuiltinCode);
        var known = (Schema.BuiltinOperator)builtin;
        return known == Schema.BuiltinOperator.CUSTOM
            ? (budget.Text(code.CustomCode), true, code.Version)
            : (Enum.IsDefined(known) ? known.ToString() : $"operator {builtin}", false, code.Version);
    }

    private static Quantization? Quantized(
        Schema.QuantizationParameters? parameters, Schema.TensorType type, int[] shape, LiteBudget budget, out string? fault)
    {
        fault = null;
        ElementType? element = LiteElements.ToElementType(type);
        bool isWhole = element is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;
        if (parameters is not { ScaleLength: > 0 } p || !isWhole)
        {
            if (parameters?.DetailsType is not (null or Schema.QuantizationDetails.NONE))
            {
                fault = $"quantisation of kind {parameters.Value.DetailsType}";
            }

            return null;
        }

        float[] scales = budget.List(p.GetScaleArray());
        long[] zeros = budget.List(p.GetZeroPointArray());
        int axis = p.QuantizedDimension;
        var quantization = new Quantization(
            element!.Value, [.. scales],
            [.. scales.Select((_, i) => zeros.Length == 0 ? 0 : checked((int)zeros[Math.Min(i, zeros.Length - 1)]))],
            scales.Length > 1 ? axis : 0);
        try
        {
            quantization.Check([.. shape.Select(l => (Dimension)l)]);
            return quantization;
        }
        catch (GraphException e)
        {
            fault = e.Message;
            return null;
        }
    }

    private ArraySegment<byte> Buffer(Schema.Buffer buffer)
    {
        if (buffer.DataLength > 0)
        {
            return buffer.GetDataBytes()!.Value;
        }

        if (buffer.Offset < FirstOffset || buffer.Size == 0)
        {
            return default;
        }

        return buffer.Offset <= (ulong)file.Length && buffer.Size <= (ulong)file.Length - buffer.Offset
            ? new ArraySegment<byte>(file, (int)buffer.Offset, (int)buffer.Size)
            : throw new LiteFormatException(
                $"the file is cut off: a buffer lies at {buffer.Offset} + {buffer.Size}, the file has {file.Length} bytes");
    }

    private LiteGraph Graph(Schema.SubGraph graph, (string Name, bool IsCustom, int Version)[] codes, LiteBudget budget)
    {
        ImmutableArray<LiteTensor> tensors = [.. Each(graph.TensorsLength, i => Tensor(graph.Tensors(i)!.Value, budget))];
        return new LiteGraph(
            budget.Text(graph.Name),
            tensors,
            Tensors(graph.GetInputsArray(), "an input", false),
            Tensors(graph.GetOutputsArray(), "an output", false),
            [.. Each(graph.OperatorsLength, i => Operator(graph.Operators(i)!.Value))]);

        LiteOperator Operator(Schema.Operator op)
        {
            (string name, bool isCustom, int version) = codes[Index(op.OpcodeIndex, codes.Length, "an operator")];
            return new LiteOperator(
                name, isCustom, version, Tensors(op.GetInputsArray(), name, true), Tensors(op.GetOutputsArray(), name, false), op);
        }

        ImmutableArray<int> Tensors(int[]? list, string what, bool mayMiss) =>
            [.. budget.List(list).Select(t => mayMiss && t == -1 ? t : Index(t, tensors.Length, what))];
    }

    private LiteTensor Tensor(Schema.Tensor tensor, LiteBudget budget)
    {
        int[] shape = budget.List(tensor.GetShapeArray());
        Quantization? quantization = Quantized(tensor.Quantization, tensor.Type, shape, budget, out string? fault);
        if (tensor.Sparsity is not null)
        {
            fault = "sparse weights";
        }
        else if (tensor.IsVariable)
        {
            fault = "a variable";
        }

        return new LiteTensor(
            budget.Text(tensor.Name), tensor.Type, [.. shape], [.. budget.List(tensor.GetShapeSignatureArray())],
            Index(tensor.Buffer, Math.Max(buffers.Length, 1), "a tensor"), quantization, fault);
    }

    private LiteSignature Signature(Schema.SignatureDef signature, LiteBudget budget)
    {
        int graph = Index(signature.SubgraphIndex, Graphs.Length, "a signature");
        return new LiteSignature(
            budget.Text(signature.SignatureKey), graph,
            [.. Each(signature.InputsLength, i => Port(signature.Inputs(i)!.Value))],
            [.. Each(signature.OutputsLength, i => Port(signature.Outputs(i)!.Value))]);

        (string, int) Port(Schema.TensorMap map) =>
            (budget.Text(map.Name), Index(map.TensorIndex, Graphs[graph].Tensors.Length, "a signature"));
    }
}
