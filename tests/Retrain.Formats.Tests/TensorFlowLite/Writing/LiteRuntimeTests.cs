using Retrain.Formats.Onnx;
using Retrain.Formats.Tests.Onnx;
using Retrain.Formats.Tests.TensorFlow.Ops;
using Retrain.Formats.TensorFlowLite;
using Retrain.Formats.TensorFlowLite.Writing;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.TensorFlowLite.Writing;

/// <summary>What we write, computed by LiteRT.js in Chromium: the operators one by one, and recorded networks.</summary>
public sealed class LiteRuntimeTests
{
    /// <summary>LiteRT.js has room for outputs of the size that the file names only; here it depends on what is fed.</summary>
    private static readonly string[] SizeFed = ["bilinear_corners", "reshape_fed", "sequence", "shape", "shape_64"];

    private static readonly string[] Browsers = [.. new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    }.Where(File.Exists)];

    [Fact]
    public Task Write_EachOperator_ComputesTheSameInLiteRt() => Run(folder =>
    {
        foreach (OperatorCase @case in OperatorCases.All.Where(c => c.Name != "unary_Erf" && !SizeFed.Contains(c.Name)))
        {
            (Network network, Dictionary<string, Tensor> feeds) = TinyGraph.Build(@case);
            Keep(folder[@case.Name], network, feeds, network.Nodes is [{ Operator: Quantize }] ? 1 : RuntimeCases.Near);
        }
    });

    [Fact]
    public Task Write_EachOperatorOnWholeNumbers_ComputesTheSameInLiteRt() => Run(folder =>
    {
        foreach (string name in LiteWholeNumberTests.Names.Select(n => n.Data))
        {
            (Network network, Tensor x, float scale) = LiteWholeNumberTests.BetweenReals(name);
            Keep(folder[name], network, new() { ["x"] = x }, scale * 1.01);
        }
    });

    [Fact]
    public Task Write_RecordedNetworks_ComputeTheSameInLiteRt() => Run(folder =>
    {
        foreach (string name in LiteWriterFixtureTests.Floats.Select(n => n.Data))
        {
            var recorded = new LiteCase(name);
            Network network = Simplification.Run(LiteNetworkReader.Read(recorded.Model));
            Keep(folder[name], network, new()
            {
                [network.Inputs[0].Name] = LiteCase.Row(recorded.Array("input.npy"), 0, ElementType.Float32),
            }, RuntimeCases.Near);
        }

        // Networks on whole numbers differ by levels.
        IEnumerable<string> floats = LiteWriterFixtureTests.OnnxNetworks.Select(n => n.Data);
        foreach (string name in floats.Where(n => !n.Contains("_q", StringComparison.Ordinal)))
        {
            OnnxFixture fixture = OnnxFixture.Open(name);
            Network network = OnnxNetworkReader.Read(fixture.Model, fixture.Folder);
            network = Simplification.Run(LayoutPass.Run(network with { Outputs = [.. network.Outputs.Take(1)] }, DataLayout.ChannelsLast));
            Tensor photo = new Slice([0], [0], [1], [1]).Evaluate([fixture.Runs[0].Input])[0];
            Keep(folder[name], network, new() { [network.Inputs[0].Name] = photo }, 1e-5);
        }
    });

    /// <summary>Writes a case with inputs and outputs of the types that the runtime takes.</summary>
    private static void Keep(string folder, Network network, Dictionary<string, Tensor> feeds, double tolerance)
    {
        Network common = Rewriter.Precede(network, (builder, input) =>
        {
            ElementType type = Common(input.Fact.Type);
            Value fed = builder.Input(input.Name, type, input.Fact.Shape.AsSpan());
            return type == input.Fact.Type ? fed : builder.Add($"{input.Name}_cast", new Cast(input.Fact.Type), fed);
        });
        if (common.Outputs is [{ Value: { Constant: null, Fact.Type: var made } }] && Common(made) != made)
        {
            common = Rewriter.Extend(common, (builder, output) => builder.Add("common", new Cast(Common(made)), output));
        }

        var given = feeds.ToDictionary(f => f.Key, f => f.Value.Cast(Common(f.Value.Type)));
        RuntimeCases.Write(folder, LiteWriter.Write(common, new LiteWriterOptions()), common.Inputs.Select(i => given[i.Name]),
            ReferenceEvaluator.Run(common, given).Values, tolerance);
    }

    private static ElementType Common(ElementType type) => type switch
    {
        ElementType.Bool => ElementType.Float32,
        ElementType.Int64 or ElementType.Int8 => ElementType.Int32,
        _ => type,
    };

    private static async Task Run(Action<TemporaryFolder> keep)
    {
        IndependentScript.Require("@litertjs");
        Assert.SkipUnless(Browsers.Length > 0, "needs Chromium, absent here");
        using var folder = new TemporaryFolder();
        keep(folder);
        TestContext.Current.TestOutputHelper?.WriteLine(await IndependentScript.RunAsync("tflite-operators.mjs", folder.FullPath));
    }
}
