using Retrain.Training;

namespace Retrain.Models;

/// <summary>
/// Names of the head's tensors in written models: those of the original's graph (REFERENCE 5.1, 5.3). It has no hidden layer; ours is named
/// like a layer of the time's libraries.
/// </summary>
internal static class HeadNames
{
    /// <summary>Weights, float32 [F, C], with a hidden layer [H, C]; in full precision.</summary>
    public const string Weights = "final_retrain_ops/weights/final_weights";

    /// <summary>Biases, float32 [C].</summary>
    public const string Biases = "final_retrain_ops/biases/final_biases";

    /// <summary>What goes into the last layer times weights, float32 [N, C].</summary>
    public const string Product = "final_retrain_ops/Wx_plus_b/MatMul";

    /// <summary>Logits, float32 [N, C]; before their quantiser, where there is one.</summary>
    public const string Logits = "final_retrain_ops/Wx_plus_b/add";

    /// <summary>The quantised weights; below it stand the ends of its range.</summary>
    public const string WeightQuantizer = "final_retrain_ops/Wx_plus_b/weights_quant";

    /// <summary>The quantised logits; below it stand the ends of its range.</summary>
    public const string LogitQuantizer = "final_retrain_ops/Wx_plus_b/act_quant";

    /// <summary>What follows the name of a quantiser in that of its result.</summary>
    public const string Quantized = "/FakeQuantWithMinMaxVars";

    /// <summary>Weights of the hidden layer, float32 [F, H].</summary>
    public const string HiddenWeights = "final_retrain_ops/hidden/weights";

    /// <summary>Biases of the hidden layer, float32 [H].</summary>
    public const string HiddenBiases = "final_retrain_ops/hidden/biases";

    /// <summary>Features times weights of the hidden layer, float32 [N, H].</summary>
    public const string HiddenProduct = "final_retrain_ops/hidden/MatMul";

    /// <summary>That and the biases, float32 [N, H].</summary>
    public const string HiddenSum = "final_retrain_ops/hidden/add";

    /// <summary>Output of the hidden layer, float32 [N, H].</summary>
    public const string Hidden = "final_retrain_ops/hidden/Relu";

    /// <summary>The tensors that training changes by gradients.</summary>
    public static string[] TrainedTensors(Head head) =>
        head.Hidden is null ? [Weights, Biases] : [HiddenWeights, HiddenBiases, Weights, Biases];
}
