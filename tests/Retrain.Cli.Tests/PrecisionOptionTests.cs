using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.Output;
using Retrain.Cli.Tests.Output;
using Retrain.Foundation;
using Retrain.Samples;
using Retrain.Training;

namespace Retrain.Cli.Tests;

/// <summary>What <c>--precision</c> takes, refuses, and says.</summary>
public sealed class PrecisionOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Theory]
    [InlineData("", NetworkPrecision.Float32)]
    [InlineData("--precision float32 --output_graph g.pb", NetworkPrecision.Float32)]
    [InlineData("--precision int8 --output_graph g.onnx --float_model_dir f", NetworkPrecision.Int8)]
    [InlineData("--precision int8 --compat", NetworkPrecision.Int8)]
    public void From_Precision_ReachesTheRequest(string arguments, NetworkPrecision precision) =>
        Assert.Equal(precision, Request(arguments).Options.Precision);

    [Theory]
    [InlineData("--precision int4", "int4")]
    [InlineData("--precision int8 --output_graph g.pb", "TensorFlow's graphs, which have no whole numbers")]
    [InlineData("--precision int8 --saved_model_dir s", "TensorFlow's graphs, which have no whole numbers")]
    [InlineData("--precision int8 --checkpoint_path c", "hold no whole numbers")]
    [InlineData("--float_model_dir f", "--float_model_dir goes with --precision int8")]
    public void From_WhatDoesNotGo_CostsOneLine(string arguments, string message)
    {
        string fault = Assert.Throws<UsageException>(() => Request(arguments)).Message;
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public async Task RunAsync_Int8_SaysBothAccuraciesBeforeItWrites()
    {
        DrawnFlowers.Write(folder["flowers"], new DrawnFlowersOptions { PhotosPerClass = 8 }, TestContext.Current.CancellationToken);
        var request = new RetrainRequest
        {
            ImageDir = folder["flowers"],
            ModelDir = folder["model"],
            FloatModelDir = folder["float"],
            OutputGraph = folder["graph.onnx"],
            NetworkOptions = new BackboneLoadOptions { ImageSize = 32 },
            Options = new RetrainOptions
            {
                Precision = NetworkPrecision.Int8,
                Optimizer = Optimizer.Lbfgs,
                Bottlenecks = new BottleneckOptions { CacheFolder = folder["cache"] },
            },
        };
        var console = new ProgramConsole(output, error, TextReader.Null, false);
        await new RetrainJob(console, RunLog.For(console, "INFO", TimeProvider.System))
            .RunAsync(request, TestContext.Current.CancellationToken);

        string[] lines = error.ToString().Split('\n');
        int compared = Array.FindIndex(lines, l => l.StartsWith("Precision: float ", StringComparison.Ordinal));
        int written = Array.FindIndex(lines, l => l.StartsWith("Save final result to", StringComparison.Ordinal));
        Assert.InRange(compared, 0, written - 1);
        Assert.Matches(@"^Precision: float \d+\.\d %, int8 \d+\.\d % \(N = \d+\); ranges by .+ of \d+ training photos$", lines[compared]);
        Assert.Contains("\nPrecision: float ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Float model written to {folder["float"]}", output.ToString(), StringComparison.Ordinal);
        long whole = new FileInfo(folder["model", "model.onnx"]).Length;
        Assert.InRange(whole, 1, new FileInfo(folder["float", "model.onnx"]).Length * 6 / 10);
        Assert.Equal(whole, new FileInfo(folder["graph.onnx"]).Length);
    }

    [Fact]
    public void Alarm_Terminal_IsRed()
    {
        var look = new TerminalLook(() => 80, HasColours: true, HasBlocks: false);
        RunLog.For(new ProgramConsole(output, error, TextReader.Null, true) { Look = look }, "WARN").Alarm("it costs");
        RunLog.For(new ProgramConsole(output, error, TextReader.Null, false), "WARN").Alarm("it costs");
        Assert.Equal("\u001b[31mWarning: it costs\u001b[0m\nWarning: it costs\n", error.ToString());
    }

    private static RetrainRequest Request(string arguments)
    {
        var table = new RetrainOptionTable();
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return RetrainRequest.From(table, table.Parse(["--image_dir", "photos", .. words]), TimeProvider.System);
    }
}
