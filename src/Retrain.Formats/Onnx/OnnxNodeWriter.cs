using System.Collections.Immutable;
using Retrain.Formats.Onnx.Ops;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx;

/// <summary>Writes one node of a network as one or several of ONNX.</summary>
internal sealed class OnnxNodeWriter(Node node, OnnxGraphWriter graph)
{
    /// <summary>What is written.</summary>
    public Operator Operator => node.Operator;

    /// <summary>Number of inputs.</summary>
    public int InputCount => node.Inputs.Length;

    /// <summary>What is known of an input.</summary>
    public Fact Fact(int input) => node.Inputs[input].Fact;

    /// <summary>What is known of an output.</summary>
    public Fact ResultFact(int output = 0) => node.Outputs[output].Fact;

    /// <summary>Name of an input.</summary>
    public string Input(int index) => graph.Name(node.Inputs[index]);

    /// <summary>Name of an output.</summary>
    public string Output(int index) => graph.Name(node.Outputs[index]);

    /// <summary>
    /// Name of an input of whole numbers as the int64 that ONNX wants for shapes and the like; content known from shapes is stored.
    /// </summary>
    public string Int64Input(int index)
    {
        Value value = node.Inputs[index];
        if (value.Fact.Type == ElementType.Int64)
        {
            return graph.Name(value);
        }

        return value.Constant is null
            ? Step(value.Name + "_int64", "Cast", [graph.Name(value)], OnnxAttributes.Int("to", (long)TensorProto.Types.DataType.Int64))
            : graph.Form(value, "int64", t => Tensor.Of(t.ToInt64(), t.Shape.AsSpan()));
    }

    /// <summary>Version of the standard operators that is written.</summary>
    public int Opset => graph.Opset;

    /// <summary>
    /// Name of an input with its axes in another order. Whole-number weights are stored in that order, not the reals made of them.
    /// </summary>
    public string Transposed(int index, params int[] order)
    {
        Value value = node.Inputs[index];
        var permutation = new Permutation(order);
        if (graph.Producer(value) is { Operator: Dequantize { From: var from }, Inputs: [{ Constant: not null } levels] })
        {
            Quantization turned = Dequantize.Stored(from, permutation);
            return graph.Once(value, "transposed" + string.Concat(order), () => Step(
                "weights", "DequantizeLinear", OnnxQuantize.Inputs(this, Turned(levels), turned), OnnxQuantize.Attributes(turned)));
        }

        return value.Constant is null
            ? Step("transposed", "Transpose", [graph.Name(value)], OnnxAttributes.Ints("perm", order))
            : Turned(value);

        string Turned(Value constant) =>
            graph.Form(constant, "transposed" + string.Concat(order), t => new Transpose(permutation).Evaluate([t])[0]);
    }

    /// <summary>Stores whole numbers.</summary>
    /// <returns>Name of the list.</returns>
    public string Ints(string suffix, params IEnumerable<long> values)
    {
        long[] list = [.. values];
        return graph.Store($"{node.Name}/{suffix}", Tensor.Of(list, list.Length));
    }

    /// <summary>Stores whole numbers.</summary>
    public string Ints(string suffix, IEnumerable<int> values) => Ints(suffix, values.Select(v => (long)v));

    /// <summary>Stores a tensor.</summary>
    public string Store(string suffix, Tensor tensor) => graph.Store($"{node.Name}/{suffix}", tensor);

    /// <summary>Stores a scalar.</summary>
    public string Scalar(string suffix, double value, ElementType type = ElementType.Float32) =>
        Store(suffix, OnnxScalars.Of(type, value));

    /// <summary>Adds a node in between.</summary>
    /// <returns>Name of its result.</returns>
    public string Step(string suffix, string opType, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string output = graph.Unique($"{node.Name}/{suffix}");
        Add(opType, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds the node that gives the (only) output.</summary>
    public void Result(string opType, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(opType, inputs, [Output(0)], attributes);

    /// <summary>Adds a node.</summary>
    public void Add(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var proto = new NodeProto { OpType = opType };
        proto.Input.AddRange(inputs);
        proto.Output.AddRange(outputs);
        proto.Name = proto.Output[0];
        foreach (AttributeProto attribute in attributes)
        {
            proto.Attribute.Add(attribute);
        }

        graph.Graph.Node.Add(proto);
    }

    /// <summary>Converts elements.</summary>
    /// <returns>Name of the result; that of the input where nothing is to do.</returns>
    public string Cast(string suffix, string input, ElementType from, ElementType to) =>
        from == to ? input : Step(suffix, "Cast", [input], OnnxAttributes.Int("to", (long)OnnxElements.ToOnnx(to)));

    /// <summary>Gives a step's result, converted, as the node's output.</summary>
    public void CastResult(string input, ElementType from, ElementType to)
    {
        if (from == to)
        {
            Result("Identity", [input]);
        }
        else
        {
            Result("Cast", [input], OnnxAttributes.Int("to", (long)OnnxElements.ToOnnx(to)));
        }
    }

    /// <summary>Attributes for padding: lengths where they are known, else a rule.</summary>
    public ImmutableArray<AttributeProto> Padding(
        Padding padding, (int Height, int Width) window, (int Height, int Width) dilations, (int Height, int Width) strides)
    {
        Dimension height = Fact(0).Shape[2];
        Dimension width = Fact(0).Shape[3];
        if (padding.Kind == PaddingKind.Same && (height.Length is null || width.Length is null))
        {
            return [OnnxAttributes.Text("auto_pad", "SAME_UPPER")];
        }

        (int top, int bottom) = padding.Along(true, height.Length ?? 0, window.Height, dilations.Height, strides.Height);
        (int left, int right) = padding.Along(false, width.Length ?? 0, window.Width, dilations.Width, strides.Width);
        return (top | bottom | left | right) == 0 ? [] : [OnnxAttributes.Ints("pads", top, left, bottom, right)];
    }
}
