using Google.Protobuf;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Writing;

/// <summary>
/// A SavedModel as TensorFlow 1's builder writes one (REFERENCE 7.3): one graph, tag <c>serve</c>, its weights as variables in a
/// checkpoint, with the nodes that load and save them.
/// </summary>
internal static class SavedModelWriter
{
    /// <summary>Name of the signature that servers look for.</summary>
    public const string SignatureName = "serving_default";

    private const string PredictMethod = "tensorflow/serving/predict";
    private const string InitOperation = "legacy_init_op";
    private const string Prefix = "save/";

    /// <summary>Constants with fewer elements (axes, shapes, limits of a clip) stay in the graph.</summary>
    private const int LeastVariableElements = 2;

    /// <summary>Writes <c>saved_model.pb</c> and <c>variables/</c>.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="graph">A frozen graph; it is not changed.</param>
    /// <param name="input">Key, node and shape (-1: open) of the float input.</param>
    /// <param name="output">The same of the float output.</param>
    /// <param name="trainable">Names of the constants that training has changed, which go into the collection of those.</param>
    public static void Write(
        string folder,
        GraphDef graph,
        (string Key, string Node, int[] Shape) input,
        (string Key, string Node, int[] Shape) output,
        params IReadOnlyCollection<string> trainable)
    {
        GraphDef written = graph.Clone();
        List<(string Name, Tensor Value)> variables = TurnIntoVariables(written);
        AddSaver(written, variables);
        var meta = new MetaGraphDef
        {
            MetaInfoDef = new MetaGraphDef.Types.MetaInfoDef { Tags = { "serve" }, TensorflowVersion = "1.15.5" },
            GraphDef = written,
            SaverDef = new SaverDef
            {
                FilenameTensorName = Prefix + "Const:0",
                SaveTensorName = Prefix + "control_dependency:0",
                RestoreOpName = Prefix + "restore_all",
                MaxToKeep = 5,
                KeepCheckpointEveryNHours = 10000,
                Version = SaverDef.Types.CheckpointFormatVersion.V2,
            },
        };
        VariableDef[] listed = [.. variables.Select(v => new VariableDef
        {
            VariableName = v.Name + ":0",
            InitializerName = v.Name + "/Assign",
            SnapshotName = v.Name + "/read:0",
            InitialValueName = v.Name + "/Initializer/zeros:0",
            Trainable = trainable.Contains(v.Name),
        })];
        meta.CollectionDef["variables"] = Collection(listed);
        meta.CollectionDef["trainable_variables"] = Collection(listed.Where(v => v.Trainable));
        meta.CollectionDef["saved_model_main_op"] =
            new CollectionDef { NodeList = new CollectionDef.Types.NodeList { Value = { InitOperation } } };
        var signature = new SignatureDef { MethodName = PredictMethod };
        signature.Inputs[input.Key] = Info(input.Node, input.Shape);
        signature.Outputs[output.Key] = Info(output.Node, output.Shape);
        meta.SignatureDef[SignatureName] = signature;

        string variablesFolder = Path.Combine(folder, "variables");
        Directory.CreateDirectory(variablesFolder);
        TensorBundleWriter.Write(Path.Combine(variablesFolder, "variables"), variables);
        using FileStream file = File.Create(Path.Combine(folder, "saved_model.pb"));
        new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { meta } }.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Weights become variables of the same name; whoever read the constant reads <c>NAME/read</c>, as in TensorFlow's own graphs.
    /// </summary>
    private static List<(string Name, Tensor Value)> TurnIntoVariables(GraphDef graph)
    {
        var variables = new List<(string Name, Tensor Value)>();
        HashSet<string> names = [.. graph.Node.Select(n => n.Name)];
        NodeDef[] weights = [.. graph.Node.Where(
            n => n.Op == "Const" && n.Attr["dtype"].Type == DataType.DtFloat && !names.Contains(n.Name + "/Assign"))];
        var added = new List<NodeDef>();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (NodeDef node in weights)
        {
            Tensor value = TensorProtos.Read(node.Attr["value"].Tensor);
            if (value.Length < LeastVariableElements)
            {
                continue;
            }

            variables.Add((node.Name, value));
            var shape = new AttrValue { Shape = TensorShapes.From(value.Shape.AsSpan()) };
            AttrValue type = Attr.Of(ElementType.Float32);
            added.Add(NodeDefs.Make(
                node.Name, "VariableV2", [], ("dtype", type), ("shape", shape), ("container", Attr.Of("")), ("shared_name", Attr.Of(""))));
            added.Add(NodeDefs.Make(node.Name + "/Initializer/zeros", "Const", [], ("dtype", type), ("value", new AttrValue
            {
                Tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = shape.Shape.Clone(), FloatVal = { 0f } },
            })));
            added.Add(Assign(node.Name, node.Name + "/Assign", node.Name + "/Initializer/zeros"));
            if (!names.Contains(node.Name + "/read"))
            {
                added.Add(NodeDefs.Make(node.Name + "/read", "Identity", [node.Name], ("T", type)));
                renamed[node.Name] = node.Name + "/read";
            }
        }

        foreach (NodeDef node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = renamed.GetValueOrDefault(node.Input[i], node.Input[i]);
            }
        }

        HashSet<string> replaced = [.. variables.Select(v => v.Name)];
        NodeDef[] rest = [.. graph.Node.Where(n => !replaced.Contains(n.Name))];
        graph.Node.Clear();
        graph.Node.AddRange(added);
        graph.Node.AddRange(rest);
        return variables;
    }

    private static void AddSaver(GraphDef graph, List<(string Name, Tensor Value)> variables)
    {
        string[] names = [.. variables.Select(v => v.Name)];
        string[] whole = [.. names.Select(_ => "")];
        var types = new AttrValue { List = new AttrValue.Types.ListValue() };
        types.List.Type.AddRange(names.Select(_ => DataType.DtFloat));
        graph.Node.Add(Strings(Prefix + "Const", "model", isScalar: true));
        graph.Node.Add(Strings(Prefix + "SaveV2/tensor_names", names));
        graph.Node.Add(Strings(Prefix + "SaveV2/shape_and_slices", whole));
        graph.Node.Add(NodeDefs.Make(Prefix + "SaveV2", "SaveV2",
            [Prefix + "Const", Prefix + "SaveV2/tensor_names", Prefix + "SaveV2/shape_and_slices", .. names], ("dtypes", types)));
        graph.Node.Add(NodeDefs.Make(
            Prefix + "control_dependency", "Identity", [Prefix + "Const", "^" + Prefix + "SaveV2"], ("T", Attr.Of(ElementType.String))));
        graph.Node.Add(Strings(Prefix + "RestoreV2/tensor_names", names));
        graph.Node.Add(Strings(Prefix + "RestoreV2/shape_and_slices", whole));
        graph.Node.Add(NodeDefs.Make(Prefix + "RestoreV2", "RestoreV2",
            [Prefix + "Const", Prefix + "RestoreV2/tensor_names", Prefix + "RestoreV2/shape_and_slices"], ("dtypes", types.Clone())));
        for (int i = 0; i < names.Length; i++)
        {
            graph.Node.Add(Assign(names[i], $"{Prefix}Assign_{i}", i == 0 ? Prefix + "RestoreV2" : $"{Prefix}RestoreV2:{i}"));
        }

        graph.Node.Add(NodeDefs.Make(Prefix + "restore_all", "NoOp", [.. names.Select((_, i) => $"^{Prefix}Assign_{i}")]));
        graph.Node.Add(NodeDefs.Make(InitOperation, "NoOp", []));
    }

    private static NodeDef Assign(string variable, string name, string value) => NodeDefs.Make(
        name, "Assign", [variable, value], ("T", Attr.Of(ElementType.Float32)), ("validate_shape", Attr.Of(true)),
        ("use_locking", Attr.Of(true)));

    private static NodeDef Strings(string name, params string[] texts) => Strings(name, texts, isScalar: false);

    private static NodeDef Strings(string name, string text, bool isScalar) => Strings(name, [text], isScalar);

    private static NodeDef Strings(string name, string[] texts, bool isScalar)
    {
        var tensor = Tensor.Of(Array.ConvertAll(texts, System.Text.Encoding.UTF8.GetBytes), isScalar ? [] : [texts.Length]);
        return NodeDefs.Make(name, "Const", [], ("dtype", Attr.Of(ElementType.String)),
            ("value", Attr.Of(tensor)));
    }

    private static CollectionDef Collection(IEnumerable<VariableDef> variables)
    {
        var bytes = new CollectionDef.Types.BytesList();
        bytes.Value.AddRange(variables.Select(v => v.ToByteString()));
        return new CollectionDef { BytesList = bytes };
    }

    private static TensorInfo Info(string node, int[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(l => new TensorShapeProto.Types.Dim { Size = l }));
        return new TensorInfo { Name = node + ":0", Dtype = DataType.DtFloat, TensorShape = dimensions };
    }
}
