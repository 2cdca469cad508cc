namespace Retrain.Graph;

/// <summary>Runs a network with the scalar reference kernels: slow, and the definition of what it computes.</summary>
internal static class ReferenceEvaluator
{
    /// <summary>Runs it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">A tensor for each input by name.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="GraphException">An input is missing or does not fit, or a kernel refuses; the node is named.</exception>
    public static Dictionary<string, Tensor> Run(Network network, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new Dictionary<Value, Tensor>();
        foreach (Value input in network.Inputs)
        {
            values[input] = inputs.TryGetValue(input.Name, out Tensor? given)
                ? given
                : throw new GraphException($"no value is given for the input '{input.Name}'");
        }

        foreach (Node node in network.Nodes)
        {
            Tensor[] outputs;
            try
            {
                outputs = node.Operator.Evaluate([.. node.Inputs.Select(Read)]);
            }
            catch (GraphException e)
            {
                throw new GraphException($"node '{node.Name}' ({node.Operator.Name}): {e.Message}", e);
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                values[node.Outputs[i]] = outputs[i];
            }
        }

        return network.Outputs.ToDictionary(o => o.Name, o => Read(o.Value));

        Tensor Read(Value value) => value.Constant ?? values[value];
    }
}
