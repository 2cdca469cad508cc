using System.Collections.Immutable;
using Retrain.Graph.Ops;

namespace Retrain.Graph.Passes;

/// <summary>
/// Recognises a function of each element by what it computes: every framework spells hard-swish and GELU in its own way, with the factors
/// in other places. What lies between a value and a product is tried on numbers.
/// </summary>
internal static class ElementFunctions
{
    private const int MostSteps = 12;
    private const double Tolerance = 2e-6;
    private const int Samples = 241;
    private const float Distance = 0.05f;

    /// <summary>What a product is a function of; <see langword="null"/>: it is not that function of anything.</summary>
    /// <param name="step">The last node of the function, a product or a quotient.</param>
    /// <param name="function">The function.</param>
    public static Value? Source(RewriteStep step, Func<double, double> function) =>
        step.Node.Operator is Binary { Kind: BinaryKind.Mul or BinaryKind.Div } && step.Node.Outputs[0].Fact.Type == ElementType.Float32
            ? Sources(step).FirstOrDefault(source => IsFunction(step, source, function))
            : null;

    /// <summary>Values that the node may be a function of, nearest first.</summary>
    private static IEnumerable<Value> Sources(RewriteStep step)
    {
        var seen = new HashSet<Value>();
        var waiting = new Queue<Value>(step.Inputs);
        while (waiting.TryDequeue(out Value? value) && seen.Count < MostSteps)
        {
            if (value.Constant is not null || !seen.Add(value))
            {
                continue;
            }

            // A source of another shape is broadcast on the way: then it is no function of each element.
            if (value.Fact.Shape.SequenceEqual(step.Node.Outputs[0].Fact.Shape))
            {
                yield return value;
            }

            if (step.Builder.Producer(value) is { } producer && IsElementwise(producer.Operator))
            {
                foreach (Value input in producer.Inputs)
                {
                    waiting.Enqueue(input);
                }
            }
        }
    }

    private static bool IsFunction(RewriteStep step, Value source, Func<double, double> function)
    {
        float[] points = [.. Enumerable.Range(0, Samples).Select(i => (i - (Samples / 2)) * Distance)];
        var known = new Dictionary<Value, Tensor?> { [source] = Tensor.Of(points, Samples) };
        int left = MostSteps;
        return Answer(step.Node.Operator, step.Inputs) is { Length: Samples } answers && points.Zip(answers.ToDoubles()).All(
            p => Math.Abs(function(p.First) - p.Second) <= Tolerance * Math.Max(1, Math.Abs(p.First)));

        Tensor? Answer(Operator @operator, ImmutableArray<Value> inputs)
        {
            var given = new List<Tensor>();
            foreach (Value input in inputs)
            {
                if (Known(input) is not { } tensor)
                {
                    return null;
                }

                given.Add(tensor);
            }

            return @operator.Evaluate(given)[0];
        }

        Tensor? Known(Value value)
        {
            if (value.Constant is { } constant)
            {
                return constant is { Length: 1, Type: ElementType.Float32 } ? constant.Reshape() : null;
            }

            if (!known.TryGetValue(value, out Tensor? tensor))
            {
                tensor = left-- > 0 && step.Builder.Producer(value) is { } producer && IsElementwise(producer.Operator)
                    ? Answer(producer.Operator, producer.Inputs)
                    : null;
                known[value] = tensor;
            }

            return tensor;
        }
    }

    private static bool IsElementwise(Operator @operator) =>
        @operator is Unary { Kind: not UnaryKind.Not } or Clip or Binary { Kind: < BinaryKind.And };
}
