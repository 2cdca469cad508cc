using Retrain.Foundation;
using Retrain.Networks;

namespace Retrain.Models;

/// <summary>
/// What a TensorFlow file cannot say about itself (labels, preprocessing), in a JSON file beside it: <c>graph.pb.json</c>, or
/// <c>assets.extra/retrain.json</c> in a SavedModel, the place that TensorFlow leaves to others.
/// </summary>
internal static class ModelSidecar
{
    private const string InSavedModel = "assets.extra/retrain.json";

    /// <summary>Path of the JSON file for a model file, or for a folder of a SavedModel.</summary>
    public static string PathFor(string model, bool isFolder) => isFolder ? Path.Combine(model, InSavedModel) : model + ".json";

    /// <summary>What this program wrote about a model: in it where its format has room for that, else beside it.</summary>
    /// <exception cref="RetrainException">It is damaged.</exception>
    public static ModelMetadata? Of(NetworkOrigin origin, string model) =>
        origin.Record is { } json ? ModelMetadata.Parse(json, model) : Find(model);

    /// <summary>Reads it; <see langword="null"/>: there is none.</summary>
    /// <exception cref="RetrainException">It is damaged.</exception>
    public static ModelMetadata? Find(string model)
    {
        string path = PathFor(model, Directory.Exists(model));
        try
        {
            return File.Exists(path) ? ModelMetadata.Parse(File.ReadAllText(path), path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{path}', which says how '{model}' is to be fed, cannot be read: {e.OneLine()}", e);
        }
    }
}
