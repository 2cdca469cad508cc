using Retrain.Graph;

namespace Retrain.Tests.Networks;

/// <summary>A recorded call of a model: what TensorFlow was fed and what it answered.</summary>
/// <param name="Name">Folder of the fixture, and the call.</param>
/// <param name="Model">Path of the model.</param>
/// <param name="Tags">Which graph of a SavedModel; <see langword="null"/>: the reader's choice.</param>
/// <param name="Feeds">Value of each fed tensor (<c>node:0</c>).</param>
/// <param name="Fixed">Flags and the like that have one value.</param>
/// <param name="Answers">The recorded outputs.</param>
/// <param name="OneByOne">Whether rows go in one at a time.</param>
public sealed record NetworkCase(
    string Name, string Model, string[]? Tags, IReadOnlyDictionary<string, object> Feeds, IReadOnlyDictionary<string, bool> Fixed,
    IReadOnlyList<NetworkAnswer> Answers, bool OneByOne)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
