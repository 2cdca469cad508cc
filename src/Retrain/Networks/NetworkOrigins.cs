using Retrain.Formats.Keras;
using Retrain.Formats.Onnx;
using Retrain.Formats.TensorFlow;
using Retrain.Formats.TensorFlowJs;
using Retrain.Foundation;

namespace Retrain.Networks;

/// <summary>Opens model files of any kind.</summary>
internal static class NetworkOrigins
{
    /// <summary>First byte of an ONNX file as its writers make it: field 1, the IR version, a varint.</summary>
    private const byte OnnxFirstByte = 0x08;

    /// <summary>Whether a file is (or calls itself) an ONNX model.</summary>
    public static bool IsOnnx(string path)
    {
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!File.Exists(path) || path.EndsWith(".pb", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return file.ReadByte() == OnnxFirstByte && !LiteOrigin.IsLite(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{path}' cannot be read: {e.OneLine()}", e);
        }
    }

    /// <summary>Whether a file or folder holds a model of Keras or TensorFlow.js, as far as its beginning tells.</summary>
    /// <exception cref="RetrainException">It cannot be read.</exception>
    public static bool IsKerasOrTensorFlowJs(string path)
    {
        try
        {
            return TensorFlowJsModels.IsModel(path) || KerasModels.IsKeras(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{path}' cannot be read: {e.OneLine()}", e);
        }
    }

    /// <summary>Opens a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="tags">Which graph of a SavedModel; <see langword="null"/>: the usual one.</param>
    /// <exception cref="RetrainException">It is no model, or damaged.</exception>
    public static NetworkOrigin Open(string path, IReadOnlyCollection<string>? tags = null)
    {
        try
        {
            if (!IsOnnx(path))
            {
                return LiteOrigin.IsLite(path) ? LiteOrigin.Open(path)
                    : IsTensorFlow(path) ? TensorFlowOrigin.Open(path, tags)
                    : TensorFlowJsModels.IsModel(path) ? TensorFlowJsOrigin.Open(path)
                    : KerasModels.IsKeras(path) ? KerasOrigin.Open(path)
                    : TensorFlowOrigin.Open(path, tags);
            }

            byte[] bytes = File.ReadAllBytes(path);
            _ = OnnxModel.Read(bytes);
            return new OnnxOrigin(path, bytes, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{path}' cannot be read: {e.OneLine()}", e);
        }
        catch (OnnxFormatException e)
        {
            throw NetworkFaults.Of(path, e);
        }
    }

    /// <summary>A folder that TensorFlow wrote, whatever else may lie in it.</summary>
    private static bool IsTensorFlow(string path) =>
        SavedModelFolder.FileNames.Append(HubModule.MarkerName).Any(f => File.Exists(Path.Combine(path, f)));
}
