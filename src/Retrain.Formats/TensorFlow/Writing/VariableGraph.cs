using Google.Protobuf;
using Retrain.Formats.TensorFlow.Ops;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;

namespace Retrain.Formats.TensorFlow.Writing;

/// <summary>
/// A frozen graph with its weights as variables again, and the nodes that load and save them, as TensorFlow 1's Saver adds.
/// </summary>
/// <param name="Meta">Graph, saver and collections of variables.</param>
/// <param name="Variables">Name and value of each variable.</param>
internal sealed record VariableGraph(MetaGraphDef Meta, IReadOnlyList<(string Name, Tensor Value)> Variables)
{
    private const string Prefix = "save/";

    /// <summary>Constants with fewer elements (axes, shapes, limits of a clip) stay in the graph.</summary>
    private const int LeastVariableElements = 2;

    /// <summary>Makes one.</summary>
    /// <param name="graph">A frozen graph; it is not changed.</param>
    /// <param name="trainable">Names of the constants that training has changed, which go into the collection of those.</param>
    public static VariableGraph Of(GraphDef graph, IReadOnlyCollection<string> trainable)
    {
        GraphDef written = graph.Clone();
        List<(string Name, Tensor Value)> variables = TurnIntoVariables(written);
        AddSaver(written, variables);
        var meta = new MetaGraphDef
        {
            MetaInfoDef = new MetaGraphDef.Types.MetaInfoDef { TensorflowVersion = "1.15.5" },
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
        return new VariableGraph(meta, variables);
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
}
