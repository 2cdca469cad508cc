using Retrain.Photos;

namespace Retrain.Models;

/// <summary>One of the pictures that a model takes of each photo.</summary>
/// <param name="Input">Name of the graph's image input.</param>
/// <param name="Preprocessing">How a photo becomes it.</param>
public sealed record ModelView(string Input, Preprocessing Preprocessing)
{
    /// <summary>For people, as <c>--views</c> takes it: <c>centre224</c>.</summary>
    public string Name => PhotoView.NameOf(Preprocessing);
}
