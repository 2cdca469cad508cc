using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>An ONNX file put together by hand, for spellings that our writer never uses.</summary>
internal sealed class OnnxFile
{
    private readonly Random random = new(5);

    /// <summary>Begins one.</summary>
    /// <param name="opset">Version of the standard operators.</param>
    public OnnxFile(long opset)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
    }

    /// <summary>The file.</summary>
    public ModelProto Model { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "case" } };

    /// <summary>What goes in.</summary>
    public Dictionary<string, Tensor> Inputs { get; } = [];

    /// <summary>Adds an input of random numbers.</summary>
    public OnnxFile Input(string name, ElementType type, params int[] shape)
    {
        Inputs[name] = OnnxRun.Numbers(random, type, 2, shape);
        Model.Graph.Input.Add(
            OnnxValue.Declare(name, OnnxElements.ToOnnx(type), [.. shape.Select(l => new OnnxDimension(l))]));
        return this;
    }

    /// <summary>Adds float32 weights of random numbers.</summary>
    public OnnxFile Weights(string name, params int[] shape) => Store(name, OnnxRun.Numbers(random, ElementType.Float32, 1, shape));

    /// <summary>Adds whole-number weights.</summary>
    public OnnxFile Levels(string name, ElementType type, params int[] shape) => Store(name, OnnxRun.Numbers(random, type, 2, shape));

    /// <summary>Adds a stored tensor.</summary>
    public OnnxFile Store(string name, Tensor tensor)
    {
        Model.Graph.Initializer.Add(OnnxElements.Write(name, tensor));
        return this;
    }

    /// <summary>Adds a float32 number.</summary>
    public OnnxFile Number(string name, float number) => Store(name, Tensor.Of(new[] { number }));

    /// <summary>Adds a list of float32 numbers.</summary>
    public OnnxFile Numbers(string name, params float[] numbers) => Store(name, Tensor.Of(numbers, numbers.Length));

    /// <summary>Adds a list of whole numbers.</summary>
    public OnnxFile Ints(string name, params long[] numbers) => Store(name, Tensor.Vector(numbers));

    /// <summary>Adds a byte.</summary>
    public OnnxFile Byte(string name, byte number) => Store(name, Tensor.Of(new[] { number }));

    /// <summary>Adds a signed byte.</summary>
    public OnnxFile SByte(string name, sbyte number) => Store(name, Tensor.Of(new[] { number }));

    /// <summary>Adds a node; inputs and outputs are separated by spaces, <c>-</c> stands for one that is left away.</summary>
    public OnnxFile Node(string op, string inputs, string outputs, params AttributeProto[] attributes)
    {
        Model.Graph.Node.Add(NodeOf(op, inputs, outputs, attributes));
        return this;
    }

    /// <summary>Names the outputs, separated by spaces.</summary>
    public OnnxFile Outputs(string names)
    {
        Model.Graph.Output.AddRange(names.Split(' ').Select(n => new ValueInfoProto { Name = n }));
        return this;
    }

    /// <summary>A node for graphs inside and functions.</summary>
    public static NodeProto NodeOf(string op, string inputs, string outputs, params AttributeProto[] attributes)
    {
        string[] parts = op.Split("::");
        var node = new NodeProto { OpType = parts[^1], Domain = parts.Length == 2 ? parts[0] : "", Name = outputs.Split(' ')[0] };
        node.Input.AddRange(Names(inputs));
        node.Output.AddRange(Names(outputs));
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>A graph for an If or a Loop.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="inputs">Names with types, <c>i:int64 c:bool x:float32</c>.</param>
    /// <param name="outputs">The same.</param>
    /// <param name="nodes">The nodes.</param>
    public static AttributeProto GraphOf(string name, string inputs, string outputs, params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = name };
        graph.Node.AddRange(nodes);
        graph.Input.AddRange(Names(inputs).Select(Declared));
        graph.Output.AddRange(Names(outputs).Select(Declared));
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }

    /// <summary>Runs the file in ONNX Runtime and what we read of it in the evaluator.</summary>
    public (Dictionary<string, Tensor> Expected, Dictionary<string, Tensor> Actual) Run()
    {
        OnnxModel model = OnnxModel.Of(Model);
        Network network = OnnxNetworkReader.Read(OnnxModel.Read(model.Write()));
        OnnxNetworkReader.RefuseUnsupported(network);
        return (OnnxRun.Run(model.Write(), Inputs), ReferenceEvaluator.Run(network, Inputs));
    }

    /// <summary>What the reader says against the file.</summary>
    public string Refusal() => Assert.Throws<OnnxFormatException>(
        () => OnnxNetworkReader.RefuseUnsupported(OnnxNetworkReader.Read(OnnxModel.Of(Model)))).Message;

    private static ValueInfoProto Declared(string text)
    {
        string[] parts = text.Split(':');
        TensorProto.Types.DataType type = parts[1] switch
        {
            "int64" => TensorProto.Types.DataType.Int64,
            "bool" => TensorProto.Types.DataType.Bool,
            _ => TensorProto.Types.DataType.Float,
        };
        TensorShapeProto? shape = type == TensorProto.Types.DataType.Float ? null : new TensorShapeProto();
        return new ValueInfoProto
        {
            Name = parts[0],
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }

    private static string[] Names(string names) =>
        names.Length == 0 ? [] : [.. names.Split(' ').Select(n => n == "-" ? "" : n)];
}
