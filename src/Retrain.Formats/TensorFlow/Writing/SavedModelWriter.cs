using Google.Protobuf;
using Retrain.Formats.TensorFlow.Schema;

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
        VariableGraph model = VariableGraph.Of(graph, trainable);
        MetaGraphDef meta = model.Meta;
        meta.MetaInfoDef.Tags.Add("serve");
        meta.GraphDef.Node.Add(NodeDefs.Make(InitOperation, "NoOp", []));
        meta.CollectionDef["saved_model_main_op"] =
            new CollectionDef { NodeList = new CollectionDef.Types.NodeList { Value = { InitOperation } } };
        var signature = new SignatureDef { MethodName = PredictMethod };
        signature.Inputs[input.Key] = Info(input.Node, input.Shape);
        signature.Outputs[output.Key] = Info(output.Node, output.Shape);
        meta.SignatureDef[SignatureName] = signature;

        string variablesFolder = Path.Combine(folder, "variables");
        Directory.CreateDirectory(variablesFolder);
        TensorBundleWriter.Write(Path.Combine(variablesFolder, "variables"), model.Variables);
        using FileStream file = File.Create(Path.Combine(folder, "saved_model.pb"));
        new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { meta } }.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    private static TensorInfo Info(string node, int[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(l => new TensorShapeProto.Types.Dim { Size = l }));
        return new TensorInfo { Name = node + ":0", Dtype = DataType.DtFloat, TensorShape = dimensions };
    }
}
