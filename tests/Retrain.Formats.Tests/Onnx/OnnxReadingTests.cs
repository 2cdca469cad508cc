using Retrain.Formats.Onnx;
using Retrain.Formats.Onnx.Schema;
using Retrain.Graph;
using static Retrain.Formats.Onnx.OnnxAttributes;
using static Retrain.Formats.Tests.Onnx.OnnxFile;

namespace Retrain.Formats.Tests.Onnx;

/// <summary>Operators that are read and never written, against ONNX Runtime.</summary>
public class OnnxReadingTests
{
    private const double Tolerance = 3e-6;

    /// <summary>The files by name.</summary>
    internal static SortedDictionary<string, OnnxFile> All { get; } = Make();

    public static TheoryData<string> Cases => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_EachSpelling_ComputesAsOnnxRuntime(string name)
    {
        (Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual) = All[name].Run();
        OnnxRun.Same(expected, actual, Tolerance);
    }

    private static SortedDictionary<string, OnnxFile> Make()
    {
        var cases = new SortedDictionary<string, OnnxFile>(StringComparer.Ordinal);
        Activations();
        Normalizations();
        Fused();
        Quantized();
        Integers();
        Shapes();
        Inner();
        return cases;

        void Rows(string name, long opset, string op, params AttributeProto[] attributes) =>
            cases.Add(name, new OnnxFile(opset).Input("x", ElementType.Float32, 4, 6).Node(op, "x", "y", attributes).Outputs("y"));

        void Activations()
        {
            Rows("Gelu", 20, "Gelu");
            Rows("Gelu tanh", 20, "Gelu", Text("approximate", "tanh"));
            Rows("Gelu of ONNX Runtime", 17, "com.microsoft::Gelu");
            Rows("FastGelu", 17, "com.microsoft::FastGelu");
            Rows("QuickGelu", 17, "com.microsoft::QuickGelu", Float("alpha", 1.702f));
            Rows("Mish", 18, "Mish");
            Rows("Softsign", 17, "Softsign");
            Rows("ThresholdedRelu", 17, "ThresholdedRelu", Float("alpha", 0.4f));
            cases.Add("FastGelu with bias", new OnnxFile(17).Input("x", ElementType.Float32, 4, 6).Weights("b", 6)
                .Node("com.microsoft::FastGelu", "x b", "y").Outputs("y"));
            cases.Add("BiasGelu", new OnnxFile(17).Input("x", ElementType.Float32, 4, 6).Weights("b", 6)
                .Node("com.microsoft::BiasGelu", "x b", "y").Outputs("y"));
        }

        void Normalizations()
        {
            cases.Add("LayerNormalization", new OnnxFile(17).Input("x", ElementType.Float32, 2, 5, 6).Weights("s", 6).Weights("b", 6)
                .Node("LayerNormalization", "x s b", "y mean inverse", Float("epsilon", 0.01f)).Outputs("y mean inverse"));
            cases.Add("LayerNormalization two axes", new OnnxFile(17).Input("x", ElementType.Float32, 2, 5, 6).Weights("s", 5, 6)
                .Node("LayerNormalization", "x s", "y", Int("axis", 1)).Outputs("y"));
            cases.Add("InstanceNormalization", new OnnxFile(17).Input("x", ElementType.Float32, 2, 3, 4, 5).Weights("s", 3).Weights("b", 3)
                .Node("InstanceNormalization", "x s b", "y").Outputs("y"));
            cases.Add("GroupNormalization 21", new OnnxFile(21).Input("x", ElementType.Float32, 2, 6, 4, 5).Weights("s", 6).Weights("b", 6)
                .Node("GroupNormalization", "x s b", "y", Int("num_groups", 3)).Outputs("y"));
            cases.Add("GroupNormalization 18", new OnnxFile(18).Input("x", ElementType.Float32, 2, 6, 4, 5).Weights("s", 3).Weights("b", 3)
                .Node("GroupNormalization", "x s b", "y", Int("num_groups", 3)).Outputs("y"));
            cases.Add("SkipLayerNormalization", new OnnxFile(17).Input("x", ElementType.Float32, 2, 5, 6)
                .Input("skip", ElementType.Float32, 2, 5, 6)
                .Weights("g", 6).Weights("b", 6).Weights("bias", 6)
                .Node("com.microsoft::SkipLayerNormalization", "x skip g b bias", "y").Outputs("y"));
        }

        void Fused()
        {
            cases.Add("FusedMatMul", new OnnxFile(17).Input("a", ElementType.Float32, 2, 6, 4).Input("b", ElementType.Float32, 2, 5, 6)
                .Node("com.microsoft::FusedMatMul", "a b", "y", Int("transA", 1), Int("transB", 1), Float("alpha", 0.3f)).Outputs("y"));
            cases.Add("FusedConv", new OnnxFile(17).Input("x", ElementType.Float32, 2, 3, 8, 7).Weights("w", 4, 3, 3, 3).Weights("b", 4)
                .Node("com.microsoft::FusedConv", "x w b", "y", Text("activation", "Clip"), Floats("activation_params", -0.5f, 0.5f),
                    Ints("pads", 1, 1, 1, 1), Ints("kernel_shape", 3, 3)).Outputs("y"));
            cases.Add("FusedConv plus", new OnnxFile(17).Input("x", ElementType.Float32, 2, 3, 8, 7)
                .Input("z", ElementType.Float32, 2, 4, 8, 7)
                .Weights("w", 4, 3, 3, 3).Weights("b", 4)
                .Node("com.microsoft::FusedConv", "x w b z", "y", Text("activation", "Relu"), Ints("pads", 1, 1, 1, 1),
                    Ints("kernel_shape", 3, 3)).Outputs("y"));
            cases.Add("FusedGemm", new OnnxFile(17).Input("a", ElementType.Float32, 4, 6).Weights("b", 5, 6).Weights("c", 5)
                .Node("com.microsoft::FusedGemm", "a b c", "y", Int("transB", 1), Text("activation", "LeakyRelu"),
                    Float("activation_alpha", 0.2f)).Outputs("y"));
        }

        void Quantized()
        {
            OnnxFile Bytes(params int[] shape) => new OnnxFile(17).Input("x", ElementType.UInt8, shape).Number("xs", 0.03f).Byte("xz", 120)
                .Number("ys", 0.05f).Byte("yz", 118);
            cases.Add("QuantizeLinear", new OnnxFile(17).Input("x", ElementType.Float32, 4, 6).Number("s", 0.013f).SByte("z", -3)
                .Node("QuantizeLinear", "x s z", "q").Node("DequantizeLinear", "q s z", "y").Outputs("q y"));
            cases.Add("QuantizeLinear bytes", new OnnxFile(10).Input("x", ElementType.Float32, 4, 6).Number("s", 0.013f)
                .Node("QuantizeLinear", "x s", "q").Outputs("q"));
            cases.Add("QuantizeLinear per channel", new OnnxFile(13).Input("x", ElementType.Float32, 2, 3, 5)
                .Numbers("s", 0.1f, 0.02f, 0.7f)
                .Store("z", Tensor.Of(new byte[] { 1, 128, 254 }, 3))
                .Node("QuantizeLinear", "x s z", "q", Int("axis", -2)).Node("DequantizeLinear", "q s z", "y").Outputs("q y"));
            cases.Add("QuantizeLinear int16", new OnnxFile(21).Input("x", ElementType.Float32, 4, 6).Number("s", 0.0013f)
                .Node("QuantizeLinear", "x s", "q", Int("output_dtype", 5)).Node("DequantizeLinear", "q s", "y").Outputs("y"));
            cases.Add("QLinearConv", Bytes(2, 3, 8, 7).Levels("w", ElementType.Int8, 4, 3, 3, 3).Numbers("ws", 0.01f, 0.02f, 0.005f, 0.01f)
                .Store("wz", Tensor.Of(new sbyte[4], 4)).Store("b", Tensor.Of(new[] { 900, -1000, 3, 40 }, 4))
                .Node("QLinearConv", "x xs xz w ws wz ys yz b", "y", Ints("pads", 1, 0, 1, 2), Ints("strides", 2, 1)).Outputs("y"));
            cases.Add("QLinearMatMul", Bytes(4, 6).Levels("w", ElementType.UInt8, 6, 5).Number("ws", 0.01f).Byte("wz", 99)
                .Node("QLinearMatMul", "x xs xz w ws wz ys yz", "y").Outputs("y"));
            cases.Add("QGemm", Bytes(4, 6).Levels("w", ElementType.Int8, 5, 6).Number("ws", 0.01f).SByte("wz", 0)
                .Store("c", Tensor.Of(new[] { 900, -1000, 3, 40, 5 }, 5))
                .Node("com.microsoft::QGemm", "x xs xz w ws wz c ys yz", "y", Int("transB", 1)).Outputs("y"));
            cases.Add("QGemm to reals", Bytes(4, 6).Levels("w", ElementType.Int8, 6, 5).Number("ws", 0.01f).SByte("wz", 0)
                .Node("com.microsoft::QGemm", "x xs xz w ws wz", "y").Outputs("y"));
            cases.Add("QLinearAdd", Bytes(4, 6).Input("b", ElementType.UInt8, 1, 6).Number("bs", 0.02f).Byte("bz", 7)
                .Node("com.microsoft::QLinearAdd", "x xs xz b bs bz ys yz", "y").Outputs("y"));
            cases.Add("QLinearMul", Bytes(4, 6).Input("b", ElementType.UInt8, 4, 6).Number("bs", 0.02f).Byte("bz", 7)
                .Node("com.microsoft::QLinearMul", "x xs xz b bs bz ys yz", "y").Outputs("y"));
            cases.Add("QLinearSigmoid", Bytes(4, 6).Number("one", 1 / 256f).Byte("zero", 0)
                .Node("com.microsoft::QLinearSigmoid", "x xs xz one zero", "y").Outputs("y"));
            cases.Add("QLinearLeakyRelu", Bytes(4, 6)
                .Node("com.microsoft::QLinearLeakyRelu", "x xs xz ys yz", "y", Float("alpha", 0.3f)).Outputs("y"));
            cases.Add("QLinearSoftmax", Bytes(4, 6).Number("one", 1 / 256f).Byte("zero", 0)
                .Node("com.microsoft::QLinearSoftmax", "x xs xz one zero", "y", Int("axis", -1), Int("opset", 13)).Outputs("y"));
            cases.Add("QLinearGlobalAveragePool", Bytes(2, 3, 5, 4)
                .Node("com.microsoft::QLinearGlobalAveragePool", "x xs xz ys yz", "y", Int("channels_last", 0)).Outputs("y"));
            cases.Add("QLinearAveragePool", Bytes(2, 3, 6, 4)
                .Node("com.microsoft::QLinearAveragePool", "x xs xz ys yz", "y", Ints("kernel_shape", 3, 1), Ints("strides", 3, 1))
                .Outputs("y"));
            cases.Add("QLinearConcat", Bytes(4, 6).Input("b", ElementType.UInt8, 4, 2).Number("bs", 0.02f).Byte("bz", 7)
                .Node("com.microsoft::QLinearConcat", "ys yz x xs xz b bs bz", "y", Int("axis", 1)).Outputs("y"));
        }

        void Integers()
        {
            cases.Add("DynamicQuantizeLinear", new OnnxFile(17).Input("x", ElementType.Float32, 4, 6)
                .Node("DynamicQuantizeLinear", "x", "q s z").Outputs("q s z"));
            cases.Add("MatMulInteger", new OnnxFile(17).Input("x", ElementType.UInt8, 4, 6).Levels("w", ElementType.Int8, 6, 5)
                .Byte("xz", 100).Store("wz", Tensor.Of(new sbyte[] { 1, 0, -3, 4, 5 }, 5))
                .Node("MatMulInteger", "x w xz wz", "y").Outputs("y"));
            cases.Add("ConvInteger", new OnnxFile(17).Input("x", ElementType.UInt8, 2, 3, 8, 7).Levels("w", ElementType.UInt8, 4, 3, 3, 3)
                .Byte("xz", 100).Byte("wz", 99).Node("ConvInteger", "x w xz wz", "y", Ints("pads", 1, 1, 1, 1)).Outputs("y"));
            cases.Add("MatMulIntegerToFloat", new OnnxFile(17).Input("x", ElementType.UInt8, 4, 6).Levels("w", ElementType.Int8, 6, 5)
                .Number("xs", 0.02f).Number("ws", 0.03f).Byte("xz", 100).SByte("wz", 3).Weights("b", 5)
                .Node("com.microsoft::MatMulIntegerToFloat", "x w xs ws xz wz b", "y").Outputs("y"));
            cases.Add("DynamicQuantizeMatMul", new OnnxFile(17).Input("x", ElementType.Float32, 4, 6).Levels("w", ElementType.Int8, 6, 5)
                .Number("ws", 0.03f).SByte("wz", 0)
                .Node("com.microsoft::DynamicQuantizeMatMul", "x w ws wz", "y").Outputs("y"));
        }

        void Shapes()
        {
            cases.Add("Expand both ways", new OnnxFile(17).Input("x", ElementType.Float32, 3, 1, 5).Ints("to", 2, 1, 4, 1)
                .Node("Expand", "x to", "y").Outputs("y"));
            cases.Add("Sparse weights", WithSparseWeights());
            cases.Add("Columns of a table", new OnnxFile(12).Input("x", ElementType.Float32, 4, 6).Ints("places", 5, 0, 1)
                .Node("ai.onnx.ml::ArrayFeatureExtractor", "x places", "y").Outputs("y"));
        }

        void Inner()
        {
            OnnxFile Rounds(OnnxFile file, string op, string inputs, string outputs, AttributeProto body) =>
                file.Input("x", ElementType.Float32, 2, 4).Node(op, inputs, outputs, body).Outputs(outputs);

            cases.Add("Loop with lists", Rounds(new OnnxFile(17).Ints("n", 3).Store("go", Tensor.Of(new[] { true })), "Loop", "n go x",
                "last all",
                GraphOf("body", "i:int64 c:bool v:float32", "c2:bool w:float32 part:float32",
                    NodeOf("Identity", "c", "c2"), NodeOf("Tanh", "v", "t"), NodeOf("Add", "t x", "w"),
                    NodeOf("Cast", "i", "f", Int("to", 1)),
                    NodeOf("Mul", "w f", "part"))));
            cases.Add("Loop until", Rounds(new OnnxFile(17).Ints("three", 3).Store("go", Tensor.Of(new[] { true })), "Loop", "- go x", "y",
                GraphOf("body", "i:int64 c:bool v:float32", "c2:bool w:float32",
                    NodeOf("Less", "i three", "c2"), NodeOf("Add", "v x", "w"))));
            cases.Add("Loop without rounds", Rounds(new OnnxFile(17).Ints("n", 0).Store("go", Tensor.Of(new[] { true })), "Loop",
                "n go x", "y",
                GraphOf("body", "i:int64 c:bool v:float32", "c2:bool w:float32", NodeOf("Identity", "c", "c2"),
                    NodeOf("Add", "v x", "w"))));
            cases.Add("If in Loop", Rounds(new OnnxFile(17).Ints("n", 4).Ints("two", 2).Store("go", Tensor.Of(new[] { true })), "Loop",
                "n go x", "y",
                GraphOf("body", "i:int64 c:bool v:float32", "c2:bool w:float32", NodeOf("Identity", "c", "c2"),
                    NodeOf("Less", "i two", "early"),
                    NodeOf("If", "early", "w", GraphOf("then_branch", "", "a:float32", NodeOf("Sin", "v", "a")),
                        GraphOf("else_branch", "", "b:float32", NodeOf("Mul", "v x", "b"))))));
            cases.Add("Functions", WithFunctions());
        }

        static OnnxFile WithSparseWeights()
        {
            OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 4, 3).Node("MatMul", "x w", "y").Outputs("y");
            file.Model.Graph.SparseInitializer.Add(new SparseTensorProto
            {
                Values = OnnxElements.Write("w", Tensor.Of(new[] { 0.5f, -2 }, 2)),
                Indices = OnnxElements.Write("", Tensor.Vector(1, 4)),
                Dims = { 3, 2 },
            });
            return file;
        }

        static OnnxFile WithFunctions()
        {
            OnnxFile file = new OnnxFile(17).Input("x", ElementType.Float32, 2, 4).Node("own::Twice", "x", "y", Float("slope", 0.3f)).Node(
                "own::Twice", "y -", "z").Outputs("z");
            file.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
            FunctionProto leaky = Function("Leaky", "v", "r", "alpha", NodeOf("LeakyRelu", "v", "r", Refer("alpha", "alpha")));
            FunctionProto twice = Function("Twice", "v unused", "r", "", NodeOf("own::Leaky", "v", "a", Refer("alpha", "slope")),
                NodeOf("own::Leaky", "a", "b", Float("alpha", 2)), NodeOf("Add", "a b", "r"));
            twice.AttributeProto.Add(Float("slope", 0.5f));
            file.Model.Functions.Add([leaky, twice]);
            return file;
        }
    }

    /// <summary>A function of the domain <c>own</c>.</summary>
    internal static FunctionProto Function(string name, string inputs, string outputs, string attribute, params NodeProto[] nodes)
    {
        var function = new FunctionProto { Name = name, Domain = "own" };
        function.Input.AddRange(inputs.Split(' '));
        function.Output.AddRange(outputs.Split(' '));
        function.Node.AddRange(nodes);
        function.Attribute.AddRange(attribute.Length == 0 ? [] : [attribute]);
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        return function;
    }

    private static AttributeProto Refer(string name, string to) =>
        new() { Name = name, RefAttrName = to, Type = AttributeProto.Types.AttributeType.Float };

    private static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }
}
