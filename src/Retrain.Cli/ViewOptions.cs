using System.Globalization;
using Retrain.Backbones;
using Retrain.Cli.CommandLine;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Cli;

/// <summary>What <c>--views</c> and <c>--combine_views</c> ask for.</summary>
/// <param name="Views">The views; empty: the network's own.</param>
/// <param name="Combination">How their features become one row.</param>
internal sealed record ViewOptions(IReadOnlyList<PhotoView> Views, ViewCombination Combination)
{
    /// <summary>The network's own view.</summary>
    public static ViewOptions None { get; } = new([], ViewCombination.Join);

    /// <summary>Input size that the network is loaded at; 0: its own.</summary>
    public int FirstSize => Views.Count > 0 ? Views[0].Size : 0;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">No view, or options that do not go together with several.</exception>
    public static ViewOptions From(RetrainOptionTable table, ParsedOptions parsed)
    {
        if (!parsed.Has(table.Views))
        {
            return parsed.IsGiven(table.CombineViews)
                ? throw new UsageException("--combine_views says how several views are combined: name them with --views")
                : None;
        }

        IReadOnlyList<PhotoView> views;
        try
        {
            views = PhotoView.ParseList(parsed.Value(table.Views));
        }
        catch (UsageException e)
        {
            throw new UsageException("--views: " + e.Message);
        }

        if (parsed.Value(table.ImageSize) != 0)
        {
            throw new UsageException("--views and --image_size exclude each other: each view names its size");
        }

        if (views.Count > 1)
        {
            RefuseGraphs(table, parsed);
        }

        return new ViewOptions(views, parsed.Value(table.CombineViews) == "mean" ? ViewCombination.Mean : ViewCombination.Join);
    }

    /// <summary>The network that looks at photos so.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public Backbone Of(Backbone network) => Views.Count == 0 ? network : network.WithViews(Views, Combination);

    /// <summary>What several views mean for the run, a line; empty for one view.</summary>
    public string Describe(Backbone backbone) => Views.Count < 2 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"Each photo is looked at in {Views.Count} views ({string.Join(", ", Views)}), whose features are ")
        + (Combination == ViewCombination.Join ? "joined" : "averaged")
        + string.Create(CultureInfo.InvariantCulture, $" ({backbone.Features:N0} in all); bottlenecks count once a view");

    private static void RefuseGraphs(RetrainOptionTable table, ParsedOptions parsed)
    {
        string graph = parsed.Value(table.OutputGraph);
        bool writesGraph = graph.Length > 0 ? !graph.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            : parsed.Value(table.Compat) && !parsed.Has(table.OutputGraph);
        string asked = string.Join(", ", new[]
        {
            writesGraph && graph.Length > 0 ? "--output_graph" : "",
            writesGraph && graph.Length == 0 ? "--compat (which writes a frozen graph; --output_graph FILE.onnx would not)" : "",
            parsed.Value(table.SavedModelDir).Length > 0 ? "--saved_model_dir" : "",
            parsed.Has(table.ExportTo) ? "--export_to" : "",
            parsed.Has(table.CheckpointPath) ? "--checkpoint_path" : "",
            parsed.Value(table.IntermediateStoreFrequency) > 0 ? "--intermediate_store_frequency" : "",
        }.Where(a => a.Length > 0));
        if (asked.Length > 0)
        {
            throw new UsageException($"--views with several views does not go together with {asked}: TensorFlow's users feed a graph one "
                + "picture a photo; leave that out (the model folder's model.onnx takes all views) or name one view");
        }
    }
}
