using System.Text;
using System.Text.Json;
using Retrain.Formats.Keras;
using Retrain.Graph;

namespace Retrain.Formats.Tests.Keras;

/// <summary>Models of a few layers, written down in a test.</summary>
internal static class TinyModel
{
    /// <summary>A model from JSON with quotes as apostrophes.</summary>
    public static KerasModel Of(
        string json, KerasDialect dialect = KerasDialect.Keras2, params (string Name, Tensor Value)[] weights) => new()
    {
        Kind = "test",
        Dialect = dialect,
        Graph = KerasTopology.Read(Json(json)),
        OpenWeights = () => new Weights(weights.ToDictionary(w => w.Name, w => w.Value)),
        Files = [],
    };

    /// <summary>One layer behind an input.</summary>
    public static KerasModel OneLayer(
        string shape, string layer, KerasDialect dialect = KerasDialect.Keras2, params (string Name, Tensor Value)[] weights) =>
        Of($"{{'class_name':'Sequential','config':{{'name':'m','layers':[{{'class_name':'InputLayer','config':"
            + $"{{'batch_input_shape':{shape},'name':'x'}}}},{layer}]}}}}", dialect, weights);

    /// <summary>Runs a model on one photo.</summary>
    public static Tensor Run(KerasModel model, Tensor input)
    {
        KerasNetwork network = KerasNetworkReader.Read(model);
        Network built = network.Build(network.Outputs[0]);
        return ReferenceEvaluator.Run(built, new Dictionary<string, Tensor> { [built.Inputs[0].Name] = input })[network.Outputs[0]];
    }

    /// <summary>JSON with quotes as apostrophes.</summary>
    public static JsonElement Json(string text) => KerasTopology.ParseJson(Encoding.UTF8.GetBytes(text.Replace('\'', '"')));

    private sealed class Weights(Dictionary<string, Tensor> all) : IKerasWeights
    {
        public Tensor? Find(KerasPlace place, int index, IReadOnlyList<string> names) =>
            names.Select(n => all.GetValueOrDefault($"{place.Layer.Name}/{n}")).FirstOrDefault(t => t is not null);

        public void Dispose()
        {
        }
    }
}
