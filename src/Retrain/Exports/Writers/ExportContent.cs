using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports.Writers;

/// <summary>A trained model as all formats are written from it.</summary>
internal sealed record ExportContent
{
    /// <summary>The model's path, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The network: one picture input [N, H, W, 3] with the range of the metadata, one output with the scores.</summary>
    public required ImageNetwork Image { get; init; }

    /// <summary>What the trained model says about itself.</summary>
    public required ModelMetadata Metadata { get; init; }

    /// <summary>Further properties of the trained model's file by name.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the trained model takes [N, 3, H, W].</summary>
    public bool IsChannelsFirst { get; init; }

    /// <summary>The network on whole numbers, made at the first use; fails where there is nothing to calibrate with.</summary>
    public Lazy<Network> WholeNumbers { get; init; } = new(() => throw new InvalidOperationException("nobody calibrated"));

    /// <summary>The plain, simplified network.</summary>
    public Network Network => Image.Network;

    /// <summary>The same for formats that know SAME and VALID padding only.</summary>
    public Network WithNamedPadding() => Rewriter.Run(Network, NameSamePadding.Rule);
}
