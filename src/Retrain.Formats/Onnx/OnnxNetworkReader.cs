using System.Collections.Immutable;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx;

/// <summary>
/// Reads an ONNX model as a network, with its image operators as the file has them, [N, C, H, W]. A node that is not known becomes an
/// <see cref="Unsupported"/>, so that any model can be looked at.
/// </summary>
internal sealed class OnnxNetworkReader
{
    /// <summary>Oldest version of the standard operators that is read: before it, broadcasting had other rules.</summary>
    public const long OldestOpset = 7;

    /// <summary>Newest version of the standard operators that is read.</summary>
    public const long NewestOpset = 23;

    private const long MostBytes = 1L << 30;

    private readonly OnnxModel model;
    private readonly OnnxExternalData external;
    private readonly NetworkBuilder builder = new();
    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SparseTensorProto> sparse = new(StringComparer.Ordinal);
    private readonly HashSet<Value> faults = [];
    private long computedBytes;

    private OnnxNetworkReader(OnnxModel model, string? folder)
    {
        this.model = model;
        external = new OnnxExternalData(folder);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Its folder, for weights in files beside it; <see langword="null"/>: there are none.</param>
    /// <returns>A network whose unknown nodes are <see cref="Unsupported"/>.</returns>
    /// <exception cref="OnnxFormatException">The model is damaged, of another version, or weights beside it cannot be read.</exception>
    public static Network Read(OnnxModel model, string? folder = null)
    {
        try
        {
            return new OnnxNetworkReader(model, folder).Read();
        }
        catch (GraphException e)
        {
            throw new OnnxFormatException(e.Message, e);
        }
    }

    /// <summary>Fails if a network has nodes that no operator is known for, and lists them all.</summary>
    /// <exception cref="OnnxFormatException">It has.</exception>
    public static void RefuseUnsupported(Network network)
    {
        string[] nodes =
        [
            .. network.Nodes.Select(n => n.Operator).OfType<Unsupported>().SelectMany(u => u.Nodes)
                .Select(n => n.Reason.Length == 0 ? $"'{n.Node}' ({n.Op})" : $"'{n.Node}' ({n.Op}: {n.Reason})").Distinct(),
        ];
        if (nodes.Length > 0)
        {
            throw new OnnxFormatException(
                $"{nodes.Length} node{(nodes.Length == 1 ? " is" : "s are")} not supported: {string.Join(", ", nodes)}");
        }
    }

    private Network Read()
    {
        if (model.Opset is < OldestOpset or > NewestOpset)
        {
            throw new OnnxFormatException(
                $"the model means version {model.Opset} of ONNX's operators; {OldestOpset} to {NewestOpset} are supported");
        }

        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            weights[tensor.Name] = tensor;
        }

        foreach (SparseTensorProto tensor in model.Graph.SparseInitializer)
        {
            sparse[tensor.Values?.Name ?? ""] = tensor;
        }

        foreach (OnnxValue input in model.Inputs)
        {
            if (input.ElementType is null || input.Shape is null)
            {
                throw new OnnxFormatException($"the input {input} is no tensor with a known number of axes");
            }

            values[input.Name] = builder.Input(
                input.Name, OnnxElements.FromOnnx((long)input.ElementType), [.. OnnxElements.FromOnnx(input.Shape)]);
        }

        foreach (NodeProto node in OnnxOrder.Sort(model.Graph.Node))
        {
            Read(node);
        }

        return builder.Build([.. model.Graph.Output.Select(
            o => new NetworkOutput(o.Name, Find(o.Name) ?? throw new OnnxFormatException($"nothing computes the output '{o.Name}'")))]);
    }

    private void Read(NodeProto node)
    {
        string op = OnnxModel.IsStandardDomain(node.Domain) ? node.OpType : $"{node.Domain}::{node.OpType}";
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";
        bool isKnown = OnnxModel.IsStandardDomain(node.Domain) && OnnxOps.Readers.ContainsKey(node.OpType);
        ImmutableArray<Value?> inputs;
        try
        {
            inputs = [.. node.Input.Select(i => i.Length == 0 ? null : Find(i))];
        }
        catch (GraphException e)
        {
            Mark(node, [], [new UnsupportedNode(name, op, e.Message)]);
            return;
        }

        if (inputs.Any(i => i is not null && faults.Contains(i)))
        {
            // Behind a fault only those are named that would be one themselves.
            Mark(node, inputs, isKnown ? [] : [new UnsupportedNode(name, op)]);
            return;
        }

        if (node.Input.Where((n, i) => n.Length > 0 && inputs[i] is null).FirstOrDefault() is { } missing)
        {
            Mark(node, inputs, [new UnsupportedNode(name, op, $"nothing computes '{missing}'")]);
            return;
        }

        if (!isKnown)
        {
            Mark(node, inputs, [new UnsupportedNode(name, op)]);
            return;
        }

        try
        {
            ImmutableArray<Value> outputs = OnnxOps.Readers[node.OpType](new OnnxNodeReader(node, model.Opset, inputs, builder, ToTensor));
            for (int i = 0; i < Math.Min(outputs.Length, node.Output.Count); i++)
            {
                Define(node.Output[i], outputs[i]);
            }
        }
        catch (Exception e) when (e is GraphException or OverflowException)
        {
            Mark(node, inputs, [new UnsupportedNode(name, op, e.Message)]);
        }
    }

    private void Mark(NodeProto node, ImmutableArray<Value?> inputs, ImmutableArray<UnsupportedNode> at)
    {
        if (node.Output.Count == 0)
        {
            return;
        }

        ImmutableArray<Value> outputs = builder.AddMany(
            node.Output[0], new Unsupported(at, node.Output.Count), [.. inputs.OfType<Value>()]);
        for (int i = 0; i < outputs.Length; i++)
        {
            faults.Add(outputs[i]);
            Define(node.Output[i], outputs[i]);
        }
    }

    private void Define(string name, Value value)
    {
        if (name.Length == 0)
        {
            return;
        }

        if (!values.TryAdd(name, value))
        {
            throw new OnnxFormatException($"two nodes compute '{name}'");
        }

        // A few bytes of a file can ask for large constants; what is computed beforehand must stay small.
        computedBytes += value.Constant is { Type: not ElementType.String } constant ? constant.Bytes().Length : 0;
        if (computedBytes > MostBytes)
        {
            throw new OnnxFormatException($"the model computes more than {MostBytes >> 20} MB of constants");
        }
    }

    private Value? Find(string name)
    {
        if (values.TryGetValue(name, out Value? value))
        {
            return value;
        }

        Tensor? tensor;
        try
        {
            tensor = weights.TryGetValue(name, out TensorProto? dense) ? ToTensor(dense)
                : sparse.TryGetValue(name, out SparseTensorProto? proto) ? OnnxSparse.Read(proto, ToTensor)
                : null;
        }
        catch (GraphException e)
        {
            throw new GraphException($"the tensor '{name}': {e.Message}", e);
        }

        if (tensor is null)
        {
            return null;
        }

        value = builder.Constant(name, tensor);
        values[name] = value;
        return value;
    }

    private Tensor ToTensor(TensorProto tensor) =>
        OnnxElements.Read(tensor, external.Read);
}
