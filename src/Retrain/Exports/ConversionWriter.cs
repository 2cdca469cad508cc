using Google.Protobuf;
using Retrain.Formats.Onnx;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Formats.TensorFlow.Writing;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>Writes a network in each format.</summary>
internal static class ConversionWriter
{
    /// <summary>The input in the signature of a SavedModel.</summary>
    internal const string SavedModelInput = "image";

    /// <summary>The output there.</summary>
    internal const string SavedModelOutput = "prediction";

    /// <summary>Writes a file or folder, with what belongs beside it.</summary>
    /// <param name="path">Nothing is there yet.</param>
    /// <param name="plan">What to write.</param>
    /// <exception cref="RetrainException">ONNX has no way to say something in it.</exception>
    /// <exception cref="GraphException">TensorFlow has none.</exception>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void Write(string path, ConversionPlan plan)
    {
        if (plan.Format == ModelFormat.Onnx)
        {
            byte[] onnx = Onnx(plan);
            AtomicFile.Write(path, stream => stream.Write(onnx));
            return;
        }

        GraphDef graph = GraphDefWriter.Write(plan.Image.Network, new GraphDefWriterOptions());
        bool isFolder = plan.Format == ModelFormat.SavedModel;
        if (isFolder)
        {
            Directory.CreateDirectory(path);
            SavedModelWriter.Write(
                path,
                graph,
                (SavedModelInput, plan.InputName, Lengths(plan.InputFact)),
                (SavedModelOutput, plan.OutputName, Lengths(plan.Image.Output.Value.Fact)));
        }
        else
        {
            AtomicFile.Write(path, graph.WriteTo);
        }

        if (plan.Metadata is { } metadata)
        {
            string sidecar = ModelSidecar.PathFor(path, isFolder);
            Directory.CreateDirectory(Path.GetDirectoryName(sidecar)!);
            AtomicFile.WriteText(sidecar, metadata.ToJson());
        }
    }

    private static byte[] Onnx(ConversionPlan plan)
    {
        Network network = plan.IsChannelsFirst ? Rewriter.Precede(plan.Image.Network, PhotosFirst) : plan.Image.Network;
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in plan.Source.Onnx?.Model.Proto.MetadataProps ?? [])
        {
            properties[property.Key] = property.Value;
        }

        properties.Remove(ModelMetadataJson.Key);
        if (plan.Metadata is { } metadata)
        {
            if (plan.KnowsPreprocessing)
            {
                properties[ModelMetadataJson.Key] = metadata.ToJson();
            }

            properties.TryAdd("labels", ModelMetadataJson.List(metadata.Labels));
            properties.TryAdd("license", metadata.Licence);
        }

        var options = new OnnxWriterOptions { ProducerVersion = ProgramInformation.Version, Metadata = properties };
        return NetworkCompiler.ToOnnx(network, plan.Source.Path, options);
    }

    /// <summary>Photos go in as [N, 3, H, W], as in the source; the transposition meets the layout pass's own, and both go.</summary>
    internal static Value PhotosFirst(NetworkBuilder builder, Value input)
    {
        Value planes = builder.Input(input.Name, input.Fact.Type, Permutation.ChannelsFirst.Apply(input.Fact.Shape).AsSpan());
        return builder.Add(input.Name + "/pixels", new Transpose(Permutation.ChannelsLast), planes);
    }

    private static int[] Lengths(Fact fact) => [.. fact.Shape.Select(d => d.Length ?? -1)];
}
