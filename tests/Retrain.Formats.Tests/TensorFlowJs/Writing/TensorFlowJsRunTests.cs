using System.Diagnostics;
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
        "fake_quantize_channels", "one_hot", "one_hot_first",
    ];

    [Fact]
    public async Task Write_EachOperator_ComputesTheSameInTensorFlowJs()
    {
        string scripts = Path.Combine(SharedData.RepositoryRoot, "tests", "independent", "js");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(scripts, "node_modules", "@tensorflow")),
            "needs 'npm ci' in tests/independent/js, not done here");
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

        var start = new ProcessStartInfo("node", ["operators.mjs", folder.FullPath])
        {
            WorkingDirectory = scripts,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> reading = node.StandardError.ReadToEndAsync(stop);
        string output = await node.StandardOutput.ReadToEndAsync(stop);
        string errors = await reading;
        await node.WaitForExitAsync(stop);

        Assert.True(node.ExitCode == 0, output + errors);
        Assert.Contains($"{OperatorCases.All.Count - refused.Count} cases with cpu and wasm", output, StringComparison.Ordinal);
        Assert.Equal(Refused.Order(), refused.Order());
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
