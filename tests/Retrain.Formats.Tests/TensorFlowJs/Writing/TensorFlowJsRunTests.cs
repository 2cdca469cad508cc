using System.Text.Json;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlowJs.Writing;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Tests.TensorFlowJs.Writing;

/// <summary>What we write, computed by TensorFlow.js itself in node, with both backends that the ready page has.</summary>
public sealed class TensorFlowJsRunTests
{
    /// <summary>Operators that are refused, for the reasons in <see cref="TensorFlowJsOps"/>.</summary>
    private static readonly string[] Refused =
    [
        "space_to_depth", "binary_FloorDiv", "whole_division", "whole_floor_division", "fake_quantize", "fake_quantize_narrow",
        "fake_quantize_channels", "one_hot", "one_hot_first", "quantize", "quantize_channels", "quantize_levels",
    ];

    [Fact]
    public async Task Write_EachOperator_ComputesTheSameInTensorFlowJs()
    {
        IndependentScript.Require("@tensorflow");
        using var folder = new TemporaryFolder();
        var refused = new List<string>();
        foreach (OperatorCase @case in OperatorCases.All)
        {
            (Network network, Dictionary<string, Tensor> feeds) = TinyGraph.Build(@case);
            try
            {
                TensorFlowJsWriter.Write(network, folder[@case.Name], new TensorFlowJsWriterOptions());
            }
            catch (GraphException)
            {
                refused.Add(@case.Name);
                continue;
            }

            File.WriteAllText(folder[@case.Name, "case.json"], JsonSerializer.Serialize(new
            {
                inputs = feeds.ToDictionary(f => NodeNames.Valid(f.Key), f => Of(f.Value)),
                expected = ReferenceEvaluator.Run(network, feeds).ToDictionary(r => NodeNames.Valid(r.Key), r => Of(r.Value)),
            }));
        }

        string output = await IndependentScript.RunAsync("operators.mjs", folder.FullPath);

        Assert.Contains($"{OperatorCases.All.Count - refused.Count} cases with cpu and wasm", output, StringComparison.Ordinal);
        Assert.Equal(string.Join(' ', Refused.Order()), string.Join(' ', refused.Order()));
    }

    private static object Of(Tensor tensor) => new
    {
        dtype = tensor.Type switch
        {
            ElementType.Float32 => "float32",
            ElementType.Bool => "bool",
            _ => "int32",
        },
        shape = tensor.Shape,
        values = tensor.ToDoubles(),
    };
}
