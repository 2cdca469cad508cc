using Retrain.Graph;

namespace Retrain.Formats.TensorFlow;

/// <summary>Values of a graph's variables, read when they are asked for.</summary>
internal interface ITensorFlowVariables
{
    /// <summary>The value of the variable that a node of the main graph stands for (ops VariableV2, Variable, VarHandleOp).</summary>
    /// <param name="node">The node's name.</param>
    /// <returns><see langword="null"/>: there is no value for it (a graph that was never frozen, a variable that was not saved).</returns>
    /// <exception cref="TensorFlowFormatException">There should be one but it is damaged; the message names the variable.</exception>
    Tensor? Find(string node);
}
